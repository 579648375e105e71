import { QepError } from "../base/errors.ts";
import { batchOf, type Experiment } from "../experiments/build-experiment.ts";
import { couplingTriangle, trianglePoint } from "../experiments/coupling-triangle.ts";
import { needsTargets } from "../experiments/schema-loss.ts";
import type { Sample } from "../propagation/problem.ts";
import { oneHot } from "../tasks/classification.ts";
import { withTrainedInputs } from "../training/variables.ts";
import { parseAssignments } from "./arguments.ts";
import { inputsOf } from "./given-inputs.ts";

/** What the command line says of the sample; without inputs it is the experiment's first. */
export interface SampleFlags {
  readonly inputs?: string[];
  readonly target?: string;
}

/** The sample at which a gradient is asked for, with its target where the loss needs one. @throws QepError without it */
export async function sampleOf(
  experiment: Experiment,
  values: Float64Array,
  flags: SampleFlags,
): Promise<Sample> {
  const [first] = flags.inputs ? [] : batchOf(experiment, 0);
  const points = first
    ? withTrainedInputs(experiment.variables, values, first.points)
    : await inputsOf(experiment, values, flags.inputs);
  const target = givenTarget(experiment, flags.target) ?? first?.target ?? targetAt(experiment, points);
  if (!target && needsTargets(experiment.config.loss)) {
    const names = experiment.system.outputs.map(({ name }) => `${name}=VALUE`).join(",");
    throw new QepError(
      "invalid-argument",
      `--inputs: the experiment does not say what the outputs should be there; add --target ${names}`,
    );
  }
  return target ? { points, target } : { points };
}

function givenTarget({ system }: Experiment, text: string | undefined): Float64Array | undefined {
  if (text === undefined) return undefined;
  const given = parseAssignments(text, "--target");
  const names = system.outputs.map(({ name }) => name);
  const foreign = Object.keys(given).find((name) => !names.includes(name));
  if (foreign === undefined && names.every((name) => name in given)) {
    return Float64Array.from(names, (name) => given[name] as number);
  }
  throw new QepError(
    "invalid-argument",
    `--target: expected a value for each output (${names.join(", ")}) and no other, given ${text}`,
  );
}

/** The target that the experiment itself gives to a point, if it can tell. */
function targetAt(experiment: Experiment, points: readonly Float64Array[]): Float64Array | undefined {
  const { config, system, operatingPoints } = experiment;
  const triangle = couplingTriangle(config.data);
  if (triangle) {
    const names = system.inputs.map(({ name }) => name);
    const point = trianglePoint(triangle, names, points[0] as Float64Array);
    const { total, phases } = triangle;
    const sum = point.reduce((all, coupling) => all + coupling, 0);
    // The labels are those of the triangle; elsewhere the experiment does not say which phase is right.
    const isInside = Math.abs(sum - total) <= 1e-9 * total && point.every((coupling) => coupling >= 0);
    return isInside ? oneHot(triangle.phaseOf(point), phases.length) : undefined;
  }
  return operatingPoints.length > 0 ? batchOf(experiment, 0)[0]?.target : undefined;
}

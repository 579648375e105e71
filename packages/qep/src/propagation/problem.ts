import { QepError } from "../base/errors.ts";
import type { StreamKey } from "../base/random.ts";
import type { Capabilities, Setting } from "./device.ts";
import type { Loss } from "./loss.ts";

/** One term of the objective: its operating points and what the outputs should be there. */
export interface Sample {
  /** x for each operating point, K values each. */
  readonly points: readonly Float64Array[];
  readonly target?: Float64Array;
}

/** What gradients are taken of: the losses of some samples at common parameters. */
export interface GradientProblem {
  readonly loss: Loss;
  readonly samples: readonly Sample[];
  /** θ, length P. */
  readonly parameters: Float64Array;
  /** First part of the names of all random streams, for instance seed and step. */
  readonly stream: readonly StreamKey[];
  /** When the first preparation begins, in seconds of the laboratory's clock; absent where it follows the one before. */
  readonly time?: number;
}

/** @throws QepError wrong-shape, not-finite or invalid-argument where inputs, parameters or targets do not fit */
export function checkProblem(
  { samples, parameters }: GradientProblem,
  capabilities: Capabilities,
  trainedInputs: readonly number[],
): void {
  checkVector("parameters", parameters, capabilities.parameters.length);
  checkTrainedInputs(trainedInputs, capabilities.inputs.length);
  for (const [index, { points, target }] of samples.entries()) {
    // How long a target must be is for the loss to say.
    if (target) checkVector(`target of sample ${index}`, target, target.length);
    for (const [point, inputs] of points.entries()) {
      checkVector(`inputs of sample ${index}, operating point ${point}`, inputs, capabilities.inputs.length);
    }
  }
}

function checkTrainedInputs(trainedInputs: readonly number[], count: number): void {
  for (const [position, input] of trainedInputs.entries()) {
    if (Number.isInteger(input) && input >= 0 && input < count && trainedInputs.indexOf(input) === position) {
      continue;
    }
    throw new QepError(
      "invalid-argument",
      `gradient.trainedInputs: ${input} must be the index of one of the ${count} inputs, each at most once`,
      { trainedInputs, count },
    );
  }
}

function checkVector(what: string, vector: Float64Array, length: number): void {
  if (vector.length !== length) {
    throw new QepError("wrong-shape", `${what}: expected ${length} numbers, given ${vector.length}`, {
      expected: length,
      given: vector.length,
    });
  }
  const bad = vector.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new QepError("not-finite", `${what}: number ${bad} is ${vector[bad]}; it must be finite`, {
      index: bad,
    });
  }
}

/** The free setting of one operating point. */
export function freeSetting(
  problem: GradientProblem,
  sample: number,
  point: number,
  outputs: number,
  parameters = problem.parameters,
): Setting {
  return {
    inputs: problem.samples[sample]?.points[point] as Float64Array,
    parameters,
    nudge: new Float64Array(outputs),
    stream: [...problem.stream, sample, point, "free"],
  };
}

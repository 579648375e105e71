import { QepError } from "../base/errors.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { couplingTriangle } from "../experiments/coupling-triangle.ts";
import type { DiagramPlan } from "../experiments/diagram.ts";
import {
  type BoundaryIndicator,
  requireBoundaryAxes,
  susceptibilityColumn,
} from "../experiments/diagram-boundaries.ts";
import type { DiagramRequest } from "../experiments/diagram-record.ts";
import { experimentQuantities } from "../experiments/experiment-quantities.ts";
import { knobNames, parseAxis, type SweepAxis } from "../experiments/sweep.ts";
import type { Quantity } from "../quantities/quantity.ts";
import { parametersOf } from "../training/variables.ts";
import { inputsFrom, parseAssignments } from "./arguments.ts";
import { operatingPointsAt } from "./load-experiment.ts";

/** The options of `qep phase-diagram`. */
export interface DiagramFlags {
  readonly x?: string;
  readonly y?: string;
  readonly output?: string[];
  readonly observables?: string[];
  readonly boundaries?: BoundaryIndicator;
  readonly inputs?: string[];
  readonly parameters?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly seed?: number;
  readonly set?: string[];
  readonly workers?: number;
  readonly json?: boolean;
}

/** The quantities asked for, and those that boundaries are peaks of. */
export function quantitiesOf(
  experiment: Experiment,
  { plan, observables, boundaries }: DiagramRequest,
): Quantity[] {
  const asked = experimentQuantities(experiment, observables, "--observables");
  const matrix = asked.find(({ matrixOrder }) => matrixOrder !== undefined);
  if (matrix) {
    throw new QepError(
      "unsupported",
      `--observables: ${matrix.name} is a matrix, and a diagram has numbers; qep ground-state --arrays writes it`,
    );
  }
  if (boundaries !== "fidelity") return asked;
  const names = asked.map(({ name }) => name);
  const needed = plan.axes
    .map(({ name }) => susceptibilityColumn(name))
    .filter((name) => !names.includes(name));
  return [...asked, ...experimentQuantities(experiment, needed, "--boundaries")];
}

/** Checks everything before hours of work. */
export function requestOf(experiment: Experiment, values: Float64Array, flags: DiagramFlags): DiagramRequest {
  const { boundaries, output } = flags;
  const plan = planOf(experiment, values, flags);
  if (boundaries) requireBoundaryAxes(plan.axes);
  if (output) requireOutputs(experiment, output);
  return { plan, observables: flags.observables ?? [], drawn: output, boundaries };
}

function planOf(experiment: Experiment, values: Float64Array, flags: DiagramFlags): DiagramPlan {
  const parameters = [...parametersOf(experiment.variables, values)];
  const axes = axesOf(experiment, flags);
  if (axes.length === 0) return { axes, inputs: [], parameters };
  const inputs = otherInputs(
    experiment,
    values,
    flags.inputs ?? [],
    axes.map(({ name }) => name),
  );
  return { axes, inputs: [...inputs], parameters };
}

/** The knobs to sweep; none for a triangle of couplings. */
function axesOf(experiment: Experiment, flags: DiagramFlags): SweepAxis[] {
  const { config } = experiment;
  const knobs = knobNames(experiment);
  if (flags.x === undefined && flags.y === undefined && couplingTriangle(config.data)) return [];
  if (flags.x === undefined) {
    throw new QepError(
      "invalid-argument",
      `--x is missing: say what to sweep, --x name=from:to:count, with one of ${knobs.join(", ")}`,
    );
  }
  const x = parseAxis(flags.x, "--x");
  const y = flags.y === undefined ? undefined : parseAxis(flags.y, "--y");
  for (const { name } of [x, ...(y ? [y] : [])]) {
    if (knobs.includes(name)) continue;
    throw new QepError(
      "invalid-argument",
      `there is no knob "${name}"; expected one of ${knobs.join(", ")}`,
      { name },
    );
  }
  if (x.name === y?.name) {
    throw new QepError("invalid-argument", `--y: expected another knob than --x, given ${x.name} twice`);
  }
  return [x, ...(y ? [y] : [])];
}

/** Inputs that are not swept: as given, else those of the first operating point. */
function otherInputs(
  experiment: Experiment,
  values: Float64Array,
  texts: readonly string[],
  swept: readonly string[],
): Float64Array {
  const { inputs } = experiment.system;
  const given: Record<string, number> = {};
  for (const { name } of inputs) if (swept.includes(name)) given[name] = 0;
  for (const text of texts) Object.assign(given, parseAssignments(text, "--inputs"));
  return inputsFrom(experiment.system, given, "--inputs", operatingPointsAt(experiment, values)[0]);
}

function requireOutputs({ system }: Experiment, asked: readonly string[]): void {
  const names = system.outputs.map(({ name }) => name);
  const unknown = asked.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new QepError(
    "invalid-argument",
    `--output: there is no output "${unknown}"; expected one of ${names.join(", ")}`,
    { name: unknown },
  );
}

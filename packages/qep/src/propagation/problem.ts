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
}

/** @throws QepError wrong-shape or not-finite where inputs or parameters do not fit the device */
export function checkProblem({ samples, parameters }: GradientProblem, capabilities: Capabilities): void {
  checkVector("parameters", parameters, capabilities.parameters.length);
  for (const [index, { points }] of samples.entries()) {
    for (const [point, inputs] of points.entries()) {
      checkVector(`inputs of sample ${index}, operating point ${point}`, inputs, capabilities.inputs.length);
    }
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

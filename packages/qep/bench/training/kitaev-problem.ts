import { RandomStream, type Sample, type System } from "../../src/index.ts";
import type { LabelledSample } from "../../src/tasks/classification.ts";
import { kitaevTestSet, kitaevTriangleBatch } from "../../src/tasks/kitaev-triangle.ts";
import { kitaevSensor } from "../../test/support/kitaev-sensor.ts";

/** The Kitaev phase sensor of the paper: one training step and its test. */
export interface KitaevProblem {
  readonly system: System;
  /** θ: couplings and sensor terms from the standard normal distribution. */
  readonly parameters: Float64Array;
  /** Three samples of the Abelian phases, one in each corner of the triangle, and three of the non-Abelian phase. */
  readonly batch: readonly Sample[];
  readonly test: readonly Sample[];
}

export const KITAEV_BETA = 0.05;
export const KITAEV_SHOTS = 10_000;

/** The step with number `step` of a run with fresh random parameters. */
export function kitaevProblem(step = 0): KitaevProblem {
  const system = kitaevSensor();
  const draw = new RandomStream("kitaev bench", "parameters");
  return {
    system,
    parameters: Float64Array.from(system.parameters, () => draw.normal()),
    batch: kitaevBatch(step),
    test: kitaevTestSet().map(sample),
  };
}

/** Six samples: one in each Abelian corner, three in the middle. */
export function kitaevBatch(step: number): Sample[] {
  return kitaevTriangleBatch(new RandomStream("kitaev bench", "batch", step), 6).map(sample);
}

function sample({ inputs, target }: LabelledSample): Sample {
  return { points: [inputs], target };
}

import type { Experiment } from "../../experiments/build-experiment.ts";
import { isOnPhaseBoundary } from "../../tasks/phase-triangle.ts";
import { maxChoice, singleShot } from "../../training/metrics.ts";

/** Scores of a phase sensor at the end of its training. */
export interface SensorScores {
  readonly maxChoice: number;
  readonly singleShot: number;
}

/**
 * Scores on the grid of the phase triangle, without the points whose label is a matter of rounding.
 *
 * @param grid outputs at every point of the experiment's grid, in its order
 */
export function gridScores({ data }: Experiment, grid: readonly Float64Array[]): SensorScores {
  const judged = (data?.grid ?? []).flatMap(({ points, target }, index) =>
    isOnPhaseBoundary(points[0] as Float64Array)
      ? []
      : [{ output: grid[index] as Float64Array, target: target as Float64Array }],
  );
  const [outputs, targets] = [judged.map(({ output }) => output), judged.map(({ target }) => target)];
  return { maxChoice: maxChoice(outputs, targets), singleShot: singleShot(outputs, targets) };
}

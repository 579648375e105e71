import {
  bestSplit,
  type EstimatorModel,
  gradientError,
  type PlannedBatch,
  squaredSignal,
} from "../propagation/error-model.ts";

/** Relative errors of the gradient against β at the same shots for each sample. */
export interface PlanCurves {
  readonly betas: readonly number[];
  readonly series: readonly PlanCurve[];
}

/** One method: root of bias² + noise², and its two parts, over the norm of the gradient. */
export interface PlanCurve {
  readonly method: string;
  readonly error: readonly number[];
  readonly bias: readonly number[];
  readonly noise: readonly number[];
}

/** Points of a curve. */
const POINTS = 121;

/**
 * @param shotsOf shots of one sample that each method may spend; at each β they are split in the best way
 * @returns methods that cannot give every basis a shot are left out
 */
export function planCurves(
  models: readonly EstimatorModel[],
  shotsOf: (model: EstimatorModel) => number,
  batch: PlannedBatch,
): PlanCurves {
  const [low, high] = models[0]?.range ?? [1, 1];
  const betas = Array.from({ length: POINTS }, (_, k) => low * (high / low) ** (k / (POINTS - 1)));
  // The last β is that of the ladder, to the last digit.
  betas[POINTS - 1] = high;
  const signal = Math.sqrt(squaredSignal(batch));
  const series = models.flatMap((model): PlanCurve[] => {
    const errors = betas.map((beta) => {
      const split = bestSplit(model, beta, shotsOf(model));
      return split && gradientError(model, beta, split, batch);
    });
    const found = errors.filter((error) => error !== null);
    if (found.length < betas.length) return [];
    const relative = (part: "error" | "bias" | "noise") => found.map((error) => error[part] / signal);
    return [
      { method: model.method, error: relative("error"), bias: relative("bias"), noise: relative("noise") },
    ];
  });
  return { betas, series };
}

import type { PlatformTimes } from "../measurement/platform.ts";
import type { EstimatorModel, PlannedEstimator } from "../propagation/error-model.ts";

/** What a whole training may spend: prepared and read states, or seconds of the device. */
export type PlanBudget = { readonly shots: number } | { readonly seconds: number };

/** How often a gradient is measured, and how long that takes. */
export interface TrainingLength {
  readonly steps: number;
  readonly batchSize: number;
  /** Of the platform; undefined where it names none. */
  readonly times: PlatformTimes | undefined;
}

/** What a whole training takes. */
export interface TrainingTotals {
  readonly shots: number;
  /** Settings at which an equilibrium is prepared. */
  readonly preparations: number;
  /** Null where the platform names no times. */
  readonly seconds: number | null;
}

/** What a training with this estimator takes: one gradient for each sample of each step. */
export function trainingTotals(
  { shotsPerSample, preparations, bases }: PlannedEstimator,
  { steps, batchSize, times }: TrainingLength,
): TrainingTotals {
  const samples = steps * batchSize;
  const { shot = 0, basis = 0, setting = 0 } = times ?? {};
  return {
    shots: samples * shotsPerSample,
    preparations: samples * preparations,
    seconds: times ? samples * (shotsPerSample * shot + bases * basis + preparations * setting) : null,
  };
}

/**
 * Shots that a budget leaves for one sample of one step. Of seconds, setting knobs and changing bases take their part first.
 *
 * @returns not rounded; 0 where time is over before the first shot
 */
export function shotsForSample(
  budget: PlanBudget,
  { bases, preparations }: Pick<EstimatorModel, "bases" | "preparations">,
  { steps, batchSize, times }: TrainingLength,
): number {
  const samples = steps * batchSize;
  if ("shots" in budget) return budget.shots / samples;
  const { shot = 0, basis = 0, setting = 0 } = times ?? {};
  const left = budget.seconds / samples - bases * basis - preparations * setting;
  return shot > 0 ? Math.max(0, left / shot) : 0;
}

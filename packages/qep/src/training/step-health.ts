import type { EquilibriumHealth, GradientResult } from "../propagation/gradient-result.ts";
import { gradientVariances, meanGradient, type Variables } from "./variables.ts";

/** The health of one training step. Null: not known or not applicable. */
export interface StepHealth {
  /** Smallest raw gap E1 − E0 that a free phase of the batch had, in the unit of energy. */
  readonly gap: number | null;
  /** How that gap is known. */
  readonly gapSource: EquilibriumHealth["gapSource"];
  /** Smallest gap to the states that the nudge couples to, in the unit of energy; where it was asked for. */
  readonly coupledGap: number | null;
  /** Largest β·range(Σ ε_l B_l) over the gap, the coupled one where it is known. */
  readonly nudgeToGap: number | null;
  /** Largest ‖A₊ + A₋ − 2A₀‖ / ‖A₊ − A₋‖. */
  readonly nonlinearity: number | null;
  /** ‖g‖² / Σ_j Var(g_j) of the mean gradient g over the batch, without penalty; noise alone gives 1 on average. */
  readonly signalToNoise: number | null;
  /** χ² per degree of freedom of the free outputs measured before and after the nudged phases; 1 on average without drift. */
  readonly drift: number | null;
}

/** The quantities of which a batch is as healthy as its worst sample, and where the worst of them lies. */
export const WORST_IN_BATCH = {
  gap: "smallest",
  coupledGap: "smallest",
  nudgeToGap: "largest",
  nonlinearity: "largest",
} as const satisfies { readonly [quantity in keyof EquilibriumHealth & keyof StepHealth]?: Extreme };

/** The end of a range of numbers. */
export type Extreme = "smallest" | "largest";

/**
 * Sums up the health of a batch: the worst of its samples, and the signal-to-noise ratio of their mean gradient.
 *
 * @param results one for each sample, at least one
 */
export function stepHealth(variables: Variables, results: readonly GradientResult[]): StepHealth {
  const worst = (quantity: keyof typeof WORST_IN_BATCH) =>
    extreme(
      results.map(({ health }) => health[quantity]),
      WORST_IN_BATCH[quantity],
    );
  const gap = worst("gap");
  return {
    gap,
    gapSource:
      results.find(({ health }) => gap !== null && health.gap === gap)?.health.gapSource ?? "unknown",
    coupledGap: worst("coupledGap"),
    nudgeToGap: worst("nudgeToGap"),
    nonlinearity: worst("nonlinearity"),
    signalToNoise: signalToNoise(variables, results),
    drift: driftOf(results),
  };
}

/** The smallest or the largest of the values that are known; null where none is. */
export function extreme(values: readonly (number | null)[], end: Extreme): number | null {
  const pick = end === "smallest" ? Math.min : Math.max;
  return values.reduce<number | null>((worst, value) => {
    if (value === null) return worst;
    return worst === null ? value : pick(worst, value);
  }, null);
}

/** The mean gradient of a batch, without penalty and frozen variables, beside its noise. */
export interface GradientNoise {
  /** ‖ĝ‖². */
  readonly square: number;
  /** Σ_j Var(ĝ_j). */
  readonly variance: number;
}

/** @returns null where every gradient is exact */
export function gradientNoise(
  variables: Variables,
  results: readonly GradientResult[],
): GradientNoise | null {
  const variances = gradientVariances(variables, results);
  if (!variances) return null;
  const gradient = meanGradient(variables, results);
  let [square, variance] = [0, 0];
  for (const [j, own] of variances.entries()) {
    if (variables.frozen?.has(j)) continue;
    square += (gradient[j] as number) ** 2;
    variance += own;
  }
  return { square, variance };
}

function signalToNoise(variables: Variables, results: readonly GradientResult[]): number | null {
  const noise = gradientNoise(variables, results);
  return noise && noise.variance > 0 ? noise.square / noise.variance : null;
}

function driftOf(results: readonly GradientResult[]): number | null {
  let [chiSquare, freedom] = [0, 0];
  for (const { health } of results) {
    chiSquare += health.drift?.chiSquare ?? 0;
    freedom += health.drift?.degreesOfFreedom ?? 0;
  }
  return freedom === 0 ? null : chiSquare / freedom;
}

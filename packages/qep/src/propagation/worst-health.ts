import type { EquilibriumHealth } from "./gradient-result.ts";

/**
 * The health of several gradients as one: the smallest gaps, the largest of everything else, each with its source.
 *
 * @param healths at least one
 */
export function worstHealth(healths: readonly EquilibriumHealth[]): EquilibriumHealth {
  const [first] = healths as readonly [EquilibriumHealth];
  const by = (key: NumericKey, sign: 1 | -1) =>
    healths.reduce((worst, next) => {
      const [value, other] = [next[key], worst[key]];
      return value !== null && (other === null || sign * value > sign * other) ? next : worst;
    }, first);
  const [lowest, widest] = [by("gap", -1), by("nudgeRange", 1)];
  const sampling = healths.find((health) => health.sampling)?.sampling;
  return {
    gap: lowest.gap,
    gapSource: lowest.gapSource,
    coupledGap: by("coupledGap", -1).coupledGap,
    nudgeRange: widest.nudgeRange,
    nudgeRangeSource: widest.nudgeRangeSource,
    nudgeToGap: by("nudgeToGap", 1).nudgeToGap,
    nonlinearity: by("nonlinearity", 1).nonlinearity,
    residualNorm: by("residualNorm", 1).residualNorm,
    ...(sampling ? { sampling } : {}),
  };
}

type NumericKey = "gap" | "coupledGap" | "nudgeRange" | "nudgeToGap" | "nonlinearity" | "residualNorm";

import { chiSquareTail } from "../base/chi-square.ts";
import type { DriftComparison } from "./drift-check.ts";
import type { EquilibriumHealth } from "./gradient-result.ts";

/**
 * The health of several gradients as one: the smallest gaps, the largest of everything else, each with its source, and all
 * drift checks together.
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
  const drifts = healths.flatMap(({ drift }) => drift ?? []);
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
    ...(drifts.length > 0 ? { drift: joined(drifts) } : {}),
  };
}

/** Comparisons of different free phases as one. */
function joined(drifts: readonly DriftComparison[]): DriftComparison {
  const chiSquare = drifts.reduce((sum, drift) => sum + drift.chiSquare, 0);
  const degreesOfFreedom = drifts.reduce((sum, drift) => sum + drift.degreesOfFreedom, 0);
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareTail(chiSquare, degreesOfFreedom);
  return { chiSquare, degreesOfFreedom, pValue };
}

type NumericKey = "gap" | "coupledGap" | "nudgeRange" | "nudgeToGap" | "nonlinearity" | "residualNorm";

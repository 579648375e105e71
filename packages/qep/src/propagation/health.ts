import type { Measurement } from "./device.ts";
import type { DriftComparison } from "./drift-check.ts";
import type { EquilibriumHealth } from "./gradient-result.ts";

/** What a gradient method can tell beyond the records of its preparations. */
export interface ExtraHealth {
  readonly coupledGap?: number | null;
  readonly nonlinearity?: number | null;
  readonly drift?: DriftComparison;
}

/** Gathers the health of the free and nudged preparations behind one gradient. */
export function gatherHealth(
  free: readonly Measurement[],
  nudged: readonly Measurement[],
  extra: ExtraHealth = {},
): EquilibriumHealth {
  const lowest = free.reduce<Measurement | undefined>((least, next) => {
    if (next.health.gap === null) return least;
    return least?.health.gap == null || next.health.gap < least.health.gap ? next : least;
  }, undefined)?.health;
  const widest = nudged.reduce<Measurement | undefined>((most, next) => {
    if (next.health.nudgeRange === null) return most;
    return most?.health.nudgeRange == null || next.health.nudgeRange > most.health.nudgeRange ? next : most;
  }, undefined)?.health;
  const gap = lowest?.gap ?? null;
  const coupledGap = extra.coupledGap ?? null;
  const nudgeRange = widest?.nudgeRange ?? null;
  const sampling = free.find(({ health }) => health.sampling)?.health.sampling;
  const relevantGap = coupledGap ?? gap;
  return {
    gap,
    gapSource: lowest?.gapSource ?? "unknown",
    coupledGap,
    nudgeRange,
    nudgeRangeSource: widest?.nudgeRangeSource ?? "unknown",
    nudgeToGap:
      nudgeRange === null || relevantGap === null || relevantGap === 0 ? null : nudgeRange / relevantGap,
    nonlinearity: extra.nonlinearity ?? null,
    residualNorm: largestResidual([...free, ...nudged]),
    ...(sampling ? { sampling } : {}),
    ...(extra.drift ? { drift: extra.drift } : {}),
  };
}

function largestResidual(measurements: readonly Measurement[]): number | null {
  const known = measurements.flatMap(({ health }) =>
    health.residualNorm === null ? [] : [health.residualNorm],
  );
  return known.length === 0 ? null : Math.max(...known);
}

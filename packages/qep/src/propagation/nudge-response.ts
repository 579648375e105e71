import {
  addBlock,
  covarianceOf,
  diagonalMatrix,
  diagonalOf,
  type SquareMatrix,
  squareMatrix,
} from "./covariance.ts";
import type { Measurement } from "./device.ts";
import type { NudgeStep } from "./nudge-steps.ts";
import type { NudgedDirection } from "./nudged-phases.ts";
import type { DirectionResponse } from "./sampling-error.ts";

/** A response as measured along one direction, and how it enters the gradient. */
export interface NudgeResponse extends DirectionResponse {
  /** What the response is multiplied with in the gradient; 0 for a probing nudge. */
  readonly weight: number;
  /** Covariance that the shots of the nudged phases bring to the response; null without shots. */
  readonly covariance: SquareMatrix | null;
}

/** The responding observables' part of a measurement. */
interface Reading {
  readonly mean: Float64Array;
  readonly replicates: readonly Float64Array[];
  readonly shifts: readonly Float64Array[];
  readonly covariance: SquareMatrix | null;
}

/** Beyond the outputs, of which `skipped` were read. */
export function readingOf(measurement: Measurement, skipped: number, hasShots: boolean): Reading {
  return {
    mean: measurement.mean.subarray(skipped),
    replicates: (measurement.replicates ?? []).map((replicate) => replicate.subarray(skipped)),
    shifts: (measurement.calibrationShifts ?? []).map((shift) => shift.subarray(skipped)),
    covariance: hasShots ? covarianceOf(measurement, skipped) : null,
  };
}

/**
 * d⟨·⟩/dβ of the responding observables along one direction: the sum of the method's difference quotients.
 *
 * @param quotients the direction at each step of the method
 * @param baseline what one-sided quotients subtract
 * @param skipped outputs read in the nudged phases
 */
export function nudgeResponse(
  quotients: readonly { readonly step: NudgeStep; readonly nudged: NudgedDirection }[],
  baseline: Reading,
  beta: number,
  skipped: number,
): NudgeResponse {
  const hasShots = baseline.covariance !== null;
  const parts = quotients.map(({ step, nudged }) => {
    const upper = readingOf(nudged.plus, skipped, hasShots);
    const lower = nudged.minus && readingOf(nudged.minus, skipped, hasShots);
    const width = (lower ? 2 : 1) * step.factor * beta;
    const { mean, replicates, shifts } = lower ?? baseline;
    const slopes = (above: readonly Float64Array[], below: readonly Float64Array[]) =>
      above.map((values, r) => slopeOf(values, below[r] as Float64Array, width));
    return {
      weight: step.weight,
      slope: slopeOf(upper.mean, mean, width),
      replicates: slopes(upper.replicates, replicates),
      shifts: slopes(upper.shifts, shifts),
      covariance: quotientCovariance(upper.covariance, lower?.covariance ?? null, width),
    };
  });
  const count = parts[0]?.slope.length ?? 0;
  const [first] = quotients as [(typeof quotients)[number]];
  const sum = (pick: (part: (typeof parts)[number]) => Float64Array) =>
    parts.reduce((total, part) => {
      const slope = pick(part);
      return total.map((value, j) => value + part.weight * (slope[j] as number));
    }, new Float64Array(count));
  const covariance = hasShots ? weightedSum(parts, count) : null;
  return {
    direction: first.nudged.vector,
    weight: first.nudged.weight,
    response: sum(({ slope }) => slope),
    replicates: (parts[0]?.replicates ?? []).map((_, r) =>
      sum(({ replicates }) => replicates[r] as Float64Array),
    ),
    shifts: (parts[0]?.shifts ?? []).map((_, c) => sum(({ shifts }) => shifts[c] as Float64Array)),
    covariance,
  };
}

/** Σ weight² Cov over independent quotients. */
function weightedSum(
  parts: readonly { readonly weight: number; readonly covariance: SquareMatrix | null }[],
  order: number,
): SquareMatrix {
  const [first] = parts;
  if (parts.length === 1 && first?.weight === 1 && first.covariance) return first.covariance;
  const isDiagonal = parts.every(({ covariance }) => covariance?.isDiagonal);
  const sum = { ...squareMatrix(order), isDiagonal };
  const places = Array.from({ length: order }, (_, j) => j);
  for (const { weight, covariance } of parts) {
    if (covariance) addBlock(sum, covariance, weight ** 2, places);
  }
  return sum;
}

function slopeOf(upper: Float64Array, lower: Float64Array, width: number): Float64Array {
  return upper.map((value, j) => (value - (lower[j] as number)) / width);
}

function quotientCovariance(
  upper: SquareMatrix | null,
  lower: SquareMatrix | null,
  width: number,
): SquareMatrix | null {
  if (!upper) return null;
  const scaled = (above: Float64Array, below: Float64Array | undefined) =>
    above.map((value, k) => (value + (below?.[k] ?? 0)) / width ** 2);
  if (upper.isDiagonal && (lower === null || lower.isDiagonal)) {
    return diagonalMatrix(scaled(diagonalOf(upper), lower ? diagonalOf(lower) : undefined));
  }
  return { order: upper.order, values: scaled(upper.values, lower?.values) };
}

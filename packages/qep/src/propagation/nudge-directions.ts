import { addPropagated, covarianceOf, type SquareMatrix, squareMatrix } from "./covariance.ts";
import type { FreeSample } from "./free-phase.ts";
import { principalDirections } from "./measured-loss.ts";

/** One nudge direction at one operating point, ν = ±β·vector; its response enters the gradient times `weight`. */
export interface NudgeDirection {
  /** Length J. */
  readonly vector: Float64Array;
  /** 0 for a probing nudge. */
  readonly weight: number;
}

/** Directions of noise with less than this part of its total variance are not probed. */
const NEGLIGIBLE_NOISE = 1e-9;

/**
 * The nudges of a point that its gradient is made of: its error signal, or each output that has one, or may have one within
 * the noise.
 */
export function gradientDirections(
  sample: FreeSample,
  point: number,
  nudge: "error-signal" | "each-output",
): NudgeDirection[] {
  const signal = sample.loss.errorSignals[point] as Float64Array;
  if (nudge === "error-signal") {
    return signal.every((value) => value === 0) ? [] : [{ vector: signal, weight: 1 }];
  }
  const noise = errorSignalCovariance(sample, point);
  return [...signal.entries()]
    .filter(([output, weight]) => weight !== 0 || noise.values[output * (signal.length + 1)] !== 0)
    .map(([output, weight]) => ({ vector: signal.map((_, index) => (index === output ? 1 : 0)), weight }));
}

/**
 * The nudges of a point that show how its gradient would change with its error signal: along the principal directions
 * of the signal's noise where they leave the signal itself, as strong as the signal, or as its noise where that is stronger.
 */
export function probeDirections(sample: FreeSample, point: number): NudgeDirection[] {
  const signal = sample.loss.errorSignals[point] as Float64Array;
  const noise = errorSignalCovariance(sample, point);
  const total = signal.reduce((sum, _, l) => sum + (noise.values[l * (signal.length + 1)] as number), 0);
  const strength = Math.hypot(...signal);
  return principalDirections(acrossOf(noise, signal))
    .filter(({ variance }) => variance > NEGLIGIBLE_NOISE * total)
    .map(({ vector, variance }) => {
      const amplitude = Math.max(strength, Math.sqrt(variance));
      return { vector: vector.map((value) => amplitude * value), weight: 0 };
    });
}

/** Cov(ε_l, ε_m) at one point, from the outputs of all points that its error signal depends on. */
export function errorSignalCovariance({ points, noise }: FreeSample, point: number): SquareMatrix {
  const total = squareMatrix(points[point]?.outputs.length ?? 0);
  for (const [source, { measurement, outputs }] of points.entries()) {
    const derivatives = noise?.slopes[source]?.map(({ errorSignals }) => errorSignals[point] as Float64Array);
    if (!derivatives) continue;
    addPropagated(total, derivatives, covarianceOf(measurement, 0, outputs.length));
  }
  return total;
}

/** QCQ with Q the projection onto the complement of the signal. */
function acrossOf(matrix: SquareMatrix, signal: Float64Array): SquareMatrix {
  const square = signal.reduce((sum, value) => sum + value * value, 0);
  if (square === 0) return matrix;
  const rows = Array.from(signal, (value, l) =>
    signal.map((other, m) => (l === m ? 1 : 0) - (value * other) / square),
  );
  const result = squareMatrix(matrix.order);
  addPropagated(result, rows, matrix);
  return result;
}

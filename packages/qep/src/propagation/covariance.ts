import type { Measurement } from "./device.ts";

/** A symmetric matrix, n × n row by row. */
export interface SquareMatrix {
  readonly order: number;
  readonly values: Float64Array;
  /** True where all but the diagonal is 0 by construction, so that nothing else need be looked at. */
  readonly isDiagonal?: boolean;
}

export function squareMatrix(order: number): SquareMatrix {
  return { order, values: new Float64Array(order * order) };
}

/** The matrix with these numbers on its diagonal, and 0 elsewhere. */
export function diagonalMatrix(diagonal: ArrayLike<number>): SquareMatrix {
  const { length: order } = diagonal;
  const values = new Float64Array(order * order);
  for (let k = 0; k < order; k++) values[k * (order + 1)] = diagonal[k] as number;
  return { order, values, isDiagonal: true };
}

/** Cov(mean_i, mean_j) of a measurement's means from `first` on, up to but without `end`; zeros where it is exact. */
export function covarianceOf(
  { mean, standardError, covariance }: Pick<Measurement, "mean" | "standardError" | "covariance">,
  first = 0,
  end = mean.length,
): SquareMatrix {
  if (!covariance) {
    return diagonalMatrix(mean.subarray(first, end).map((_, k) => (standardError?.[first + k] ?? 0) ** 2));
  }
  if (first === 0 && end === mean.length) return { order: mean.length, values: covariance };
  const block = squareMatrix(end - first);
  for (let i = first; i < end; i++) {
    const row = i * mean.length;
    block.values.set(covariance.subarray(row + first, row + end), (i - first) * block.order);
  }
  return block;
}

/** target ← target + factor · source, row and column i of the source going to row and column `places[i]`. */
export function addBlock(
  target: SquareMatrix,
  source: SquareMatrix,
  factor: number,
  places: ArrayLike<number>,
): void {
  for (let i = 0; i < source.order; i++) {
    const row = (places[i] as number) * target.order;
    const [first, end] = source.isDiagonal ? [i, i + 1] : [0, source.order];
    for (let j = first; j < end; j++) {
      const index = row + (places[j] as number);
      target.values[index] =
        (target.values[index] as number) + factor * (source.values[i * source.order + j] as number);
    }
  }
}

/**
 * target ← target + Jᵀ Σ J: what measurements of covariance Σ bring to quantities with derivatives J.
 *
 * @param derivatives row i: derivatives of all quantities in measured mean i
 */
export function addPropagated(
  target: SquareMatrix,
  derivatives: readonly Float64Array[],
  { order, values }: SquareMatrix,
): void {
  const n = target.order;
  const half = new Float64Array(n);
  for (const [i, derivative] of derivatives.entries()) {
    half.fill(0);
    for (const [k, other] of derivatives.entries()) {
      const covariance = values[i * order + k] as number;
      if (covariance === 0) continue;
      for (let j = 0; j < n; j++) half[j] = (half[j] as number) + covariance * (other[j] as number);
    }
    for (let a = 0; a < n; a++) {
      const slope = derivative[a] as number;
      if (slope === 0) continue;
      for (let b = 0; b < n; b++) {
        target.values[a * n + b] = (target.values[a * n + b] as number) + slope * (half[b] as number);
      }
    }
  }
}

/** The diagonal. */
export function diagonalOf({ order, values }: SquareMatrix): Float64Array {
  return Float64Array.from({ length: order }, (_, k) => values[k * (order + 1)] as number);
}

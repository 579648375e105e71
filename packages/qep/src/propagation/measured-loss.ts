import { symmetricEigen } from "../linalg/symmetric-eigen.ts";
import type { SquareMatrix } from "./covariance.ts";
import type { LossResult } from "./loss.ts";

/** The outputs of one operating point as measured. */
export interface MeasuredOutputs {
  readonly outputs: Float64Array;
  /** Cov(⟨B_l⟩, ⟨B_m⟩), J × J. */
  readonly covariance: SquareMatrix;
}

/** How the noise of measured outputs moves a loss and its derivatives. */
export interface LossNoise {
  /** Variance of the loss. */
  readonly variance: number;
  /** d/d⟨B_l⟩⁽ᵖ⁾ of loss, error signals and explicit input derivatives: one vector of J results for each point. */
  readonly slopes: readonly (readonly LossResult[])[];
}

/** Corrections outside this range, in standard errors, are rounding, or where the expansion has left its range. */
const CORRECTABLE = { least: 1e-6, most: 0.5 } as const;

/** Variances below this part of the largest are rounding. */
const VANISHING = 1e-12;

/** The flattened loss along one independent direction of the noise of one point. */
interface NoiseDirection {
  readonly point: number;
  readonly vector: Float64Array;
  readonly variance: number;
  readonly slope: Float64Array;
  /** λ/2 times the second derivative. */
  readonly bias: Float64Array;
}

/**
 * The loss at measured outputs, corrected for what their noise adds to it and to its derivatives on average, with its variance:
 *
 *     L ≈ L(b̂) − ½ tr(L″Σ),   ε_l ≈ ∂_l L(b̂) − ½ Σ_mn Σ_mn ∂_l∂_m∂_n L
 *     Var L ≈ εᵀΣε − ½ tr(L″ΣL″Σ), never below its value ½ tr(L″ΣL″Σ) at ε = 0
 *
 * The second-order terms are those of normal noise. A plug-in εᵀΣε is too large by tr(L″ΣL″Σ) on average, hence the minus.
 * Derivatives are differences over one standard deviation up and down each principal direction of Σ, the scale on which
 * the noise sees the loss. A derivative linear in the outputs (the square loss) needs no correction and gets none; nor
 * does one whose correction exceeds half its standard error, as beside a kink.
 *
 * @param lossAt the loss, defined within a standard deviation of the outputs
 * @param points the outputs of each operating point; noise of different points is independent
 * @returns the corrected loss, and what its noise is; null where the outputs have none
 */
export function measuredLoss(
  lossAt: (outputs: readonly Float64Array[]) => LossResult,
  points: readonly MeasuredOutputs[],
): { readonly loss: LossResult; readonly noise: LossNoise | null } {
  const outputs = points.map((point) => point.outputs);
  const loss = lossAt(outputs);
  if (points.every(({ covariance }) => covariance.values.every((value) => value === 0))) {
    return { loss, noise: null };
  }
  const center = flatten(loss);
  const directions = points.flatMap(({ covariance }, point) =>
    principalDirections(covariance).map(({ vector, variance }): NoiseDirection => {
      const deviation = Math.sqrt(variance);
      const moved = (change: number) => flatten(lossAt(shifted(outputs, point, vector, change)));
      const [above, below] = [moved(deviation), moved(-deviation)];
      const slope = above.map((value, k) => (value - (below[k] as number)) / (2 * deviation));
      const bias = center.map((value, k) => ((above[k] as number) + (below[k] as number)) / 2 - value);
      return { point, vector, variance, slope, bias };
    }),
  );
  return {
    loss: unflatten(corrected(center, directions), loss),
    noise: { variance: lossVariance(loss, directions), slopes: outputSlopes(loss, directions, outputs) },
  };
}

/** The loss itself is always corrected, a derivative where that makes sense. */
function corrected(center: Float64Array, directions: readonly NoiseDirection[]): Float64Array {
  const { least, most } = CORRECTABLE;
  return center.map((value, k) => {
    let [bias, variance] = [0, 0];
    for (const direction of directions) {
      bias += direction.bias[k] as number;
      variance += direction.variance * (direction.slope[k] as number) ** 2;
    }
    const ratio = Math.abs(bias) / Math.sqrt(variance);
    return k === 0 || (ratio > least && ratio <= most) ? value - bias : value;
  });
}

/** Orthonormal eigenvectors of a covariance with their variances, those that vanish left out. */
export function principalDirections({
  order,
  values,
}: SquareMatrix): { readonly vector: Float64Array; readonly variance: number }[] {
  if (order === 0) return [];
  const eigen = symmetricEigen(values, order);
  const threshold = VANISHING * Math.max(...eigen.values);
  return Array.from(eigen.values, (variance, k) => ({
    vector: eigen.vectors.slice(k * order, (k + 1) * order),
    variance,
  })).filter(({ variance }) => variance > threshold);
}

function shifted(
  outputs: readonly Float64Array[],
  point: number,
  direction: Float64Array,
  change: number,
): Float64Array[] {
  return outputs.map((vector, p) =>
    p === point ? vector.map((value, l) => value + change * (direction[l] as number)) : vector,
  );
}

/** With u_a the directions of variance λ_a: Σ_a λ_a(ε·u_a)² and Σ_ab λ_a λ_b (u_aᵀ L″ u_b)². */
function lossVariance({ errorSignals }: LossResult, directions: readonly NoiseDirection[]): number {
  let [linear, quadratic] = [0, 0];
  for (const { point, vector, variance, slope } of directions) {
    linear += variance * dot(errorSignals[point] as Float64Array, vector) ** 2;
    for (const other of directions) {
      const curvature = dot(signalPart(slope, errorSignals, other.point), other.vector);
      quadratic += variance * other.variance * curvature ** 2;
    }
  }
  return Math.max(linear - quadratic / 2, quadratic / 2);
}

function outputSlopes(
  loss: LossResult,
  directions: readonly NoiseDirection[],
  outputs: readonly Float64Array[],
): LossResult[][] {
  return outputs.map((vector, p) =>
    Array.from(vector, (_, l) => {
      const total = new Float64Array(flatten(loss).length);
      for (const { point, vector: direction, slope } of directions) {
        if (point !== p) continue;
        for (const [k, value] of slope.entries()) {
          total[k] = (total[k] as number) + (direction[l] as number) * value;
        }
      }
      return unflatten(total, loss);
    }),
  );
}

/** Loss, error signals, explicit input derivatives, one after the other. */
function flatten({ value, errorSignals, inputDerivatives }: LossResult): Float64Array {
  return Float64Array.of(value, ...[...errorSignals, ...inputDerivatives].flatMap((vector) => [...vector]));
}

function unflatten(flat: Float64Array, like: LossResult): LossResult {
  let next = 1;
  const take = ({ length }: Float64Array) => {
    next += length;
    return flat.slice(next - length, next);
  };
  return {
    value: flat[0] as number,
    errorSignals: like.errorSignals.map(take),
    inputDerivatives: like.inputDerivatives.map(take),
  };
}

/** The part of a flattened result that is the error signal of one point. */
function signalPart(flat: Float64Array, errorSignals: readonly Float64Array[], point: number): Float64Array {
  const start = errorSignals.slice(0, point).reduce((sum, { length }) => sum + length, 1);
  return flat.subarray(start, start + (errorSignals[point]?.length ?? 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);
}

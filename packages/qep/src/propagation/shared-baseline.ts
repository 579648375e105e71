import { covarianceOf, type SquareMatrix } from "./covariance.ts";
import type { FreePoint, FreeSample } from "./free-phase.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { LossNoise } from "./measured-loss.ts";
import {
  type GradientShape,
  type MeasuredSample,
  outputDerivative,
  type PointResponses,
  placesOf,
  weightOf,
} from "./shot-covariance.ts";

/** The rows of a Jacobian at each operating point: one-sided gradients of single outputs. */
type JacobianRows = readonly (readonly GradientResult[])[];

/**
 * Cov(⟨B_l⟩, ⟨A_j⟩_0), row by row for the outputs: read from the same shots, ε_l and ⟨A_j⟩_0 make the product
 * ε_l(⟨A_j⟩_l − ⟨A_j⟩_0)/β wrong by −Cov(ε_l, ⟨A_j⟩_0)/β on average, which is put back.
 */
export function sharedShots({ measurement, outputs }: FreePoint): Float64Array[] {
  const { order, values } = covarianceOf(measurement);
  return Array.from(outputs, (_, l) => values.slice(l * order + outputs.length, (l + 1) * order));
}

/** The member `baselineCovariances` of a one-sided gradient; nothing where no baseline was read with the outputs. */
export function baselineCovariancesOf(
  { points, noise }: FreeSample,
  measured: readonly PointResponses[],
  beta: number,
): Pick<GradientResult, "baselineCovariances"> {
  if (!noise || !measured.every(({ baseline }) => baseline?.isFree)) return {};
  const baselineCovariances = points.map((point, index) => {
    const factor = -weightOf((measured[index] as PointResponses).responses) / beta;
    return Float64Array.from(sharedShots(point).flatMap((row) => Array.from(row, (value) => factor * value)));
  });
  return { baselineCovariances };
}

/**
 * What Σ_l ε_l J_l is too large by on average at each operating point, where the baselines of the rows J_l were read with the
 * outputs that ε is taken at, means over the L rows:
 *
 *     (1/L) Σ_lm (∂ε_l/∂⟨B_m⟩) Cov(⟨B_m⟩, −⟨A⟩_0/β) of row l
 *
 * @returns a vector over the parameters and that point's trained inputs; zeros where nothing is shared
 */
export function baselineBiases(rows: JacobianRows, noise: LossNoise | null): Float64Array[] {
  return rows.map((own, point) => {
    const [first] = own as readonly [GradientResult, ...GradientResult[]];
    const bias = new Float64Array(first.parameters.length + (first.inputs[0] as Float64Array).length);
    for (const [m, byRow] of sharedByRow(own).entries()) {
      const slopes = noise?.slopes[point]?.[m]?.errorSignals[point];
      if (slopes) addWeighted(bias, byRow, slopes);
    }
    return bias;
  });
}

/**
 * Adds D Sᵀ + S Dᵀ to the covariance of g = Σ_l ε_l J_l, D = ∂g/∂⟨B⟩ by way of ε and S what outputs and rows have in common by
 * their baselines, (1/L) Σ_l ε_l Cov(⟨B⟩, −⟨A⟩_0/β) of row l. No variance falls below 0.
 *
 * @param measured the rows as responses, ε_l their weights
 */
export function addSharedNoise(
  { order, values }: SquareMatrix,
  sample: MeasuredSample,
  measured: readonly PointResponses[],
  rows: JacobianRows,
  shape: GradientShape,
): void {
  const add = (a: number, b: number, value: number) => {
    values[a * order + b] = (values[a * order + b] as number) + value;
  };
  for (const [point, { responses }] of measured.entries()) {
    const places = placesOf(shape, point);
    const weights = responses.map(({ weight }) => weight);
    for (const [m, byRow] of sharedByRow(rows[point] as readonly GradientResult[]).entries()) {
      const shared = new Float64Array(places.length);
      addWeighted(shared, byRow, weights);
      for (const [a, slope] of outputDerivative(sample, measured, shape, point, m).entries()) {
        for (const [j, place] of places.entries()) {
          add(a, place, slope * (shared[j] as number));
          add(place, a, slope * (shared[j] as number));
        }
      }
    }
  }
  for (let k = 0; k < order * order; k += order + 1) values[k] = Math.max(0, values[k] as number);
}

/** Cov(⟨B_m⟩, −⟨A⟩_0/β)/L: for each output m a vector for each row; none where nothing is shared. */
function sharedByRow(rows: readonly GradientResult[]): Float64Array[][] {
  const all = rows.flatMap(({ baselineCovariances }) => baselineCovariances ?? []);
  if (all.length < rows.length) return [];
  return rows.map((_, m) =>
    all.map((own) => {
      const width = own.length / rows.length;
      return own.slice(m * width, (m + 1) * width).map((value) => value / rows.length);
    }),
  );
}

/** sum ← sum + Σ_k weight_k vector_k. */
function addWeighted(sum: Float64Array, vectors: readonly Float64Array[], weights: ArrayLike<number>): void {
  for (const [k, vector] of vectors.entries()) {
    for (const [j, value] of vector.entries()) sum[j] = (sum[j] as number) + (weights[k] as number) * value;
  }
}

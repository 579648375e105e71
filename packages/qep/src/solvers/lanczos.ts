import type { Vector, VectorBlock } from "../kernels/kernels.ts";
import { lowestTridiagonalPair, tridiagonalEigenvalue } from "../linalg/tridiagonal.ts";
import type { LevelExclusion } from "./level-exclusion.ts";
import { attainableResidual, type Convergence, type HermitianProblem, residualNorm } from "./problem.ts";

/** What one run of {@link lanczos} found. */
export interface LanczosResult extends Convergence {
  readonly energy: number;
  /** Second Ritz value minus the first: an estimate of the gap to states with overlap with the start; null if none. */
  readonly ritzGap: number | null;
  /** True where the run ended because nothing lies at or below the level asked about; the vector is unchanged then. */
  readonly isExcluded: boolean;
}

/** Limits of one run. */
export interface LanczosLimits {
  /** Asked residual norm ‖Hx − Ex‖. */
  readonly tolerance: number;
  /** Steps before giving up; at most the rows of the basis less one. */
  readonly maxSteps: number;
  /** Ends the run where this says so; only for a random start. */
  readonly exclusion?: LevelExclusion | undefined;
  /**
   * Takes the gap from the steps before orthogonality was lost, where the second Ritz value is certainly not a copy of the
   * first and so not below E1. Default false: from all steps, sharper where it is no copy.
   */
  readonly isGapCertain?: boolean;
}

/** Steps between two looks at the Ritz pair: in small systems a look costs a fifth of a step. */
const CHECK_EVERY = 3;

/** Vectors are orthogonal to half the digits while residuals are above this much of the norm (Paige; Simon). */
const SEMI_ORTHOGONAL = Math.sqrt(Number.EPSILON);

/** Digits of the gap are worth no more: it is an estimate. */
const GAP_PRECISION = 1e-12;

/**
 * The lowest eigenpair by the Lanczos recursion H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1} with a stored basis.
 *
 * The basis is not reorthogonalised: until the lowest Ritz pair converges, rounding does no harm to that pair
 * (Paige's theorem), and then the run ends. The lowest Ritz pair is looked at every few steps, in O(j).
 *
 * @param problem H with its coefficients
 * @param x in: the start, any norm but zero; out: the normalised lowest Ritz vector
 * @param basis at least two rows; overwritten
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 10.1–10.3
 */
export function lanczos(
  problem: HermitianProblem,
  x: Vector,
  basis: VectorBlock,
  { tolerance, maxSteps, exclusion, isGapCertain = false }: LanczosLimits,
): LanczosResult {
  const { kernels, plan } = problem;
  const floor = attainableResidual(problem);
  const target = Math.max(tolerance, floor);
  const steps = Math.min(maxSteps, basis.rows - 1);
  const alpha = new Float64Array(steps);
  const beta = new Float64Array(steps);
  kernels.scale(1 / Math.sqrt(kernels.dot(x, x)), x, basis.row(0));
  let ritz: ReturnType<typeof lowestTridiagonalPair> = { value: 0, vector: new Float64Array(1) };
  let [size, gapSize] = [0, 0];
  for (let j = 0; j < steps; j++) {
    const [v, next] = [basis.row(j), basis.row(j + 1)];
    alpha[j] =
      j === 0
        ? kernels.apply(plan, v, next)
        : kernels.apply(plan, v, next, -(beta[j - 1] as number), basis.row(j - 1));
    const norm = Math.sqrt(kernels.axpyNorm(-(alpha[j] as number), v, next));
    beta[j] = norm;
    size = j + 1;
    if (exclusion?.excludes(alpha[j] as number, norm)) return excludedAt(exclusion, size);
    const isLast = norm <= floor || size === steps;
    if (isLast || size % CHECK_EVERY === 0) {
      ritz = lowestTridiagonalPair(alpha, beta, size);
      const estimate = norm * Math.abs(ritz.vector[j] as number);
      // Half of the target leaves room for the estimate's rounding: the true residual is measured below.
      if (!isGapCertain || estimate > SEMI_ORTHOGONAL * problem.normBound) gapSize = size;
      if (isLast || estimate <= 0.5 * target) break;
    }
    kernels.scale(1 / norm, next, next);
  }
  kernels.combine(basis, ritz.vector, x);
  kernels.scale(1 / Math.sqrt(kernels.dot(x, x)), x, x);
  const residual = residualNorm(problem, x, ritz.value, basis.row(0));
  return {
    energy: ritz.value,
    ritzGap: gapSize > 1 ? tridiagonalEigenvalue(alpha, beta, gapSize, 1, GAP_PRECISION) - ritz.value : null,
    residualNorm: residual,
    iterations: size + 1,
    isConverged: residual <= target,
    isExcluded: false,
  };
}

function excludedAt({ energy }: LevelExclusion, iterations: number): LanczosResult {
  return {
    energy,
    ritzGap: null,
    residualNorm: Number.POSITIVE_INFINITY,
    iterations,
    isConverged: false,
    isExcluded: true,
  };
}

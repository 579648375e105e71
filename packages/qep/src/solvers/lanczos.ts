import type { Vector, VectorBlock } from "../kernels/kernels.ts";
import type { LanczosForm } from "./lanczos-form.ts";
import type { LevelExclusion } from "./level-exclusion.ts";
import {
  attainableResidual,
  type Convergence,
  type HermitianProblem,
  residualNorm,
  type SolveProgress,
} from "./problem.ts";
import { RitzWatch } from "./ritz-watch.ts";

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
  /** Applications of H before giving up. */
  readonly maxIterations: number;
  /** Ends the run where this says so; only for a random start. */
  readonly exclusion?: LevelExclusion | undefined;
  /**
   * Takes the gap from the steps before orthogonality was lost, where the second Ritz value is certainly not a copy of the
   * first and so not below E1. Default false: from all steps, sharper where it is no copy.
   */
  readonly isGapCertain?: boolean;
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
}

/**
 * The lowest eigenpair by the Lanczos recursion H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}.
 *
 * The basis is not reorthogonalised: until the lowest Ritz pair converges, rounding does no harm to that pair
 * (Paige's theorem), and then the run ends. The lowest Ritz pair is looked at every few steps, in O(j).
 *
 * Stored, the Ritz vector is a sum over the basis. In two passes the recursion keeps two vectors, and is run again, with
 * the same bits, to add up the Ritz vector: twice the products, and the same result to the last bit.
 *
 * @param problem H with its coefficients
 * @param x in: the start, any norm but zero; out: the normalised lowest Ritz vector
 * @param workspace at least two rows; overwritten
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 10.1–10.3
 */
export function lanczos(
  problem: HermitianProblem,
  x: Vector,
  workspace: VectorBlock,
  form: LanczosForm,
  { tolerance, maxIterations, ...limits }: LanczosLimits,
): LanczosResult {
  const { kernels, normBound } = problem;
  const floor = attainableResidual(problem);
  const target = Math.max(tolerance, floor);
  const isTwoPass = form === "two-pass";
  const maxSteps = isTwoPass ? Math.max(1, maxIterations >> 1) : Math.min(maxIterations, workspace.rows - 1);
  const watch = new RitzWatch({ target, floor, normBound, maxSteps, ...limits });
  const products = isTwoPass
    ? runTwice(problem, x, workspace, watch)
    : runStored(problem, x, workspace, watch);
  if (watch.end === "excluded") return excludedAt(limits.exclusion as LevelExclusion, products);
  kernels.scale(1 / Math.sqrt(kernels.dot(x, x)), x, x);
  const residual = residualNorm(problem, x, watch.energy, workspace.row(0));
  return {
    energy: watch.energy,
    ritzGap: watch.gap(),
    residualNorm: residual,
    iterations: products + 1,
    isConverged: residual <= target,
    isExcluded: false,
  };
}

/** The run with its basis in the rows of a block. @returns applications of H */
function runStored(problem: HermitianProblem, x: Vector, basis: VectorBlock, watch: RitzWatch): number {
  const { kernels } = problem;
  start(problem, x, basis.row(0));
  for (;;) {
    const j = watch.steps;
    const next = basis.row(j + 1);
    const previous = j === 0 ? undefined : basis.row(j - 1);
    const { alpha, beta } = step(problem, basis.row(j), next, previous, watch.beta[j - 1]);
    if (watch.add(alpha, beta)) break;
    kernels.scale(1 / beta, next, next);
  }
  if (watch.end !== "excluded") kernels.combine(basis, watch.vector, x);
  return watch.steps;
}

/** The run with two vectors, and once more for the Ritz vector. @returns applications of H */
function runTwice(problem: HermitianProblem, x: Vector, workspace: VectorBlock, watch: RitzWatch): number {
  const { kernels } = problem;
  recur(problem, x, workspace, { hasStep: (alpha, beta) => watch.add(alpha, beta) });
  if (watch.end === "excluded") return watch.steps;
  const { vector, steps } = watch;
  recur(problem, x, workspace, {
    hasVector: (v, j) => {
      if (j === 0) kernels.scale(vector[0] as number, v, x);
      else kernels.axpy(vector[j] as number, v, x);
      watch.report(steps + j);
      return j + 1 === steps;
    },
  });
  return 2 * steps - 1;
}

/** Told of a run as it goes; what returns true ends it. */
interface Visitor {
  readonly hasVector?: (v: Vector, j: number) => boolean;
  readonly hasStep?: (alpha: number, beta: number) => boolean;
}

/** Runs the recursion in two vectors, the new one written over the one before the last. */
function recur(
  problem: HermitianProblem,
  x: Vector,
  workspace: VectorBlock,
  { hasVector, hasStep }: Visitor,
): void {
  let [v, other] = [workspace.row(0), workspace.row(1)];
  start(problem, x, v);
  let coupling: number | undefined;
  for (let j = 0; !hasVector?.(v, j); j++) {
    const { alpha, beta } = step(problem, v, other, coupling === undefined ? undefined : other, coupling);
    if (hasStep?.(alpha, beta)) return;
    problem.kernels.scale(1 / beta, other, other);
    [v, other, coupling] = [other, v, beta];
  }
}

function start({ kernels }: HermitianProblem, x: Vector, v: Vector): void {
  kernels.scale(1 / Math.sqrt(kernels.dot(x, x)), x, v);
}

/** next ← Hv − αv − coupling·previous, not normalised; α = ⟨v|H|v⟩ and β its norm. `next` may be `previous`. */
function step(
  { kernels, plan }: HermitianProblem,
  v: Vector,
  next: Vector,
  previous: Vector | undefined,
  coupling = 0,
): { alpha: number; beta: number } {
  const alpha = previous ? kernels.apply(plan, v, next, -coupling, previous) : kernels.apply(plan, v, next);
  return { alpha, beta: Math.sqrt(kernels.axpyNorm(-alpha, v, next)) };
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

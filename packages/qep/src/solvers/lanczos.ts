import type { Vector, VectorBlock } from "../kernels/kernels.ts";
import { compressTridiagonal } from "../linalg/compress-tridiagonal.ts";
import { combineRows } from "./combine-rows.ts";
import type { KnownState } from "./deflation.ts";
import type { LanczosForm } from "./lanczos-form.ts";
import { LanczosRecursion } from "./lanczos-recursion.ts";
import { excludedBelow, type LevelExclusion } from "./level-exclusion.ts";
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
  /** Estimate of the gap to states with overlap with the start, no copy of the ground level; null if there is none. */
  readonly ritzGap: number | null;
  /** True where the run ended because nothing lies at or below the level asked about; the vector is unchanged then. */
  readonly isExcluded: boolean;
  /** True where the run ended at a near-degeneracy: the vector is a mixture of such states. */
  readonly isStalled: boolean;
  /**
   * From a random start: an energy up to which the space has no eigenvalue, but for a probability of 10⁻⁹. −∞ where
   * nothing is known.
   */
  readonly lowerBound: number;
}

/** Of a full basis of m vectors a restart keeps about this share: more costs work, fewer cost convergence. */
const KEPT_SHARE = 0.4;

/** Keeping more than this many Ritz vectors gains nothing. */
const MOST_KEPT = 40;

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
   * first and so not below E1. Default false: from all steps, sharper, where what is above the first is resolved.
   */
  readonly isGapCertain?: boolean;
  /** Ends where convergence has stopped at a near-degeneracy. Default false: goes on to the last step. */
  readonly endsStalled?: boolean;
  /** True for a random start of the whole complement: then the result has a lower bound. */
  readonly isStartRandom?: boolean;
  /** Eigenstates to stay orthogonal to: the lowest state of their complement is sought. */
  readonly known?: readonly KnownState[];
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
}

/**
 * The lowest eigenpair by the Lanczos recursion H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}.
 *
 * The basis is not reorthogonalised: until the lowest Ritz pair converges, rounding does no harm to that pair
 * (Paige's theorem), and then the run ends. The lowest Ritz pair is looked at every few steps, in O(j).
 *
 * Stored, the Ritz vector is a sum over the basis. A thick restart does the same, and shrinks the basis to its lowest
 * Ritz vectors each time it is full. In two passes the recursion keeps two vectors, and is run again, with the same
 * bits, to add up the Ritz vector: twice the products, and the result of the stored form to the last bit.
 *
 * @param problem H with its coefficients
 * @param x in: the start, any norm but zero; out: the normalised lowest Ritz vector
 * @param workspace at least two rows, {@link LEAST_BASIS} unless in two passes; overwritten
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 10.1–10.3
 */
export function lanczos(
  problem: HermitianProblem,
  x: Vector,
  workspace: VectorBlock,
  form: LanczosForm,
  { tolerance, maxIterations, known = [], isStartRandom = false, ...limits }: LanczosLimits,
): LanczosResult {
  const { normBound } = problem;
  const floor = attainableResidual(problem);
  const target = Math.max(tolerance, floor);
  const isTwoPass = form === "two-pass";
  const maxSteps = Math.max(1, isTwoPass ? maxIterations >> 1 : maxIterations);
  const passes = isTwoPass ? 2 : 1;
  const watch = new RitzWatch({ target, floor, normBound, maxSteps, passes, ...limits });
  const recursion = new LanczosRecursion(problem, known);
  const products = isTwoPass
    ? runTwice(recursion, x, workspace, watch)
    : runStored(recursion, x, workspace, watch);
  if (watch.end === "excluded") return excludedAt(limits.exclusion as LevelExclusion, products);
  recursion.complete(x);
  const residual = residualNorm(problem, x, watch.energy, workspace.row(0));
  return {
    energy: watch.energy,
    ritzGap: watch.gap(),
    residualNorm: residual,
    iterations: products + 1,
    isConverged: residual <= target,
    isExcluded: false,
    isStalled: watch.end === "stalled",
    lowerBound: isStartRandom
      ? excludedBelow(watch.unbroken, watch.energy, normBound, problem.layout)
      : Number.NEGATIVE_INFINITY,
  };
}

/** The run with its basis in the rows of a block, shrunk when it is full. @returns applications of H */
function runStored(recursion: LanczosRecursion, x: Vector, basis: VectorBlock, watch: RitzWatch): number {
  const { kernels } = recursion.problem;
  let [previous, v, next]: [Vector | undefined, Vector, Vector] = [undefined, basis.row(0), basis.row(1)];
  let coupling = 0;
  recursion.start(x, v);
  for (;;) {
    const { alpha, beta } = recursion.step(v, next, previous, coupling);
    if (watch.add(alpha, beta)) break;
    kernels.scale(1 / beta, next, next);
    coupling = beta;
    if (watch.alpha.length === basis.rows - 1) {
      if (watch.lookWhereFull()) break;
      coupling = restart(recursion, basis, watch);
    }
    const size = watch.alpha.length;
    [previous, v, next] = [basis.row(size - 1), basis.row(size), basis.row(size + 1)];
  }
  if (watch.end !== "excluded") kernels.combine(basis, watch.ritzVector(), x);
  return watch.steps;
}

function keptAtRestart(size: number): number {
  return Math.min(size - 1, Math.max(2, Math.min(MOST_KEPT, Math.round(KEPT_SHARE * size))));
}

/** Keeps the lowest Ritz vectors and the vector after the last. @returns the coupling between them */
function restart({ problem, deflation }: LanczosRecursion, basis: VectorBlock, watch: RitzWatch): number {
  const size = watch.alpha.length;
  const kept = keptAtRestart(size);
  const { alpha, beta, coefficients, values } = compressTridiagonal(
    problem.kernels,
    watch.alpha,
    watch.beta,
    kept,
  );
  combineRows(problem.kernels, basis, coefficients, kept);
  problem.kernels.copy(basis.row(size), basis.row(kept));
  watch.restart(alpha, beta, values[1] as number);
  deflation.begin();
  return beta[kept - 1] as number;
}

/** The run with two vectors, and once more for the Ritz vector. @returns applications of H */
function runTwice(recursion: LanczosRecursion, x: Vector, workspace: VectorBlock, watch: RitzWatch): number {
  const { kernels } = recursion.problem;
  recur(recursion, x, workspace, { hasStep: (alpha, beta) => watch.add(alpha, beta) });
  if (watch.end === "excluded") return watch.steps;
  const { steps } = watch;
  const vector = watch.ritzVector();
  recur(recursion, x, workspace, {
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
  recursion: LanczosRecursion,
  x: Vector,
  workspace: VectorBlock,
  { hasVector, hasStep }: Visitor,
): void {
  let [v, other] = [workspace.row(0), workspace.row(1)];
  recursion.start(x, v);
  let coupling: number | undefined;
  for (let j = 0; !hasVector?.(v, j); j++) {
    const { alpha, beta } = recursion.step(v, other, coupling === undefined ? undefined : other, coupling);
    if (hasStep?.(alpha, beta)) return;
    recursion.problem.kernels.scale(1 / beta, other, other);
    [v, other, coupling] = [other, v, beta];
  }
}

function excludedAt({ energy }: LevelExclusion, iterations: number): LanczosResult {
  return {
    energy,
    ritzGap: null,
    residualNorm: Number.POSITIVE_INFINITY,
    iterations,
    isConverged: false,
    isExcluded: true,
    isStalled: false,
    lowerBound: energy,
  };
}

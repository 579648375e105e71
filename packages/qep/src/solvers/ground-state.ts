import type { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import { blockKrylov, type LowestStates } from "./block-krylov.ts";
import { type LanczosLimits, lanczos } from "./lanczos.ts";
import { LevelExclusion } from "./level-exclusion.ts";
import {
  attainableResidual,
  type Convergence,
  type HermitianProblem,
  type NotConvergedPolicy,
  notConverged,
} from "./problem.ts";

/** Settings of the eigensolvers; immutable, all with defaults. */
export interface EigenOptions {
  /** Asked residual norm ‖Hx − Ex‖, default 1e-10; raised to what rounding allows. */
  readonly tolerance?: number;
  /** Vectors kept in memory, default as many as fit into {@link BASIS_BYTES}, at most 1000. */
  readonly krylovDimension?: number;
  /** Applications of H before giving up, default 20,000. */
  readonly maxIterations?: number;
  /** Default "throw". */
  readonly onNotConverged?: NotConvergedPolicy;
}

/** How the gap above the ground level is known. */
export type GapSource = "converged" | "ritz" | "unknown";

/** A ground state in the vector that was passed in, and how well it is known. */
export interface GroundState extends Convergence {
  readonly energy: number;
  /** E1 − E0 as seen by the solver, null where unknown. */
  readonly gap: number | null;
  readonly gapSource: GapSource;
}

/** Memory for Krylov vectors, unless `krylovDimension` says otherwise. */
export const BASIS_BYTES = 2 ** 31;

/** Residual norm asked for where {@link EigenOptions.tolerance} is left out. */
export const DEFAULT_TOLERANCE = 1e-10;

/** Enough for gaps of a thousandth of the spectrum's width; memory is touched only as steps are made. */
const MAX_ROWS = 1000;
const DEFAULT_ITERATIONS = 20_000;
/** Block iterations need a few dozen vectors; more only makes the projected problem slow. */
const BLOCK_ROWS = 48;

/**
 * The ground state of H: plain Lanczos, then, where it stalls at a near-degeneracy, a block iteration.
 *
 * The start must overlap with the ground state: a Krylov space never leaves the symmetry sectors of its start. A random
 * vector always does; to a guess, mix a small random part.
 *
 * @param state in: the start, of any norm; out: the normalised ground state
 * @param stream random vectors for the block iteration
 * @throws QepError not-converged unless `onNotConverged` is "return"
 */
export function groundState(
  problem: HermitianProblem,
  state: Vector,
  stream: RandomStream,
  options: EigenOptions = {},
): GroundState {
  return solveGroundState(problem, state, stream, options, {}) as GroundState;
}

/** The record of a run that found nothing at or below the level asked about. */
export interface ExcludedLevel {
  readonly isExcluded: true;
  readonly iterations: number;
}

/**
 * The ground state of H, unless its energy is above a level: then the run ends as soon as that is certain to 10⁻⁹, the
 * probability of {@link LevelExclusion}. The gap of the record is not below the true one.
 *
 * @param state in: a random start, uniform on the unit sphere; out: the normalised ground state, unchanged where excluded
 * @param level an energy; +∞ excludes nothing
 */
export function groundStateBelow(
  problem: HermitianProblem,
  state: Vector,
  stream: RandomStream,
  level: number,
  options: EigenOptions = {},
): GroundState | ExcludedLevel {
  const { dimension, isComplex } = problem.layout;
  const exclusion = Number.isFinite(level) ? new LevelExclusion(level, dimension, isComplex) : undefined;
  return solveGroundState(problem, state, stream, options, { exclusion, isGapCertain: true });
}

function solveGroundState(
  problem: HermitianProblem,
  state: Vector,
  stream: RandomStream,
  options: EigenOptions,
  limits: Omit<LanczosLimits, "tolerance" | "maxSteps">,
): GroundState | ExcludedLevel {
  const { kernels, layout } = problem;
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  const maxIterations = options.maxIterations ?? DEFAULT_ITERATIONS;
  const basis = kernels.allocateBlock(basisRows(layout.length, options.krylovDimension), layout.length);
  const { isExcluded, ritzGap, ...run } = lanczos(problem, state, basis, {
    tolerance,
    maxSteps: Math.min(basis.rows - 1, maxIterations),
    ...limits,
  });
  kernels.release(basis);
  if (isExcluded) return { isExcluded, iterations: run.iterations };
  if (run.isConverged) {
    return { ...run, gap: ritzGap, gapSource: ritzGap === null ? "unknown" : "ritz" };
  }
  const rest = { ...options, tolerance, maxIterations: maxIterations - run.iterations };
  const lowest = lowestStates(problem, 2, stream, { ...rest, onNotConverged: "return" }, [state]);
  kernels.copy(lowest.states.row(0), state);
  kernels.release(lowest.states);
  const result: GroundState = {
    energy: lowest.energies[0] as number,
    gap: lowest.energies.length > 1 ? (lowest.energies[1] as number) - (lowest.energies[0] as number) : null,
    gapSource: lowest.energies.length > 1 ? (lowest.isConverged ? "converged" : "ritz") : "unknown",
    residualNorm: lowest.residualNorms[0] as number,
    iterations: run.iterations + lowest.iterations,
    isConverged: (lowest.residualNorms[0] as number) <= Math.max(tolerance, attainableResidual(problem)),
  };
  if (!result.isConverged && options.onNotConverged !== "return") {
    throw notConverged("the ground state", result, tolerance);
  }
  return result;
}

/**
 * The k lowest states with their true multiplicities, residuals measured.
 *
 * @param count k ≥ 1; at most the dimension of the space is returned
 * @param starts vectors to begin with, for instance states of a nearby H
 * @returns energies in ascending order; the caller releases `states`
 * @throws QepError not-converged unless `onNotConverged` is "return"
 */
export function lowestStates(
  problem: HermitianProblem,
  count: number,
  stream: RandomStream,
  options: EigenOptions = {},
  starts: readonly Vector[] = [],
): LowestStates {
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  const rows = basisRows(
    2 * problem.layout.length,
    options.krylovDimension ?? Math.max(BLOCK_ROWS, 6 * (count + 1)),
  );
  const result = blockKrylov(problem, {
    count,
    tolerance,
    starts,
    stream,
    krylovDimension: rows,
    maxIterations: options.maxIterations ?? DEFAULT_ITERATIONS,
  });
  if (!result.isConverged && options.onNotConverged !== "return") {
    const worst = Math.max(...result.residualNorms);
    throw notConverged(`the ${count} lowest states`, { ...result, residualNorm: worst }, tolerance);
  }
  return result;
}

function basisRows(length: number, asked = MAX_ROWS): number {
  return Math.max(4, Math.min(asked, Math.floor(BASIS_BYTES / (8 * length))));
}

import type { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import { blockKrylov, type LowestStates } from "./block-krylov.ts";
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, type EigenOptions } from "./eigen-options.ts";
import { type LanczosLimits, lanczos } from "./lanczos.ts";
import { type LanczosForm, planLanczos, WORKSPACE_BYTES } from "./lanczos-form.ts";
import { LevelExclusion } from "./level-exclusion.ts";
import { attainableResidual, type Convergence, type HermitianProblem, notConverged } from "./problem.ts";

/** How the gap above the ground level is known. */
export type GapSource = "converged" | "ritz" | "unknown";

/** A ground state in the vector that was passed in, and how well it is known. */
export interface GroundState extends Convergence {
  readonly energy: number;
  /** E1 − E0 as seen by the solver, null where unknown. */
  readonly gap: number | null;
  readonly gapSource: GapSource;
  /** How Lanczos held its basis. */
  readonly form: LanczosForm;
}

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
  limits: Omit<LanczosLimits, "tolerance" | "maxIterations" | "onProgress">,
): GroundState | ExcludedLevel {
  const { kernels, layout } = problem;
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  const maxIterations = options.maxIterations ?? DEFAULT_ITERATIONS;
  const { form, workspace } = planLanczos(layout.length, options);
  const basis = kernels.allocateBlock(workspace, layout.length);
  const { isExcluded, ritzGap, ...run } = lanczos(problem, state, basis, form, {
    tolerance,
    maxIterations,
    onProgress: options.onProgress,
    ...limits,
  });
  kernels.release(basis);
  if (isExcluded) return { isExcluded, iterations: run.iterations };
  if (run.isConverged) {
    return { ...run, form, gap: ritzGap, gapSource: ritzGap === null ? "unknown" : "ritz" };
  }
  const rest = { ...options, tolerance, maxIterations: maxIterations - run.iterations };
  const lowest = lowestStates(problem, 2, stream, { ...rest, onNotConverged: "return" }, [state]);
  kernels.copy(lowest.states.row(0), state);
  kernels.release(lowest.states);
  const result: GroundState = {
    form,
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

function basisRows(length: number, asked: number): number {
  return Math.max(4, Math.min(asked, Math.floor(WORKSPACE_BYTES / (8 * length))));
}

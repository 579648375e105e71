import type { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { KnownState } from "./deflation.ts";
import { DEFAULT_ITERATIONS, DEFAULT_TOLERANCE, type EigenOptions } from "./eigen-options.ts";
import { type LanczosLimits, type LanczosResult, lanczos } from "./lanczos.ts";
import { type LanczosForm, planLanczos } from "./lanczos-form.ts";
import { LevelExclusion } from "./level-exclusion.ts";
import { type Convergence, type HermitianProblem, notConverged } from "./problem.ts";
import { StateSearch } from "./state-search.ts";

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

/**
 * The ground state of H by Lanczos; where it stalls at a near-degeneracy, the partners are found and separated.
 *
 * The start must overlap with the ground state: a Krylov space never leaves the symmetry sectors of its start. A random
 * vector always does; to a guess, mix a small random part.
 *
 * @param state in: the start, of any norm; out: the normalised ground state
 * @param stream random vectors for partners
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
  limits: Pick<LanczosLimits, "exclusion" | "isGapCertain">,
): GroundState | ExcludedLevel {
  const { kernels, layout } = problem;
  const tolerance = options.tolerance ?? DEFAULT_TOLERANCE;
  const plan = planLanczos(layout.length, options);
  // After a restart the numbers of a run no longer exclude anything.
  const form = limits.exclusion && plan.form === "thick-restart" ? "two-pass" : plan.form;
  const basis = kernels.allocateBlock(plan.workspace, layout.length);
  const run = lanczos(problem, state, basis, form, {
    ...limits,
    tolerance,
    maxIterations: options.maxIterations ?? DEFAULT_ITERATIONS,
    onProgress: options.onProgress,
    endsStalled: true,
  });
  kernels.release(basis);
  const { isExcluded, ritzGap, isConverged, energy, iterations } = run;
  if (isExcluded) return { isExcluded, iterations };
  const result = isConverged
    ? { energy, iterations, isConverged, residualNorm: run.residualNorm, ...ritz(ritzGap) }
    : separated(problem, state, stream, options, run);
  if (!result.isConverged && options.onNotConverged !== "return") {
    throw notConverged("the ground state", result, tolerance);
  }
  return { ...result, form };
}

function ritz(gap: number | null): Pick<GroundState, "gap" | "gapSource"> {
  return { gap, gapSource: gap === null ? "unknown" : "ritz" };
}

/** Goes on from a run that did not converge: with the partners of its state where it stalled, refining where not. */
function separated(
  problem: HermitianProblem,
  state: Vector,
  stream: RandomStream,
  options: EigenOptions,
  run: LanczosResult,
): Omit<GroundState, "form"> {
  const search = new StateSearch(problem, stream, options);
  try {
    search.adopt(state, run);
    if (run.isStalled) search.find();
    const isConverged = search.settle(1);
    const [ground, next] = search.found as [KnownState, ...KnownState[]];
    const gap = next
      ? {
          gap: next.energy - ground.energy,
          gapSource: next.residualNorm <= search.target ? ("converged" as const) : ("ritz" as const),
        }
      : ritz(run.ritzGap);
    const { energy, residualNorm, vector } = ground;
    if (vector !== state) problem.kernels.copy(vector, state);
    return { energy, residualNorm, isConverged, iterations: search.iterations, ...gap };
  } finally {
    search.release([state]);
  }
}

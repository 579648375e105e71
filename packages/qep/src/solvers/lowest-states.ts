import { isQepError } from "../base/errors.ts";
import type { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import type { KnownState } from "./deflation.ts";
import type { EigenOptions } from "./eigen-options.ts";
import { type HermitianProblem, notConverged } from "./problem.ts";
import { StateSearch } from "./state-search.ts";

/** The lowest states of H. */
export interface LowestStates {
  /** Ascending. */
  readonly energies: Float64Array;
  /** The normalised state of each energy; the caller releases them. */
  readonly states: readonly Vector[];
  /** ‖Hx_k − E_k x_k‖ of each, measured. */
  readonly residualNorms: Float64Array;
  /** Applications of H. */
  readonly iterations: number;
  readonly isConverged: boolean;
  /**
   * No state at or below this energy is missing among those found, but for a probability of 10⁻⁹ over the draw of the random
   * starts; −∞ where all starts were given.
   */
  readonly lowerBound: number;
}

/**
 * The k lowest states with their true multiplicities, residuals measured.
 *
 * One Lanczos run a state, in the complement of those found before ({@link StateSearch}). What can be missed: a state that
 * the random start of the last run has almost no weight in. `lowerBound` is the energy up to which that would take a
 * weight of a probability of 10⁻⁹ ({@link excludedBelow}); it is below the k-th energy by about 10⁹ times its residual.
 * Above it, a state is missed only where its weight is by chance so small that the run converged without seeing it: at
 * a residual r, states a distance d above are found in the wrong order with a probability of the order of r/d.
 *
 * @param count k ≥ 1; at most the dimension of the space is returned
 * @param starts guesses, for instance states of a nearby H: the first runs start there, the rest from random vectors
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
  const wanted = Math.min(count, problem.layout.dimension);
  const search = new StateSearch(problem, stream, options);
  return concluded(search, options, () => {
    while (search.found.length < wanted) search.find(starts[search.found.length]);
    search.settle(wanted);
    return wanted;
  });
}

/** The ground level, and the state above it. */
export interface GroundLevelStates extends LowestStates {
  /** States in the ground level. */
  readonly degeneracy: number;
  /** True where the level has no more states, but for a probability of 10⁻⁹; false where that could not be made sure. */
  readonly isComplete: boolean;
}

/** States closer than this times Σ|c_k|, or than ten residuals, count as one level. */
const LEVEL_WIDTH = 1e-12;

/** Runs to make sure that a level is complete, where the spectrum above it is dense. */
const MOST_CHECKS = 8;

/**
 * All states of the ground level and at least one above it, unless the level fills the space.
 *
 * States are found one by one until one lies above the level. Then the numbers of the last run usually say already that
 * nothing more is in the level; where not, runs from new random vectors go on until they do, or find another state.
 *
 * @param count states to return at least
 * @throws QepError not-converged unless `onNotConverged` is "return"
 */
export function groundLevelStates(
  problem: HermitianProblem,
  count: number,
  stream: RandomStream,
  options: EigenOptions = {},
): GroundLevelStates {
  const search = new StateSearch(problem, stream, options);
  const { most } = search;
  let [degeneracy, isComplete] = [0, false];
  const lowest = concluded(search, options, () => {
    let wanted = Math.min(most, Math.max(count, 2));
    for (;;) {
      while (search.found.length < wanted) search.find();
      const isSettled = search.settle(wanted);
      const level = topOfGroundLevel(problem, search.found.slice(0, wanted));
      degeneracy = search.found.filter(({ energy }) => energy <= level).length;
      if (!isSettled) return wanted;
      if (degeneracy >= wanted && wanted < most) wanted = Math.min(most, degeneracy + 1);
      else {
        const free = isFree(search, level);
        isComplete = free === true;
        if (free !== false || search.found.length > wanted + MOST_CHECKS) return wanted;
      }
    }
  });
  return { ...lowest, degeneracy, isComplete };
}

function topOfGroundLevel({ normBound }: HermitianProblem, states: readonly KnownState[]): number {
  const residual = Math.max(...states.map(({ residualNorm }) => residualNorm));
  return Math.min(...states.map(({ energy }) => energy)) + Math.max(LEVEL_WIDTH * normBound, 10 * residual);
}

/**
 * True where nothing but what was found is at or below the level. A state seen on the way joins the found.
 *
 * @returns undefined where there is no memory for the run that would tell
 */
function isFree(search: StateSearch, level: number): boolean | undefined {
  if (search.lowerBound >= level || search.isExhausted) return true;
  if (search.found.length >= search.most) return undefined;
  try {
    return search.find(undefined, level).isExcluded;
  } catch (error) {
    if (isQepError(error) && error.code === "out-of-memory") return undefined;
    throw error;
  }
}

/** The record of a search after some work on it that says how many states to return. */
function concluded(search: StateSearch, options: EigenOptions, work: () => number): LowestStates {
  let kept: readonly Vector[] = [];
  try {
    const wanted = work();
    const states = search.found.slice(0, wanted);
    const residualNorms = Float64Array.from(states, ({ residualNorm }) => residualNorm);
    const { iterations, lowerBound, target } = search;
    const isConverged = residualNorms.every((residual) => residual <= target);
    if (!isConverged && options.onNotConverged !== "return") {
      const worst = { isConverged, iterations, residualNorm: Math.max(...residualNorms) };
      throw notConverged(`the ${wanted} lowest states`, worst, target);
    }
    kept = states.map(({ vector }) => vector);
    return {
      energies: Float64Array.from(states, ({ energy }) => energy),
      states: kept,
      residualNorms,
      iterations,
      isConverged,
      lowerBound,
    };
  } finally {
    search.release(kept);
  }
}

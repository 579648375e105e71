import {
  lowestTridiagonalEnd,
  lowestTridiagonalVector,
  tridiagonalEigenvalue,
} from "../linalg/tridiagonal.ts";
import type { LevelExclusion } from "./level-exclusion.ts";
import type { SolveProgress } from "./problem.ts";

/** Why a Lanczos run ended; "stalled" where near-degenerate states keep it from converging. */
export type LanczosEnd = "converged" | "invariant" | "stalled" | "out-of-steps" | "excluded";

/** What a {@link RitzWatch} looks for. */
export interface WatchLimits {
  /** Residual norm at which the run ends. */
  readonly target: number;
  /** Couplings up to this size are rounding: the space is invariant. */
  readonly floor: number;
  readonly normBound: number;
  readonly maxSteps: number;
  /** Times that the run goes through its steps. */
  readonly passes: 1 | 2;
  readonly exclusion?: LevelExclusion | undefined;
  readonly isGapCertain?: boolean | undefined;
  readonly endsStalled?: boolean | undefined;
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
}

/** Steps to the first look at the Ritz pair; in small systems a look costs a fifth of a step. */
const FIRST_LOOK = 6;

/** Of the steps that convergence at the rate seen so far would take, this much is made before the next look. */
const FORESIGHT = 0.5;

/** Fewest steps between two looks: one product too many costs more than a few looks. */
const LEAST_BETWEEN = 1;

/** A run of fewer steps is not called stalled. */
const LEAST_STALLED = 200;

/** Stalled is a run that has not halved its residual since this share of its steps: a plateau of nearly degenerate states. */
const PLATEAU_FROM = 1 / 4;

/** Vectors are orthogonal to half the digits while residuals are above this much of the norm (Paige; Simon). */
const SEMI_ORTHOGONAL = Math.sqrt(Number.EPSILON);

/** Digits of the gap are worth no more: it is an estimate. */
const GAP_PRECISION = 1e-12;

/**
 * Ritz values closer to the first than this, in units of ‖H‖, are copies of it: exact Lanczos sees a level once, and ones
 * this close cannot be told apart. Bisection is off by 1.5 {@link GAP_PRECISION} at most, as T is bounded by 3‖H‖.
 */
const COPY_WIDTH = 4 * GAP_PRECISION;

/**
 * Where copies may be on their way, a Ritz value at the distance g counts if its residual r is at most this much of g. Some
 * level lies within r of it, so not the lowest; a copy at g far from converged has r ≈ √(gΔ) or more, Δ the gap.
 */
const RESOLVED = 0.1;

/** A look at the lowest Ritz pair. */
interface Look {
  readonly steps: number;
  readonly residualNorm: number;
}

/**
 * Collects the tridiagonal matrix T of a Lanczos run, follows its lowest Ritz pair, and says when the run ends. All forms
 * of Lanczos share it, so that the same steps end the same way.
 */
export class RitzWatch {
  /** Diagonal of T. */
  alpha: number[] = [];
  /** Off-diagonal of T; the last element couples to the vector after the last. */
  beta: number[] = [];
  /** Lowest Ritz value, valid at the end. */
  energy = 0;
  /** The numbers of the run from its start, up to the first restart. */
  unbroken: { readonly alpha: readonly number[]; readonly beta: readonly number[] } = this;
  /** Steps made, those before restarts included. */
  steps = 0;
  end: LanczosEnd | undefined;
  private readonly limits: WatchLimits;
  private readonly looks: Look[] = [];
  /** The next Ritz value is hardly below this. */
  private guess: number | undefined;
  private nextLook = FIRST_LOOK;
  /** Size of T at the last look with an orthogonal basis, which has no copies. */
  private certainSize = 0;
  /** The second Ritz value at a restart, where the basis was orthogonal. */
  private certainBefore: number | undefined;

  constructor(limits: WatchLimits) {
    this.limits = limits;
  }

  /** Takes the numbers of H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}. @returns true where the run ends */
  add(alpha: number, beta: number): boolean {
    const { exclusion, floor, maxSteps } = this.limits;
    this.alpha.push(alpha);
    this.beta.push(beta);
    this.steps++;
    if (exclusion?.excludes(alpha, beta)) this.end = "excluded";
    // Written so that a β that is not a number ends the run as well.
    else if (!(beta > floor)) this.end = "invariant";
    else if (this.steps >= maxSteps) this.end = "out-of-steps";
    if (this.end !== "excluded" && (this.end || this.steps >= this.nextLook)) this.look();
    return this.end !== undefined;
  }

  /** Looks now, where the basis is full. @returns true where the run ends */
  lookWhereFull(): boolean {
    if (this.looks.at(-1)?.steps !== this.steps) this.look();
    return this.end !== undefined;
  }

  /** Goes on with a compressed basis: T shrinks to `alpha`, `beta`; `second` is the second Ritz value before. */
  restart(alpha: number[], beta: number[], second: number): void {
    if (this.certainSize === this.alpha.length) this.certainBefore = second;
    this.certainSize = 0;
    if (this.unbroken === this) this.unbroken = { alpha: this.alpha, beta: this.beta };
    [this.alpha, this.beta] = [alpha, beta];
  }

  /** Coefficients of the lowest Ritz vector in the basis, at the end. */
  ritzVector(): Float64Array {
    return lowestTridiagonalVector(this.alpha, this.beta, this.alpha.length, this.energy);
  }

  /**
   * The second level minus the first as the run saw it; null where it saw none.
   *
   * A converged pair comes back by rounding: copies of the first Ritz value appear above and descend on it. Hence all steps
   * are used as long as none can have appeared, or where what is above the first is resolved; else those before.
   */
  gap(): number | null {
    const isOrthogonal = this.certainSize === this.alpha.length;
    if (!isOrthogonal && !this.limits.isGapCertain) {
      const gap = this.resolvedGap();
      if (gap !== undefined) return gap;
    }
    const second = this.certainSize < 2 ? this.certainBefore : this.ritzValue(this.certainSize, 1);
    return second === undefined ? null : second - this.energy;
  }

  /** The distance of the lowest Ritz value that is not a converged copy of the first, where it is resolved. */
  private resolvedGap(): number | undefined {
    const { alpha, beta, energy } = this;
    const size = alpha.length;
    for (let index = 1; index < size; index++) {
      const value = this.ritzValue(size, index);
      const gap = value - energy;
      if (gap <= COPY_WIDTH * this.limits.normBound) continue;
      const last = lowestTridiagonalVector(alpha, beta, size, value)[size - 1] as number;
      return (beta[size - 1] as number) * Math.abs(last) <= RESOLVED * gap ? gap : undefined;
    }
    return undefined;
  }

  /** Tells the observer where the run stands, after so many applications of H. */
  report(iterations: number): void {
    const { target, passes, onProgress } = this.limits;
    const residualNorm = this.looks.at(-1)?.residualNorm ?? Number.NaN;
    onProgress?.({ iterations, residualNorm, target, passes });
  }

  private ritzValue(size: number, index: number): number {
    return tridiagonalEigenvalue(this.alpha, this.beta, size, index, GAP_PRECISION);
  }

  private look(): void {
    const { target, floor, normBound, endsStalled } = this.limits;
    const { steps } = this;
    const { value, last } = lowestTridiagonalEnd(this.alpha, this.beta, this.alpha.length, this.guess);
    this.energy = value;
    const residualNorm = (this.beta.at(-1) as number) * last;
    if (residualNorm > SEMI_ORTHOGONAL * normBound) this.certainSize = this.alpha.length;
    // Room for the estimate's rounding: the true residual is measured in the end.
    const goal = Math.max(0.5 * target, 0.9 * target - floor);
    if (residualNorm <= goal) this.end ??= "converged";
    else if (endsStalled && this.isStalled(residualNorm)) this.end ??= "stalled";
    this.guess = value - residualNorm;
    this.nextLook = steps + stepsToNextLook(this.looks.at(-1), { steps, residualNorm }, goal);
    this.looks.push({ steps, residualNorm });
    this.report(steps);
  }

  private isStalled(residualNorm: number): boolean {
    if (this.steps < LEAST_STALLED) return false;
    const earlier = this.looks.findLast(({ steps }) => steps <= PLATEAU_FROM * this.steps);
    return earlier !== undefined && residualNorm > earlier.residualNorm / 2;
  }
}

/** Far ahead where convergence is steady; close where there is none, since a plateau ends suddenly. */
function stepsToNextLook(before: Look | undefined, now: Look, goal: number): number {
  const soon = Math.max(LEAST_BETWEEN, now.steps >> 3);
  if (!before || !(now.residualNorm < before.residualNorm)) return soon;
  const rate = Math.log(before.residualNorm / now.residualNorm) / (now.steps - before.steps);
  const remaining = Math.log(now.residualNorm / goal) / rate;
  if (!(remaining < 2 * now.steps)) return soon;
  return Math.max(LEAST_BETWEEN, Math.min(Math.floor(FORESIGHT * remaining), now.steps >> 2));
}

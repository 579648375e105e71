import { lowestTridiagonalPair, tridiagonalEigenvalue } from "../linalg/tridiagonal.ts";
import type { LevelExclusion } from "./level-exclusion.ts";
import type { SolveProgress } from "./problem.ts";

/** Why a Lanczos run ended. */
export type LanczosEnd = "converged" | "invariant" | "out-of-steps" | "excluded";

/** What a {@link RitzWatch} looks for. */
export interface WatchLimits {
  /** Residual norm at which the run ends. */
  readonly target: number;
  /** Couplings up to this size are rounding: the space is invariant. */
  readonly floor: number;
  readonly normBound: number;
  readonly maxSteps: number;
  readonly exclusion?: LevelExclusion | undefined;
  readonly isGapCertain?: boolean | undefined;
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
}

/** Steps between two looks at the Ritz pair: in small systems a look costs a fifth of a step. */
const CHECK_EVERY = 3;

/** Vectors are orthogonal to half the digits while residuals are above this much of the norm (Paige; Simon). */
const SEMI_ORTHOGONAL = Math.sqrt(Number.EPSILON);

/** Digits of the gap are worth no more: it is an estimate. */
const GAP_PRECISION = 1e-12;

/**
 * Collects the tridiagonal matrix T of a Lanczos run, follows its lowest Ritz pair, and says when the run ends. All forms
 * of Lanczos share it, so that the same steps end the same way.
 */
export class RitzWatch {
  /** Diagonal of T. */
  readonly alpha: number[] = [];
  /** Off-diagonal of T; the last element couples to the vector after the last. */
  readonly beta: number[] = [];
  /** Lowest Ritz value, valid at the end. */
  energy = 0;
  /** Coefficients of the lowest Ritz vector in the basis, valid at the end. */
  vector: Float64Array = new Float64Array(0);
  end: LanczosEnd | undefined;
  private readonly limits: WatchLimits;
  private residualNorm = Number.POSITIVE_INFINITY;
  private gapSize = 0;

  constructor(limits: WatchLimits) {
    this.limits = limits;
  }

  get steps(): number {
    return this.alpha.length;
  }

  /** Takes the numbers of H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}. @returns true where the run ends */
  add(alpha: number, beta: number): boolean {
    const { exclusion, floor, maxSteps } = this.limits;
    this.alpha.push(alpha);
    this.beta.push(beta);
    if (exclusion?.excludes(alpha, beta)) this.end = "excluded";
    else if (beta <= floor) this.end = "invariant";
    else if (this.steps === maxSteps) this.end = "out-of-steps";
    if (this.end !== "excluded" && (this.end || this.steps % CHECK_EVERY === 0)) this.look();
    return this.end !== undefined;
  }

  /** Second Ritz value minus the first; null where there is none. */
  gap(): number | null {
    if (this.gapSize < 2) return null;
    return tridiagonalEigenvalue(this.alpha, this.beta, this.gapSize, 1, GAP_PRECISION) - this.energy;
  }

  /** Tells the observer where the run stands, after so many applications of H. */
  report(iterations: number): void {
    const { residualNorm } = this;
    this.limits.onProgress?.({ iterations, residualNorm, target: this.limits.target });
  }

  private look(): void {
    const { target, normBound, isGapCertain } = this.limits;
    const { value, vector } = lowestTridiagonalPair(this.alpha, this.beta, this.steps);
    [this.energy, this.vector] = [value, vector];
    const residualNorm = (this.beta.at(-1) as number) * Math.abs(vector.at(-1) as number);
    // A second Ritz value from later steps might be a copy of the first.
    if (!isGapCertain || residualNorm > SEMI_ORTHOGONAL * normBound) this.gapSize = this.steps;
    // Half of the target leaves room for the estimate's rounding: the true residual is measured in the end.
    if (residualNorm <= 0.5 * target) this.end ??= "converged";
    this.residualNorm = residualNorm;
    this.report(this.steps);
  }
}

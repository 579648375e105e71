import { QepError } from "../base/errors.ts";
import type { Kernels, OperatorPlan, Vector } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";

/** A Hermitian operator with its coefficients set, ready for solvers. */
export interface HermitianProblem {
  readonly kernels: Kernels;
  readonly plan: OperatorPlan;
  readonly layout: StateLayout;
  /** Σ_k |c_k|, a bound on the norm of H: residuals below a few ulp of it cannot be reached. */
  readonly normBound: number;
}

/** What a solver does when it has not converged: throw QepError "not-converged" (default) or return what it has. */
export type NotConvergedPolicy = "throw" | "return";

/** The record every iterative solver returns. */
export interface Convergence {
  readonly isConverged: boolean;
  /** ‖Hx − Ex‖ or ‖b − Ax‖ of the returned vector, measured, not estimated. */
  readonly residualNorm: number;
  /** Applications of H. */
  readonly iterations: number;
}

/** Where an iterative solver stands. */
export interface SolveProgress {
  /** Applications of H so far, in this run. */
  readonly iterations: number;
  /** Residual norm of the vector it could give now, estimated. */
  readonly residualNorm: number;
  /** The residual norm at which it ends. */
  readonly target: number;
  /** Times that it runs through its steps: a second pass takes as many applications again. */
  readonly passes: 1 | 2;
}

/** Residuals below about this much cannot be told from rounding. */
export function attainableResidual({ normBound }: HermitianProblem): number {
  return 8 * Number.EPSILON * normBound;
}

/** ‖Hx − λx‖; `scratch` is overwritten with Hx − λx. */
export function residualNorm(
  { kernels, plan }: HermitianProblem,
  x: Vector,
  eigenvalue: number,
  scratch: Vector,
): number {
  kernels.apply(plan, x, scratch);
  return Math.sqrt(kernels.axpyNorm(-eigenvalue, x, scratch));
}

/** v ← v − |u⟩⟨u|v⟩ with the complex overlap. */
export function removeComponent({ kernels, layout }: HermitianProblem, unit: Vector, vector: Vector): void {
  kernels.axpy(-kernels.dot(unit, vector), unit, vector);
  if (layout.isComplex) kernels.axpyImaginary(-kernels.dotImaginary(unit, vector), unit, vector);
}

export function notConverged(
  what: string,
  { residualNorm, iterations }: Convergence,
  tolerance: number,
): QepError {
  if (!Number.isFinite(residualNorm)) return notFinite(what, { residualNorm, iterations, tolerance });
  return new QepError(
    "not-converged",
    `${what} stopped at residual ${residualNorm.toExponential(2)} after ${iterations} applications of H; ` +
      `${tolerance.toExponential(2)} was asked for. Loosen the tolerance, allow more iterations, or lift a near-degeneracy.`,
    { residualNorm, iterations, tolerance },
  );
}

/** The error where numbers have left the range of what can be computed with. */
export function notFinite(what: string, context: Readonly<Record<string, unknown>> = {}): QepError {
  return new QepError(
    "not-converged",
    `${what} is not finite: the couplings have become too large to compute with. Where this happens in training, ` +
      "lower training.optimizer.learningRate or give the parameters bounds.",
    context,
  );
}

import type { Vector } from "../kernels/kernels.ts";
import { Deflation, type KnownState } from "./deflation.ts";
import type { HermitianProblem } from "./problem.ts";

/** The steps of Lanczos, H v_j = β_{j−1} v_{j−1} + α_j v_j + β_j v_{j+1}, in the complement of known states. */
export class LanczosRecursion {
  readonly problem: HermitianProblem;
  readonly deflation: Deflation;

  constructor(problem: HermitianProblem, known: readonly KnownState[]) {
    this.problem = problem;
    this.deflation = new Deflation(problem, known);
  }

  /** v ← the normalised start; from the same start a run repeats its bits. */
  start(x: Vector, v: Vector): void {
    this.problem.kernels.copy(x, v);
    this.complete(v);
    this.deflation.begin();
  }

  /** Takes the known states out of a vector and normalises it. */
  complete(v: Vector): void {
    const { kernels } = this.problem;
    // Where little is left, that carries relatively large rounding of what was removed: hence twice.
    for (let pass = 0; pass < 2; pass++) this.deflation.project(v);
    kernels.scale(1 / Math.sqrt(kernels.dot(v, v)), v, v);
  }

  /**
   * next ← Hv − αv − coupling·previous, not normalised; `next` may be `previous`.
   *
   * @param coupling β of the step before
   * @returns α = ⟨v|H|v⟩, and β, the norm of `next`
   */
  step(v: Vector, next: Vector, previous: Vector | undefined, coupling = 0): { alpha: number; beta: number } {
    const { kernels, plan } = this.problem;
    const alpha = previous ? kernels.apply(plan, v, next, -coupling, previous) : kernels.apply(plan, v, next);
    const beta = Math.sqrt(kernels.axpyNorm(-alpha, v, next));
    if (!this.deflation.isDue(alpha, beta)) return { alpha, beta };
    this.deflation.project(next);
    return { alpha, beta: Math.sqrt(kernels.dot(next, next)) };
  }
}

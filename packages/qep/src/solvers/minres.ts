import type { Vector } from "../kernels/kernels.ts";
import { tridiagonalEigenvalue } from "../linalg/tridiagonal.ts";
import {
  attainableResidual,
  type Convergence,
  type HermitianProblem,
  removeComponent,
  type SolveProgress,
} from "./problem.ts";

/** Options of {@link solveSternheimer}. */
export interface ResponseOptions {
  /** ‖r‖ ≤ tolerance·‖b‖. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly onProgress?: ((progress: SolveProgress) => void) | undefined;
  /** Other orthonormal states of a degenerate level: the response is taken in the complement of the whole level. */
  readonly partners?: readonly Vector[];
}

/** The convergence of a response, and what its Krylov space says about the spectrum. */
export interface Response extends Convergence {
  /** Lowest Ritz value of H − E0 in the space that B|0⟩ reaches: the gap to the coupled states; null where B|0⟩ = 0. */
  readonly coupledGap: number | null;
}

/** State vectors in memory while {@link solveSternheimer} runs, image and solution included, the ground state not. */
export const RESPONSE_VECTORS = 8;

/**
 * Solves Sternheimer's equation (H − E0)|δ⟩ = −Q B|0⟩, ⟨0|δ⟩ = 0, by MINRES in the complement of the ground state.
 *
 * Q = 1 − |0⟩⟨0|, without the partners where some are given, is applied to every Krylov vector, so rounding cannot grow
 * along |0⟩, where the equation is singular. The complement of the whole ground level is positive definite; where B
 * couples exactly degenerate states that are not given as partners the equation has no solution and the record says so.
 *
 * @param ground normalised ground state |0⟩
 * @param image B|0⟩
 * @param solution overwritten with |δ⟩
 * @see Paige & Saunders, SIAM J. Numer. Anal. 12, 617 (1975); Sternheimer, Phys. Rev. 96, 951 (1954)
 */
export function solveSternheimer(
  problem: HermitianProblem,
  ground: Vector,
  energy: number,
  image: Vector,
  solution: Vector,
  { tolerance, maxIterations, onProgress, partners = [] }: ResponseOptions,
): Response {
  const { kernels, plan, layout } = problem;
  const level = [ground, ...partners];
  const project = (vector: Vector) => {
    for (const state of level) removeComponent(problem, state, vector);
  };
  const allocate = () => kernels.allocate(layout.length);
  let [previous, current, next] = [allocate(), allocate(), allocate()];
  let [older, old, direction] = [allocate(), allocate(), allocate()];
  const done = () => {
    for (const vector of [previous, current, next, older, old, direction]) kernels.release(vector);
  };
  kernels.scale(0, ground, solution);
  kernels.scale(-1, image, current);
  project(current);
  const rhsNorm = Math.sqrt(kernels.dot(current, current));
  const floor = attainableResidual(problem);
  const target = Math.max(tolerance * rhsNorm, floor * 1e-3);
  if (rhsNorm <= floor) {
    done();
    return { isConverged: true, residualNorm: rhsNorm, iterations: 0, coupledGap: null };
  }
  kernels.scale(1 / rhsNorm, current, current);
  // Givens rotations (c, s) turn the tridiagonal matrix upper triangular; `rest` is the residual norm they leave.
  let [c, s, cOld, sOld, beta, rest] = [1, 0, 1, 0, 0, rhsNorm];
  let iterations = 0;
  const [diagonal, offDiagonal]: [number[], number[]] = [[], []];
  while (iterations < maxIterations && Math.abs(rest) > target) {
    iterations++;
    const alpha = kernels.apply(plan, current, next, -beta, previous) - energy;
    kernels.axpy(-(alpha + energy), current, next);
    project(next);
    const betaNext = Math.sqrt(kernels.dot(next, next));
    diagonal.push(alpha);
    offDiagonal.push(betaNext);
    const epsilon = sOld * beta;
    const delta = c * cOld * beta + s * alpha;
    const gammaBar = c * alpha - s * cOld * beta;
    const gamma = Math.hypot(gammaBar, betaNext);
    if (gamma <= floor * 1e-3) break;
    // d_k = (v_k − δ d_{k−1} − ε d_{k−2}) / γ
    kernels.copy(current, direction);
    kernels.axpy(-delta, old, direction);
    kernels.axpy(-epsilon, older, direction);
    kernels.scale(1 / gamma, direction, direction);
    [cOld, sOld] = [c, s];
    c = gammaBar / gamma;
    s = betaNext / gamma;
    kernels.axpy(c * rest, direction, solution);
    rest *= -s;
    onProgress?.({ iterations, residualNorm: Math.abs(rest), target, passes: 1 });
    [older, old, direction] = [old, direction, older];
    [previous, current, next] = [current, next, previous];
    if (betaNext <= floor) break;
    kernels.scale(1 / betaNext, current, current);
    beta = betaNext;
  }
  project(solution);
  const residualNorm = measuredResidual(problem, energy, project, image, solution, next);
  done();
  const steps = diagonal.length;
  const coupledGap = steps === 0 ? null : tridiagonalEigenvalue(diagonal, offDiagonal, steps, 0);
  return {
    isConverged: residualNorm <= Math.max(10 * target, 10 * floor),
    residualNorm,
    iterations: iterations + 1,
    coupledGap,
  };
}

/** ‖(H − E)δ + QB|0⟩‖. */
function measuredResidual(
  problem: HermitianProblem,
  energy: number,
  project: (vector: Vector) => void,
  image: Vector,
  solution: Vector,
  scratch: Vector,
): number {
  const { kernels, plan } = problem;
  kernels.apply(plan, solution, scratch);
  kernels.axpy(-energy, solution, scratch);
  kernels.axpy(1, image, scratch);
  project(scratch);
  return Math.sqrt(kernels.dot(scratch, scratch));
}

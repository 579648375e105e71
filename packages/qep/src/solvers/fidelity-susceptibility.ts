import type { Vector } from "../kernels/kernels.ts";
import { type ResponseOptions, solveSternheimer } from "./minres.ts";
import { type HermitianProblem, notConverged } from "./problem.ts";

/**
 * The fidelity susceptibility of a ground level to a change of H along V = ∂H/∂λ, by linear response:
 *
 *     χ_F = (1/d) Σ_i Σ_{n outside} |⟨n|V|i⟩|² / (E_n − E_0)² = (1/d) Σ_i ‖δ_i‖²,
 *
 * i over the d states of the level, |δ_i⟩ = −(H − E_0)⁻¹ Q V|i⟩ from Sternheimer's equation. For d = 1 it is the second
 * order of the overlap of ground states, |⟨0(λ)|0(λ + ε)⟩| = 1 − χ_F ε²/2 + O(ε³).
 *
 * @param level the orthonormal states of the level
 * @param energy E_0
 * @param derivative target ← V|state⟩
 * @throws QepError not-converged
 * @see You, Li & Gu, Phys. Rev. E 76, 022101 (2007); Gu, Int. J. Mod. Phys. B 24, 4371 (2010)
 */
export function fidelitySusceptibility(
  problem: HermitianProblem,
  level: readonly Vector[],
  energy: number,
  derivative: (state: Vector, target: Vector) => void,
  options: ResponseOptions,
): number {
  const { kernels, layout } = problem;
  const [image, solution] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  let sum = 0;
  try {
    for (const state of level) {
      derivative(state, image);
      const partners = level.filter((other) => other !== state);
      const solved = solveSternheimer(problem, state, energy, image, solution, { ...options, partners });
      if (!solved.isConverged) throw notConverged("the fidelity susceptibility", solved, options.tolerance);
      sum += kernels.dot(solution, solution);
    }
  } finally {
    kernels.release(image);
    kernels.release(solution);
  }
  return sum / level.length;
}

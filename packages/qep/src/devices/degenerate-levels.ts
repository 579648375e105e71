import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { System } from "../propagation/system.ts";
import { groundLevelStates } from "../solvers/lowest-states.ts";
import { SettableHamiltonian } from "./hamiltonian.ts";

/**
 * Whether the ground level of H(x, θ, ν = 0) has more than one state, in the whole space; how many it has is not asked.
 *
 * @param points x of each, length K
 * @param parameters θ, length P
 * @returns for each point; false too where the two lowest states do not converge
 */
export function degenerateLevels(
  system: System,
  points: readonly Float64Array[],
  parameters: Float64Array,
  kernels: Kernels,
): boolean[] {
  const hamiltonian = new SettableHamiltonian(system, kernels);
  const nudge = new Float64Array(system.outputs.length);
  const levels = points.map((inputs) => {
    const problem = hamiltonian.at({ inputs, parameters, nudge });
    const stream = new RandomStream("degenerate levels");
    const level = groundLevelStates(problem, 1, stream, { mostStates: 2, onNotConverged: "return" });
    for (const state of level.states) kernels.release(state);
    return level.isConverged && level.degeneracy > 1;
  });
  hamiltonian.release();
  return levels;
}

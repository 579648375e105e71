import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { System } from "../propagation/system.ts";
import type { EquilibriumOption } from "./equilibrium.ts";
import { solveGroundLevel } from "./ground-level.ts";
import { solveThermalLevel } from "./thermal-level.ts";

/** Where J_β is asked for. */
export interface FreeEnergyPoint {
  /** x, length K. */
  readonly inputs: Float64Array;
  /** θ, length P. */
  readonly parameters: Float64Array;
  /** ε, length J, held fixed. */
  readonly errorSignal: Float64Array;
  /** β ≠ 0, of either sign. */
  readonly beta: number;
}

/**
 * The objective whose exact gradient the one-sided estimate is, at any β and with ε held fixed:
 *
 *     J_β(θ) = [F(θ, βε) − F(θ, 0)]/β → Σ_l ε_l⟨B_l⟩ as β → 0
 *     ∂J_β/∂θ_j = (⟨A_j⟩_{βε} − ⟨A_j⟩_0)/β
 *
 * F is the ground energy, or the free energy of a Gibbs state. The mean of J_β and J_{−β} belongs to the symmetric estimate.
 *
 * @param equilibrium default the ground state
 * @returns J_β in the unit of the loss
 * @throws QepError invalid-argument, wrong-shape, out-of-memory (thermal states beyond 11 qubits), not-converged
 * @see Litman (2025), arXiv 2511.22024, free-energy differences at a finite nudge
 */
export function freeEnergyObjective(
  system: System,
  { inputs, parameters, errorSignal, beta }: FreeEnergyPoint,
  kernels: Kernels,
  equilibrium: EquilibriumOption = { kind: "ground" },
): number {
  if (!(Number.isFinite(beta) && beta !== 0)) {
    throw new QepError("invalid-argument", `beta: J_β divides by β, which must not be 0; it is ${beta}`, {
      beta,
    });
  }
  if (errorSignal.length !== system.outputs.length) {
    throw new QepError(
      "wrong-shape",
      `errorSignal: expected ${system.outputs.length} numbers, one for each output, given ${errorSignal.length}`,
      { expected: system.outputs.length, given: errorSignal.length },
    );
  }
  const freeEnergy = (nudge: Float64Array) => {
    if (equilibrium.kind === "thermal") {
      const { temperature } = equilibrium;
      return solveThermalLevel(system, { inputs, parameters, nudge }, kernels, { temperature }).freeEnergy;
    }
    const [energy] = solveGroundLevel(nudged(system, nudge), inputs, parameters, kernels, ENERGY).energies;
    return energy as number;
  };
  return (freeEnergy(errorSignal.map((value) => beta * value)) - freeEnergy(errorSignal.map(() => 0))) / beta;
}

/** The energy's error is the square of the residual over the gap. */
const ENERGY = { tolerance: 1e-11, symmetries: "off" } as const;

/** The system with a nudge made part of H0. */
function nudged(system: System, nudge: Float64Array): System {
  const terms = system.outputs.map(({ operator }, l) => operator.scale(nudge[l] as number));
  return new System({
    qubits: system.qubits,
    space: system.space,
    fixed: OperatorSum.sum([system.fixed, ...terms]),
    inputs: system.inputs,
    parameters: system.parameters,
    outputs: system.outputs,
  });
}

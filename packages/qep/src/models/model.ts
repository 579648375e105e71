import type { BosonModes } from "../operators/boson-modes.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import type { Subspace } from "../operators/subspace.ts";
import type { Lattice } from "./lattice.ts";

/** An operator with the name under which its knob, output or observable is known. */
export interface NamedOperator {
  readonly name: string;
  readonly operator: OperatorSum;
}

/**
 * A family of Hamiltonians H(x) = Σ_k x_k C_k on numbered qubits, without trainable parts.
 * @see physics: Wanjura & Marquardt, "The partition of the Hamiltonian"
 */
export interface Model {
  readonly name: string;
  readonly qubits: number;
  /** The basis states that the model keeps; absent where it keeps all. */
  readonly space?: Subspace;
  /** How its bosons lie on the qubits, for a model that has bosons; operator texts then count modes. */
  readonly bosons?: BosonModes;
  /** C_k with the names of their couplings x_k, in the order used everywhere. */
  readonly inputs: readonly NamedOperator[];
  /** Observables worth naming, for instance an order parameter. */
  readonly observables: readonly NamedOperator[];
  /** Where the qubits are drawn, and what joins them. */
  readonly lattice: Lattice;
}

/** Whether the last site of a chain neighbours the first. */
export type Boundary = "periodic" | "open";

import type { CliffordCircuit } from "./clifford-circuit.ts";

/**
 * How a prepared state is read: each qubit in a Pauli basis of its own, or after a Clifford circuit in the Z basis.
 *
 * Letter j of `letters` is the basis of qubit j. A circuit U turns the state into U|ψ⟩ before every qubit is read in Z, so
 * that it measures the strings U† Z_j U.
 */
export type Basis =
  | { readonly kind: "pauli"; readonly letters: string }
  | { readonly kind: "clifford"; readonly circuit: CliffordCircuit };

/** One basis and how often a state is prepared and read in it. */
export interface Readout {
  readonly basis: Basis;
  /** M ≥ 1. */
  readonly shots: number;
}

/**
 * Bases a device can read: any, any product of single-qubit Pauli bases, or only those listed (letters as in {@link Basis}, for
 * instance `["ZZZZ"]`).
 */
export type BasisSupport = "clifford" | "pauli" | readonly string[];

import type { OperatorSum } from "../operators/operator-sum.ts";

/** What a quantity takes of a state beyond expectation values. Plain data but for operators. */
export type StateProperty =
  /** Eigenvalues of ρ_A, descending; of a pure state min(2^|A|, 2^(N−|A|)) of them, the others being 0. */
  | { readonly kind: "entanglement-spectrum"; readonly sites: readonly number[] }
  /** ρ_A row by row, all real parts and then all imaginary parts; sites[k] is bit k of its indices. */
  | { readonly kind: "density-matrix"; readonly sites: readonly number[] }
  /** tr ρH² − (tr ρH)², one number. */
  | { readonly kind: "energy-variance" }
  /** The quantum Fisher information of exp(−iGφ) on the state, one number. */
  | { readonly kind: "fisher-information"; readonly generator: OperatorSum }
  /** χ_F along V = ∂H/∂λ, one number. V shares the symmetries of the Hamiltonian. */
  | { readonly kind: "fidelity-susceptibility"; readonly derivative: OperatorSum };

/** What is asked of a state. */
export interface StateRequest {
  /** Hermitian operators whose expectation values are wanted. */
  readonly operators: readonly OperatorSum[];
  readonly properties: readonly StateProperty[];
}

/** What a state answers, in the order of the request. */
export interface StateAnswer {
  /** tr ρO for each operator. */
  readonly means: Float64Array;
  /** Each property as its numbers. */
  readonly properties: readonly Float64Array[];
}

/** Qubits up to which a reduced density matrix is diagonalised: its order is 2^11. */
export const MAX_ENTANGLED_SITES = 11;

/** Qubits up to which a reduced density matrix is given as numbers: 4^6 of them. */
export const MAX_MATRIX_SITES = 6;

/** Qubits of a state whose amplitudes are put in their natural order, for what reduced density matrices take. */
export const MAX_RESHAPED_QUBITS = 24;

/** One Clifford gate; S = diag(1, i), S† its inverse, CX has its control first. */
export type CliffordGate =
  | { readonly gate: "H" | "S" | "S†"; readonly qubit: number }
  | { readonly gate: "CX" | "CZ"; readonly qubits: readonly [number, number] };

/** Gates in the order in which they act. */
export type CliffordCircuit = readonly CliffordGate[];

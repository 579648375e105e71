import type { CliffordGate } from "qep";

/**
 * Gates side by side where they share no wire and no wire between theirs, as early as their order allows.
 *
 * @returns columns from left to right
 */
export function circuitColumns(circuit: readonly CliffordGate[], qubits: number): CliffordGate[][] {
  const columns: CliffordGate[][] = [];
  const next = new Array<number>(qubits).fill(0);
  for (const gate of circuit) {
    const wires = wiresOf(gate);
    const [first, last] = [Math.min(...wires), Math.max(...wires)];
    const column = Math.max(...next.slice(first, last + 1));
    columns[column] = [...(columns[column] ?? []), gate];
    next.fill(column + 1, first, last + 1);
  }
  return columns;
}

/** The qubits that a gate acts on; of CX the control first. */
export function wiresOf(gate: CliffordGate): readonly number[] {
  return "qubit" in gate ? [gate.qubit] : gate.qubits;
}

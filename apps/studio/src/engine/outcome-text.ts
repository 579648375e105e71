import type { Counts } from "qep";

/** How often each outcome came: a 0 or 1 for each qubit, qubit 0 first. */
export type BitstringCounts = Readonly<Record<string, number>>;

/** Counts by bitstring, in the order of their outcomes. */
export function bitstrings({ qubits, outcomes, occurrences }: Counts): BitstringCounts {
  const words = Math.ceil(qubits / 32);
  return Object.fromEntries(
    Array.from(occurrences, (times, index) => {
      const bit = (qubit: number) => ((outcomes[index * words + (qubit >> 5)] ?? 0) >>> (qubit & 31)) & 1;
      return [Array.from({ length: qubits }, (_, qubit) => bit(qubit)).join(""), times];
    }),
  );
}

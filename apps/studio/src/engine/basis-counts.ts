import type { Basis, Counts, Measurement } from "qep";
import type { PhaseName } from "./observed-device.ts";

/** How often each outcome came: a 0 or 1 for each qubit, qubit 0 first. */
export type BitstringCounts = Readonly<Record<string, number>>;

/** What was counted in one basis. Plain data. */
export interface BasisCounts {
  /** Pauli letters, qubit 0 first; or the gates before all qubits are read in Z. */
  readonly basis: string;
  readonly kind: Basis["kind"];
  readonly phases: readonly PhaseCounts[];
  /** The most frequent outcomes of all phases together, the most frequent one first. */
  readonly frequent: readonly string[];
  /** Different outcomes that were seen. */
  readonly distinct: number;
}

/** Counts of one phase in a basis; of the frequent outcomes only, in their order. */
export interface PhaseCounts {
  readonly phase: PhaseName;
  readonly shots: number;
  readonly occurrences: readonly number[];
}

/** So many outcomes are shown of a basis. */
export const MOST_OUTCOMES = 12;

/**
 * The counts of several phases, basis by basis.
 *
 * @param phases with the counts that their means were estimated from
 */
export function basisCounts(
  phases: readonly { readonly phase: PhaseName; readonly measurement: Measurement }[],
): BasisCounts[] {
  const found = new Map<string, { basis: Basis; phases: Map<PhaseName, Record<string, number>> }>();
  for (const { phase, measurement } of phases) {
    for (const [k, { basis }] of (measurement.readouts ?? []).entries()) {
      const counts = measurement.counts?.[k];
      if (!counts) continue;
      const text = basisText(basis);
      const entry = found.get(text) ?? { basis, phases: new Map() };
      const sums = entry.phases.get(phase) ?? {};
      for (const [bits, times] of Object.entries(bitstrings(counts))) sums[bits] = (sums[bits] ?? 0) + times;
      entry.phases.set(phase, sums);
      found.set(text, entry);
    }
  }
  return [...found].map(([text, { basis, phases: counted }]) => summary(text, basis.kind, counted));
}

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

function summary(
  basis: string,
  kind: Basis["kind"],
  counted: ReadonlyMap<PhaseName, BitstringCounts>,
): BasisCounts {
  const totals = new Map<string, number>();
  for (const counts of counted.values()) {
    for (const [bits, times] of Object.entries(counts)) totals.set(bits, (totals.get(bits) ?? 0) + times);
  }
  const frequent = [...totals]
    .sort(([left, more], [right, less]) => less - more || (left < right ? -1 : 1))
    .slice(0, MOST_OUTCOMES)
    .map(([bits]) => bits);
  return {
    basis,
    kind,
    frequent,
    distinct: totals.size,
    phases: [...counted].map(([phase, counts]) => ({
      phase,
      shots: Object.values(counts).reduce((sum, times) => sum + times, 0),
      occurrences: frequent.map((bits) => counts[bits] ?? 0),
    })),
  };
}

function basisText(basis: Basis): string {
  if (basis.kind === "pauli") return basis.letters;
  const gates = basis.circuit.map((gate) =>
    "qubit" in gate ? `${gate.gate} ${gate.qubit}` : `${gate.gate} ${gate.qubits.join(",")}`,
  );
  return gates.join("; ");
}

import {
  type Basis,
  type CliffordCircuit,
  type Counts,
  countShots,
  diagonalisingCircuit,
  gatherCounts,
  type Measurement,
  measuredStrings,
} from "qep";
import type { PhaseName } from "./observed-device.ts";
import { type BitstringCounts, bitstrings } from "./outcome-text.ts";

/** What was counted in one basis. Plain data. */
export interface BasisCounts {
  /** Pauli letters, qubit 0 first; or the gates before all qubits are read in Z. */
  readonly basis: string;
  readonly kind: Basis["kind"];
  readonly qubits: number;
  /** The gates before every qubit is read in Z. */
  readonly circuit: CliffordCircuit;
  readonly phases: readonly PhaseCounts[];
  /** The most frequent outcomes of all phases together, the most frequent one first. */
  readonly frequent: readonly string[];
  /** Different outcomes that were seen. */
  readonly distinct: number;
  /** What it reads of the observables. */
  readonly strings: readonly StringPlace[];
}

/** Counts of one phase in a basis. */
export interface PhaseCounts {
  readonly phase: PhaseName;
  /** Those that gave an outcome. */
  readonly shots: number;
  readonly counts: Counts;
  /** Of the frequent outcomes, in their order. */
  readonly occurrences: readonly number[];
}

/** How a basis reads a Pauli string: as sign · (−1)^{parity of the bits of its qubits}. */
export interface StringPlace {
  /** Index into the strings of the reading. */
  readonly string: number;
  readonly qubits: readonly number[];
  readonly sign: 1 | -1;
}

/** What was counted in one basis in some phases. */
export interface CountedBasis {
  readonly name: string;
  readonly basis: Basis;
  readonly phases: readonly { readonly phase: PhaseName; readonly counts: Counts }[];
}

/** So many outcomes are shown of a basis. */
export const MOST_OUTCOMES = 12;

/**
 * The counts of several phases, basis by basis; those of a phase that was measured in parts are added.
 *
 * @param phases with the counts that their means were estimated from
 */
export function countedBases(
  phases: readonly { readonly phase: PhaseName; readonly measurement: Measurement }[],
): CountedBasis[] {
  const found = new Map<string, { basis: Basis; phases: Map<PhaseName, Counts[]> }>();
  for (const { phase, measurement } of phases) {
    for (const [k, { basis }] of (measurement.readouts ?? []).entries()) {
      const counts = measurement.counts?.[k];
      if (!counts) continue;
      const name = basisText(basis);
      const entry = found.get(name) ?? { basis, phases: new Map() };
      entry.phases.set(phase, [...(entry.phases.get(phase) ?? []), counts]);
      found.set(name, entry);
    }
  }
  return [...found].map(([name, { basis, phases: counted }]) => ({
    name,
    basis,
    phases: [...counted].map(([phase, parts]) => ({ phase, counts: together(parts) })),
  }));
}

/** A basis with its counts as they are shown. */
export function basisCounts(
  { name, basis, phases }: CountedBasis,
  strings: readonly StringPlace[],
): BasisCounts {
  const texts = phases.map(({ counts }) => bitstrings(counts));
  const totals = new Map<string, number>();
  for (const [bits, times] of texts.flatMap((counts) => Object.entries(counts))) {
    totals.set(bits, (totals.get(bits) ?? 0) + times);
  }
  const frequent = [...totals]
    .sort(([left, more], [right, less]) => less - more || (left < right ? -1 : 1))
    .slice(0, MOST_OUTCOMES)
    .map(([bits]) => bits);
  const qubits = phases[0]?.counts.qubits ?? 0;
  return {
    basis: name,
    kind: basis.kind,
    qubits,
    circuit: circuitOf(basis, qubits),
    frequent,
    distinct: totals.size,
    phases: phases.map(({ phase, counts }, k) => ({
      phase,
      shots: countShots(counts),
      counts,
      occurrences: frequent.map((bits) => (texts[k] as BitstringCounts)[bits] ?? 0),
    })),
    strings,
  };
}

function together(parts: readonly Counts[]): Counts {
  const [first] = parts;
  if (!first || parts.length === 1) return first as Counts;
  return gatherCounts(
    first.qubits,
    Uint32Array.from(parts.flatMap(({ outcomes }) => [...outcomes])),
    Uint32Array.from(parts.flatMap(({ occurrences }) => [...occurrences])),
  );
}

/** The gates that turn what a basis reads into Z. */
function circuitOf(basis: Basis, qubits: number): CliffordCircuit {
  if (basis.kind === "clifford") return basis.circuit;
  return diagonalisingCircuit(
    measuredStrings(basis, qubits).map(({ string }) => string),
    qubits,
  );
}

function basisText(basis: Basis): string {
  if (basis.kind === "pauli") return basis.letters;
  const gates = basis.circuit.map((gate) =>
    "qubit" in gate ? `${gate.gate} ${gate.qubit}` : `${gate.gate} ${gate.qubits.join(",")}`,
  );
  return gates.join("; ");
}

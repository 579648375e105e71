import {
  type Counts,
  estimateFromCounts,
  type NamedOperator,
  type ObservableStrings,
  observableStrings,
  type PauliString,
  type ReadoutCalibration,
  type ReadoutErrors,
  readBasis,
} from "qep";
import type { CountedBasis, StringPlace } from "./basis-counts.ts";
import type { PhaseName } from "./observed-device.ts";
import type { Reading } from "./phase-reader.ts";

/** A Pauli string of some observable, with its mean in each phase that reads it. Plain data. */
export interface MeasuredString {
  /** As `X0 Z8`. */
  readonly text: string;
  /** From all bases that read it, readout errors undone where they are. */
  readonly means: Readonly<Partial<Record<PhaseName, Reading>>>;
}

/** Where the strings of an observable are read. Plain data. */
export interface ObservableReading {
  readonly name: string;
  /** Its strings without the identity, as indices; those with the largest coefficients first. */
  readonly strings: readonly number[];
  /** The bases that read any of them, the one that tells most of the observable in most phases first. */
  readonly bases: readonly number[];
}

/** What bases read of observables. */
export interface StringTable {
  readonly strings: readonly MeasuredString[];
  /** The strings that each basis reads. */
  readonly places: readonly (readonly StringPlace[])[];
  /** In the order of the operators. */
  readonly observables: readonly ObservableReading[];
}

/**
 * Which strings of the operators each basis reads, and their means.
 *
 * @param qubits N
 * @param errors readout errors that are undone
 */
export function stringTable(
  bases: readonly CountedBasis[],
  operators: readonly NamedOperator[],
  qubits: number,
  errors: ReadoutErrors | ReadoutCalibration | undefined,
): StringTable {
  const all = observableStrings(operators, qubits);
  const places = bases.map(({ basis }): StringPlace[] => {
    const { strings, signs, masks, words } = readBasis(basis, all.strings, qubits);
    return Array.from(strings, (string, p) => ({
      string,
      sign: signs[p] === 1 ? 1 : -1,
      qubits: Array.from({ length: qubits }, (_, qubit) => qubit).filter(
        (qubit) => ((masks[p * words + (qubit >> 5)] ?? 0) >>> (qubit & 31)) & 1,
      ),
    }));
  });
  return {
    strings: all.strings.map((string) => measuredString(string, bases, qubits, errors)),
    places,
    observables: all.observables.map((row) => observableReading(row, places, bases)),
  };
}

function measuredString(
  string: PauliString,
  bases: readonly CountedBasis[],
  qubits: number,
  errors: ReadoutErrors | ReadoutCalibration | undefined,
): MeasuredString {
  const counted = new Map<PhaseName, { reading: ReturnType<typeof readBasis>; counts: Counts[] }[]>();
  for (const { basis, phases } of bases) {
    const reading = readBasis(basis, [string], qubits);
    if (reading.strings.length === 0) continue;
    for (const { phase, counts } of phases) {
      counted.set(phase, [...(counted.get(phase) ?? []), { reading, counts: [counts] }]);
    }
  }
  const text = `${string}`;
  const row = { name: text, constant: 0, columns: Uint32Array.of(0), coefficients: Float64Array.of(1) };
  const alone: ObservableStrings = { qubits, strings: [string], observables: [row] };
  const means = [...counted].map(([phase, readings]): [PhaseName, Reading] => {
    const { mean, covariance, calibrationShifts = [] } = estimateFromCounts(alone, readings, errors);
    const byCalibration = calibrationShifts.reduce((sum, [shift = 0]) => sum + shift ** 2, 0);
    return [phase, { mean: mean[0] ?? 0, error: Math.sqrt((covariance[0] ?? 0) + byCalibration) }];
  });
  return { text, means: Object.fromEntries(means) };
}

function observableReading(
  { name, columns, coefficients }: ObservableStrings["observables"][number],
  places: readonly (readonly StringPlace[])[],
  bases: readonly CountedBasis[],
): ObservableReading {
  const sizes = new Map(Array.from(columns, (column, k) => [column, Math.abs(coefficients[k] ?? 0)]));
  const found = places.flatMap((own, basis) => {
    const weight = own.reduce((sum, { string }) => sum + (sizes.get(string) ?? 0), 0);
    return weight > 0 ? [{ basis, weight, phases: bases[basis]?.phases.length ?? 0 }] : [];
  });
  found.sort((left, right) => right.weight - left.weight || right.phases - left.phases);
  return {
    name,
    strings: [...sizes].toSorted(([, left], [, right]) => right - left).map(([string]) => string),
    bases: found.map(({ basis }) => basis),
  };
}

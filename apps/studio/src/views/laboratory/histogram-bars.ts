import { marginalOccurrences } from "qep";
import type { BasisCounts, PhaseCounts } from "../../engine/basis-counts.ts";
import type { PhaseName } from "../../engine/observed-device.ts";
import type { Reading } from "../../engine/phase-reader.ts";

/** An outcome: which part of the shots gave it in each phase. */
export interface OutcomeBar {
  /** Bits in the order of the qubits, or the value of a product. */
  readonly label: string;
  /** In the order of the phases. */
  readonly fractions: readonly Reading[];
}

/** Outcomes with the same value of the product of the readings. */
export interface ValueGroup {
  /** Of the product; absent where bars have no value in common. */
  readonly value?: 1 | -1;
  readonly bars: readonly OutcomeBar[];
}

/** What is drawn: bars, and what follows from them. */
export interface Bars {
  readonly phases: readonly PhaseName[];
  readonly groups: readonly ValueGroup[];
  /** P(+1) − P(−1) in each phase; empty where bars have no values. */
  readonly means: readonly Reading[];
}

/** More qubits than this make more bars than can be told apart. */
export const MOST_CHOSEN = 4;

const PHASES: readonly PhaseName[] = ["minus", "free", "plus"];

/** The most frequent outcomes of all qubits in one basis. */
export function wholeBars({ frequent, phases }: BasisCounts): Bars {
  const bars = frequent.map((label, k) => ({
    label,
    fractions: phases.map(({ occurrences, shots }) => fraction(occurrences[k] ?? 0, shots)),
  }));
  return { phases: phases.map(({ phase }) => phase), groups: [{ bars }], means: [] };
}

/**
 * The outcomes of some qubits, those where sign · Π z = +1 first; of many qubits only that product.
 *
 * @param bases in which each of these qubits is read alike; their counts are added
 * @param sign of the string that the qubits tell
 */
export function marginalBars(bases: readonly BasisCounts[], qubits: readonly number[], sign: 1 | -1): Bars {
  const pooled = PHASES.flatMap((phase) => {
    const parts = bases.flatMap(({ phases }) => phases.filter((counted) => counted.phase === phase));
    return parts.length > 0 ? [{ phase, ...pool(parts, qubits) }] : [];
  });
  const bar = (label: string, indices: readonly number[]): OutcomeBar => ({
    label,
    fractions: pooled.map(({ sums, shots }) =>
      fraction(
        indices.reduce((total, index) => total + (sums[index] ?? 0), 0),
        shots,
      ),
    ),
  });
  const outcomes = Array.from({ length: 2 ** qubits.length }, (_, index) => {
    const bits = qubits.map((_, place) => (index >> place) & 1);
    const value = bits.reduce((product, bit) => (bit === 1 ? -product : product), sign as number);
    return { index, label: bits.join(""), value };
  }).toSorted((left, right) => (left.label < right.label ? -1 : 1));
  const groupOf = (value: 1 | -1): ValueGroup => {
    const own = outcomes.filter((outcome) => outcome.value === value);
    const all = own.map(({ index }) => index);
    if (qubits.length > MOST_CHOSEN) return { value, bars: [bar(value === 1 ? "+1" : "−1", all)] };
    return { value, bars: own.map(({ label, index }) => bar(label, [index])) };
  };
  const groups = [groupOf(1), groupOf(-1)];
  const means = pooled.map(({ shots }, p) => {
    const [up = 0, down = 0] = groups.map(({ bars }) =>
      bars.reduce((sum, { fractions }) => sum + (fractions[p]?.mean ?? 0), 0),
    );
    const mean = up - down;
    return { mean, error: errorOfMean(mean, shots) };
  });
  return { phases: pooled.map(({ phase }) => phase), groups, means };
}

/** The bases whose counts of some qubits may be added: in them each is read as in the given one. */
export function alikeBases(
  bases: readonly BasisCounts[],
  given: BasisCounts,
  qubits: readonly number[],
): readonly BasisCounts[] {
  if (given.kind !== "pauli") return [given];
  const letters = (name: string) => qubits.map((qubit) => name[qubit]).join("");
  return bases.filter(({ kind, basis }) => kind === "pauli" && letters(basis) === letters(given.basis));
}

/** k of M shots as a fraction, with its standard error. */
function fraction(times: number, shots: number): Reading {
  const mean = times / Math.max(1, shots);
  return { mean, error: errorOfMean(2 * mean - 1, shots) / 2 };
}

/** Of M readings ±1; as in estimates from counts, equal ones leave open as much as if one of them had been different. */
function errorOfMean(mean: number, shots: number): number {
  const scatter = 1 - mean * mean;
  // One different reading has a scatter of 4(M − 1)/M²; what lies below half of 1/M is rounding.
  const variance = scatter > 0.5 / shots ? scatter : Math.min(1, 4 / Math.max(1, shots));
  return Math.sqrt(variance / Math.max(1, shots));
}

function pool(parts: readonly PhaseCounts[], qubits: readonly number[]): { sums: number[]; shots: number } {
  const sums = new Array<number>(2 ** qubits.length).fill(0);
  for (const { counts } of parts) {
    for (const [index, times] of marginalOccurrences(counts, qubits).entries()) {
      sums[index] = (sums[index] ?? 0) + times;
    }
  }
  return { sums, shots: parts.reduce((sum, { shots }) => sum + shots, 0) };
}

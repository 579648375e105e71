import { QepError } from "../base/errors.ts";

/**
 * Outcomes of reading all qubits, and how often each came.
 *
 * Only outcomes that occurred are listed, each once, in ascending order of the number that their bits form.
 */
export interface Counts {
  readonly qubits: number;
  /**
   * The outcomes one after the other, ⌈N/32⌉ words each: the bit of qubit j is bit j mod 32 of word ⌊j/32⌋, 1 where Z_j = −1
   * was found.
   */
  readonly outcomes: Uint32Array;
  /** How often each outcome came; their sum falls short of the shots asked for where shots were lost. */
  readonly occurrences: Uint32Array;
}

/** ⌈N/32⌉, the words of an outcome of N qubits. */
export function wordsPerOutcome(qubits: number): number {
  return Math.ceil(qubits / 32);
}

/**
 * Counts from outcomes in any order, of which some may be the same.
 *
 * @param outcomes laid out as in {@link Counts}
 * @param occurrences of each outcome, each 1 where absent
 */
export function gatherCounts(qubits: number, outcomes: Uint32Array, occurrences?: Uint32Array): Counts {
  const words = wordsPerOutcome(qubits);
  const compare = (a: number, b: number) => {
    for (let word = words - 1; word >= 0; word--) {
      const [left, right] = [outcomes[a * words + word] as number, outcomes[b * words + word] as number];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
  const order = Uint32Array.from({ length: outcomes.length / words }, (_, index) => index).sort(compare);
  const distinct: number[] = [];
  const sums: number[] = [];
  for (const index of order) {
    const count = occurrences?.[index] ?? 1;
    if (count === 0) continue;
    const last = sums.length - 1;
    if (last >= 0 && compare(distinct[last] as number, index) === 0)
      sums[last] = (sums[last] as number) + count;
    else {
      distinct.push(index);
      sums.push(count);
    }
  }
  const sorted = new Uint32Array(distinct.length * words);
  for (const [position, index] of distinct.entries()) {
    sorted.set(outcomes.subarray(index * words, (index + 1) * words), position * words);
  }
  return { qubits, outcomes: sorted, occurrences: Uint32Array.from(sums) };
}

/** How many shots gave an outcome. */
export function countShots({ occurrences }: Counts): number {
  return occurrences.reduce((sum, value) => sum + value, 0);
}

/**
 * How often each outcome of some of the qubits came, whatever the others gave.
 *
 * @param qubits k different ones, each below N
 * @returns length 2^k; bit j of an index is the bit of `qubits[j]`
 * @throws QepError invalid-argument for a qubit that there is not, or one given twice
 *
 * @example
 * const [up, down] = marginalOccurrences(counts, [8]); // shots in which qubit 8 was read as 0, and as 1
 */
export function marginalOccurrences(counts: Counts, qubits: readonly number[]): Uint32Array {
  for (const [place, qubit] of qubits.entries()) {
    if (Number.isInteger(qubit) && qubit >= 0 && qubit < counts.qubits && qubits.indexOf(qubit) === place) {
      continue;
    }
    throw new QepError(
      "invalid-argument",
      `marginal of qubits ${qubits.join(", ")}: ${qubit} must be one of the ${counts.qubits} qubits from 0 on, given once`,
      { qubit, qubits: counts.qubits },
    );
  }
  const words = wordsPerOutcome(counts.qubits);
  const sums = new Uint32Array(2 ** qubits.length);
  for (const [outcome, occurrences] of counts.occurrences.entries()) {
    let index = 0;
    for (const [place, qubit] of qubits.entries()) {
      const word = counts.outcomes[outcome * words + (qubit >> 5)] as number;
      index |= ((word >>> (qubit & 31)) & 1) << place;
    }
    sums[index] = (sums[index] as number) + occurrences;
  }
  return sums;
}

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

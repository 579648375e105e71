/** Some of the 2^N basis states of N qubits: what a state vector of their span has amplitudes for. */
export interface BasisStates {
  /** N ≤ 64. */
  readonly qubits: number;
  /** D, number of states. */
  readonly count: number;
  /** Words of N bits in ascending order, bit j for qubit j: of each the low 32 bits, then the high ones. Length 2·D. */
  readonly words: Uint32Array;
}

/** Qubits whose basis states kernels can list. */
export const MAX_LISTED_QUBITS = 64;

/** States that can be listed: 512 MiB for one vector, of which WebAssembly has room for what a solver needs at least. */
export const MAX_LISTED_STATES = 2 ** 26;

/** The word of a basis state. */
export function wordOf({ words }: Pick<BasisStates, "words">, index: number): bigint {
  return (BigInt(words[2 * index + 1] as number) << 32n) | BigInt(words[2 * index] as number);
}

/** The index of a word among the states, −1 where it is not one of them. */
export function indexOfWord({ words, count }: Pick<BasisStates, "words" | "count">, word: bigint): number {
  const [low, high] = [Number(word & 0xffffffffn), Number(word >> 32n)];
  let [first, end] = [0, count];
  while (first < end) {
    const middle = (first + end) >>> 1;
    const [a, b] = [words[2 * middle + 1] as number, words[2 * middle] as number];
    if (a < high || (a === high && b < low)) first = middle + 1;
    else end = middle;
  }
  return first < count && words[2 * first] === low && words[2 * first + 1] === high ? first : -1;
}

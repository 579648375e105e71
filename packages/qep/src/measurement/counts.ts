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

import { PauliString } from "../operators/pauli-string.ts";
import type { SignedString } from "../operators/signed-string.ts";
import type { Basis } from "./basis.ts";
import { conjugate } from "./clifford-circuit.ts";
import { type Counts, wordsPerOutcome } from "./counts.ts";

/**
 * What an outcome in a basis says of Pauli strings: P has the value sign · (−1)^{parity of the outcome's bits in the mask}.
 */
export interface BasisReading {
  readonly basis: Basis;
  /** Indices of the strings that the basis determines, ascending. */
  readonly strings: Uint32Array;
  /** +1 or −1 for each of them. */
  readonly signs: Float64Array;
  /** The bits of each, ⌈N/32⌉ words one after the other, as in `Counts`. */
  readonly masks: Uint32Array;
  /** Words of an outcome, ⌈N/32⌉. */
  readonly words: number;
}

/** What was counted in one basis, in any number of parts. */
export interface CountedReading {
  readonly reading: BasisReading;
  readonly counts: readonly Counts[];
}

/**
 * The product of measured Z that equals a string in this basis.
 *
 * @returns ±Z…Z, or null where the basis does not determine the string
 */
export function measuredString(basis: Basis, string: PauliString): SignedString | null {
  if (basis.kind === "clifford") {
    const image = conjugate(basis.circuit, { string, sign: 1 });
    return image.string.x === 0n ? image : null;
  }
  return agrees(string, lettersString(basis.letters))
    ? { string: new PauliString(0n, string.x | string.z), sign: 1 }
    : null;
}

/** The string of all letters of a Pauli basis, qubit 0 first. */
export function lettersString(letters: string): PauliString {
  const bits = (ones: string) =>
    [...letters].reduce(
      (mask, letter, site) => (ones.includes(letter) ? mask | (1n << BigInt(site)) : mask),
      0n,
    );
  return new PauliString(bits("XY"), bits("YZ"));
}

/**
 * All strings of a list that a basis determines.
 *
 * @param strings the list, on at most N qubits
 * @param qubits N
 */
export function readBasis(basis: Basis, strings: readonly PauliString[], qubits: number): BasisReading {
  const words = wordsPerOutcome(qubits);
  const found = strings.flatMap((string, index) => {
    const image = measuredString(basis, string);
    return image ? [{ index, mask: image.string.z, sign: image.sign }] : [];
  });
  const masks = found.flatMap(({ mask }) =>
    Array.from({ length: words }, (_, word) => Number((mask >> BigInt(32 * word)) & 0xffffffffn)),
  );
  return {
    basis,
    strings: Uint32Array.from(found, ({ index }) => index),
    signs: Float64Array.from(found, ({ sign }) => sign),
    masks: Uint32Array.from(masks),
    words,
  };
}

/** True where the string has the letters of the other on all of its own support. */
function agrees({ x, z }: PauliString, other: PauliString): boolean {
  return (((x ^ other.x) | (z ^ other.z)) & (x | z)) === 0n;
}

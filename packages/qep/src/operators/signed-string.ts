import type { PauliString } from "./pauli-string.ts";

/** A Hermitian Pauli string with a sign. */
export interface SignedString {
  readonly string: PauliString;
  readonly sign: 1 | -1;
}

/** The product of two strings that commute; it is Hermitian, so its phase is a sign. */
export function productOf(first: SignedString, second: SignedString): SignedString {
  const { string, power } = first.string.times(second.string);
  return { string, sign: (first.sign * second.sign * (power === 2 ? -1 : 1)) as 1 | -1 };
}

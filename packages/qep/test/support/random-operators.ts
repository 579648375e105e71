import fc from "fast-check";
import type { RandomStream } from "../../src/base/random.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { type PauliLetter, PauliString } from "../../src/operators/pauli-string.ts";

/** A Pauli string from its letters, site 0 first: "XIZ" is X0 Z2. */
export function stringOf(letters: string): PauliString {
  return [...letters].reduce(
    (string, letter, site) =>
      letter === "I" ? string : string.times(PauliString.single(letter as PauliLetter, site)).string,
    PauliString.identity,
  );
}

/** What kind of random operators are wanted. */
export interface OperatorShape {
  readonly qubits: number;
  readonly maxTerms: number;
  /** Only strings with an even number of Y: a real matrix. Default false. */
  readonly isReal?: boolean;
}

/** Letters of a random string on some qubits. */
export function pauliLetters(qubits: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom("I", "X", "Y", "Z"), minLength: qubits, maxLength: qubits });
}

/** Random Hermitian Pauli sums with coefficients between −2 and 2 in steps of 0.001. */
export function hermitianSums({
  qubits,
  maxTerms,
  isReal = false,
}: OperatorShape): fc.Arbitrary<OperatorSum> {
  const coefficient = fc.integer({ min: -2000, max: 2000 }).map((value) => value / 1000);
  const letters = pauliLetters(qubits).map((text) => (isReal ? withEvenY(text) : text));
  return fc
    .array(fc.tuple(letters, coefficient), { minLength: 1, maxLength: maxTerms })
    .map((terms) => OperatorSum.sum(terms.map(([text, c]) => OperatorSum.of(stringOf(text), c))));
}

function withEvenY(letters: string): string {
  return letters.replaceAll(/[^Y]/g, "").length % 2 === 0 ? letters : letters.replace("Y", "X");
}

/** A dense-looking Hermitian Pauli sum of many terms, normal coefficients, no accidental symmetry or degeneracy. */
export function genericSum(
  stream: RandomStream,
  { qubits, maxTerms, isReal = false }: OperatorShape,
): OperatorSum {
  const terms = Array.from({ length: maxTerms }, () => {
    const letters = Array.from({ length: qubits }, () => "IXYZ"[stream.integer(4)]).join("");
    return OperatorSum.of(stringOf(isReal ? withEvenY(letters) : letters), stream.normal());
  });
  return OperatorSum.sum(terms);
}

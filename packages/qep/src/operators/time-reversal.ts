import type { OperatorSum } from "./operator-sum.ts";
import { bitCount, type PauliString } from "./pauli-string.ts";
import { type BitVector, nullSpace, stringOfVector, symplecticDual, vectorOf } from "./symplectic.ts";

/**
 * A Pauli string P for which P·K commutes with every term of some operators, K being complex conjugation; null where there
 * is none with (PK)² = +1.
 *
 * K S K = (−1)^{number of Y} S, so P must anticommute with the strings of odd Y count and commute with the others: linear
 * equations over GF(2). (PK)² = P P* = +1 where P itself has an even number of Y. If so, a basis exists in which all the
 * operators are real matrices (see {@link RealBasis}); with (PK)² = −1 there is none, and every level occurs twice (Kramers).
 *
 * P = I where the operators are real as they are. Of several, one with few Y and of small support is taken.
 *
 * @param qubits N, at least as many as the operators act on
 * @see Wigner, Group Theory (1959), chapter 26
 *
 * @example
 * timeReversal([parseOperator("X0 X1 + Y0 + Y1")], 2)?.toString(); // "X0 X1" : Y and Z change places
 */
export function timeReversal(strings: Iterable<PauliString>, qubits: number): PauliString | null {
  const width = 2 * qubits;
  const imaginary = 1n << BigInt(width);
  // One more unknown, which multiplies the right-hand sides: solutions are those of the null space where it is 1.
  const conditions = new Set<BitVector>();
  for (const string of strings) {
    const dual = symplecticDual(vectorOf(string, qubits), qubits);
    conditions.add(string.yCount % 2 === 1 ? dual | imaginary : dual);
  }
  if (![...conditions].some((condition) => condition & imaginary)) return stringOfVector(0n, qubits);
  const solutions = nullSpace(conditions, width + 1);
  const particular = solutions.find((vector) => vector & imaginary);
  if (particular === undefined) return null;
  const commutant = solutions.filter((vector) => (vector & imaginary) === 0n);
  return simplest(particular ^ imaginary, commutant, qubits);
}

/** Every string of some operators, each as often as it occurs. */
export function stringsOf(operators: readonly OperatorSum[]): PauliString[] {
  return operators.flatMap(({ terms }) => terms.map(({ string }) => string));
}

/**
 * The parity of Y over start + span(commutant) is a quadratic form; if it is even anywhere, it is so at a start plus at
 * most two of the spanning vectors. From there every change by one or two of them that makes the string simpler is taken.
 */
function simplest(start: BitVector, commutant: readonly BitVector[], qubits: number): PauliString | null {
  const steps = [...commutant, ...commutant.flatMap((a, k) => commutant.slice(k + 1).map((b) => a ^ b))];
  let best = stringOfVector(start, qubits);
  for (let isSimpler = true; isSimpler; ) {
    isSimpler = false;
    for (const step of steps) {
      const candidate = stringOfVector(vectorOf(best, qubits) ^ step, qubits);
      if (cost(candidate) >= cost(best)) continue;
      best = candidate;
      isSimpler = true;
    }
  }
  return best.yCount % 2 === 0 ? best : null;
}

/** An even number of Y first, then few of them, then few sites. */
function cost(string: PauliString): number {
  return (string.yCount % 2) * 1e12 + string.yCount * 1e6 + bitCount(string.x | string.z);
}

import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";
import type { Quantity } from "./quantity.ts";

/** ½(AB + BA), Hermitian where A and B are; AB where they commute. */
export function symmetrised(a: OperatorSum, b: OperatorSum): OperatorSum {
  return a.times(b).plus(b.times(a)).scale(0.5);
}

/**
 * The correlator of two operators, Re⟨AB⟩ = ½⟨AB + BA⟩; connected Re⟨AB⟩ − ⟨A⟩⟨B⟩.
 *
 * @param first Hermitian
 * @param second Hermitian
 */
export function correlator(
  name: string,
  first: OperatorSum,
  second: OperatorSum,
  isConnected: boolean,
): Quantity {
  const product = symmetrised(first, second);
  return {
    name,
    labels: [name],
    request: { operators: isConnected ? [product, first, second] : [product], properties: [] },
    evaluate: ({ means: [mean = 0, a = 0, b = 0] }) => Float64Array.of(isConnected ? mean - a * b : mean),
  };
}

/** A label of one correlator of a list. */
const labelOf = (word: string, a: string, i: number, b: string, j: number) => `${word}(${a}${i}, ${b}${j})`;

/**
 * The correlators ⟨P_i Q_j⟩ of all pairs of sites: i < j where P = Q, else all i ≠ j; connected ⟨P_i Q_j⟩ − ⟨P_i⟩⟨Q_j⟩.
 *
 * @param sites N: pairs of sites 0 to N − 1, i outer
 */
export function allCorrelators(
  name: string,
  [first, second]: readonly [PauliLetter, PauliLetter],
  sites: number,
  isConnected: boolean,
): Quantity {
  const all = Array.from({ length: sites }, (_, site) => site);
  const pairs = all.flatMap((i) =>
    all.filter((j) => (first === second ? i < j : i !== j)).map((j) => [i, j] as const),
  );
  const products = pairs.map(([i, j]) => OperatorSum.pauli(first, i).times(OperatorSum.pauli(second, j)));
  const singles = isConnected
    ? [first, second].flatMap((letter) => all.map((site) => OperatorSum.pauli(letter, site)))
    : [];
  const word = isConnected ? "connected" : "correlator";
  return {
    name,
    labels: pairs.map(([i, j]) => labelOf(word, first, i, second, j)),
    request: { operators: [...products, ...singles], properties: [] },
    evaluate: ({ means }) =>
      Float64Array.from(pairs, ([i, j], k) => {
        const product = means[k] as number;
        if (!isConnected) return product;
        const [a, b] = [means[pairs.length + i], means[pairs.length + sites + j]] as [number, number];
        return product - a * b;
      }),
  };
}

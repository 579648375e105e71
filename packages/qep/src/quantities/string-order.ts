import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";

/** Which sites of a chain a string order parameter reads. */
export interface StringOrderSites {
  readonly from: number;
  readonly to: number;
  /** Distance of the sites between the ends that carry a matrix, from the first after the end on; default 1: all. */
  readonly every?: number;
}

/**
 * The string order operator E_i Π_k S_k E_j of two end matrices and those between them, k = i+1, i+1+every, … < j.
 *
 * With E = Z, S = X, every = 2 it is the product of the cluster terms Z_{k−1} X_k Z_{k+1} at every second site: ±1 in a
 * cluster state. With E = S = Z on pairs of qubits see {@link spinOneStringOrder}.
 *
 * @see Smacchia et al., Phys. Rev. A 84, 022304 (2011)
 */
export function stringOrder(
  end: PauliLetter,
  inner: PauliLetter,
  { from, to, every = 1 }: StringOrderSites,
): OperatorSum {
  let product = OperatorSum.pauli(end, from);
  for (let site = from + 1; site < to; site += every) product = product.times(OperatorSum.pauli(inner, site));
  return product.times(OperatorSum.pauli(end, to));
}

/**
 * The string order operator of den Nijs and Rommelse, −S_i Π_{i<k<j} exp(iπS_k) S_j, of spins 1 made of two qubits each:
 * S_k = (P_{2k} + P_{2k+1})/2, so that exp(iπS_k) = −P_{2k} P_{2k+1}. In the state of Affleck, Kennedy, Lieb and Tasaki
 * its mean is 4/9.
 *
 * @param letter P, the component of the spin
 * @see den Nijs & Rommelse, Phys. Rev. B 40, 4709 (1989)
 */
export function spinOneStringOrder(letter: PauliLetter, from: number, to: number): OperatorSum {
  const spin = (k: number) =>
    OperatorSum.pauli(letter, 2 * k)
      .plus(OperatorSum.pauli(letter, 2 * k + 1))
      .scale(0.5);
  let product = spin(from).scale(-1);
  for (let k = from + 1; k < to; k++) {
    product = product.times(
      OperatorSum.pauli(letter, 2 * k)
        .times(OperatorSum.pauli(letter, 2 * k + 1))
        .scale(-1),
    );
  }
  return product.times(spin(to));
}

import { QepError } from "../base/errors.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";

/**
 * How often each qubit is read wrongly, independently of the others, in the order of the qubits.
 *
 * A readout after a Clifford circuit flips what the circuit has turned into Z.
 */
export interface ReadoutErrors {
  /** Probability that a qubit in |0⟩ is read as 1. */
  readonly p01: readonly number[];
  /** Probability that a qubit in |1⟩ is read as 0. */
  readonly p10: readonly number[];
}

/**
 * What stands for each read bit so that the expectation value is that of Z without errors.
 *
 * A reading z = ±1 has the mean b⟨Z⟩ + a, a = p10 − p01, b = 1 − p01 − p10; so (z − a)/b has the mean ⟨Z⟩. For qubits with
 * errors of their own the mean of the product is that of the product of Z.
 *
 * @returns (1 − a)/b for a read 0 and (−1 − a)/b for a read 1, qubit after qubit, length 2N
 */
export function invertedReadings({ p01, p10 }: ReadoutErrors): Float64Array {
  return Float64Array.from({ length: 2 * p01.length }, (_, index) => {
    const qubit = index >> 1;
    const [up, down] = [p01[qubit] as number, p10[qubit] as number];
    return ((index & 1 ? -1 : 1) - (down - up)) / (1 - up - down);
  });
}

/**
 * The factor by which inversion multiplies the variance of a product of Z whose mean is small: Π_j 1/(1 − p01 − p10)².
 *
 * @param sites the qubits of the product
 */
export function varianceInflation({ p01, p10 }: ReadoutErrors, sites: Iterable<number>): number {
  let factor = 1;
  for (const site of sites) factor /= (1 - (p01[site] as number) - (p10[site] as number)) ** 2;
  return factor;
}

/**
 * The factor by which inversion multiplies the variance of Σ_k c_k P_k whose strings are read qubit by qubit, each on its own,
 * with small means: Σ_k c_k² f_k / Σ_k c_k², f_k that of {@link varianceInflation}.
 *
 * @returns 1 for a multiple of the identity
 */
export function operatorInflation(operator: OperatorSum, errors: ReadoutErrors): number {
  let [plain, inverted] = [0, 0];
  for (const { string, coefficient } of operator.terms) {
    const sites = errors.p01.flatMap((_, qubit) =>
      ((string.x | string.z) >> BigInt(qubit)) & 1n ? [qubit] : [],
    );
    if (sites.length === 0) continue;
    const square = coefficient.re ** 2 + coefficient.im ** 2;
    plain += square;
    inverted += square * varianceInflation(errors, sites);
  }
  return plain === 0 ? 1 : inverted / plain;
}

/**
 * @throws QepError wrong-shape or invalid-argument: N probabilities each, p01 + p10 < 1, or a reading says nothing, or the
 * opposite
 */
export function requireReadoutErrors({ p01, p10 }: ReadoutErrors, qubits: number, where: string): void {
  for (const [name, values] of Object.entries({ p01, p10 })) {
    if (values.length !== qubits) {
      throw new QepError(
        "wrong-shape",
        `${where}: ${name} needs one probability for each of the ${qubits} qubits, it has ${values.length}`,
        { name, qubits, length: values.length },
      );
    }
    const wrong = values.findIndex((value) => !(value >= 0 && value <= 1));
    if (wrong >= 0) {
      throw new QepError(
        "invalid-argument",
        `${where}: ${name} of qubit ${wrong} is ${values[wrong]}; a probability lies between 0 and 1`,
        { name, qubit: wrong },
      );
    }
  }
  const useless = p01.findIndex((value, qubit) => value + (p10[qubit] as number) >= 1);
  if (useless < 0) return;
  throw new QepError(
    "invalid-argument",
    `${where}: p01 + p10 of qubit ${useless} is ${(p01[useless] as number) + (p10[useless] as number)}; it must be below 1, ` +
      "else the readings say nothing of the qubit. Exchange 0 and 1, or leave the qubit out of the observables.",
    { qubit: useless },
  );
}

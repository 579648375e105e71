import { popcount } from "../kernels/real-form.ts";
import type { Amplitudes } from "./turn-to-diagonal.ts";

/** c·P with a Pauli string P = i^{|x∧z|} X^x Z^z by bit masks. */
export interface MaskedTerm {
  readonly x: number;
  readonly z: number;
  readonly re: number;
  readonly im: number;
}

/** Real and imaginary parts of powers of −i. */
const POWERS: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, -1],
  [-1, 0],
  [0, 1],
];

/**
 * Σ_k c_k P_k ψ as a new state, with (Pψ)_b = (−i)^{|x∧z|} (−1)^{|z∧b|} ψ_{b⊕x}.
 *
 * @param state length 2^N
 * @returns complex amplitudes of the same length
 */
export function applyStrings(
  terms: readonly MaskedTerm[],
  { re, im }: Amplitudes,
): Required<Record<"re" | "im", Float64Array>> {
  const result = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (const { x, z, re: c, im: d } of terms) {
    const [p, q] = POWERS[popcount(x & z) & 3] as readonly [number, number];
    const [real, imaginary] = [c * p - d * q, c * q + d * p];
    for (let b = 0; b < re.length; b++) {
      const sign = popcount(z & b) & 1 ? -1 : 1;
      const u = sign * (re[b ^ x] as number);
      const v = im ? sign * (im[b ^ x] as number) : 0;
      result.re[b] = (result.re[b] as number) + real * u - imaginary * v;
      result.im[b] = (result.im[b] as number) + real * v + imaginary * u;
    }
  }
  return result;
}

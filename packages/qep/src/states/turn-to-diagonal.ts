import { popcount } from "../kernels/real-form.ts";

/** A Pauli string R = i^{|x∧z|} X^x Z^z by bit masks, and a bit p that it flips. */
export interface Turn {
  readonly x: number;
  readonly z: number;
  /** A single bit of x. */
  readonly pivot: number;
}

/** Amplitudes of a state, real and imaginary parts apart; `im` is absent where they are real. */
export interface Amplitudes {
  readonly re: Float64Array;
  readonly im?: Float64Array | undefined;
}

/**
 * ψ ← (R + Z_p)ψ/√2 in place, which exchanges R and Z_p: what was an eigenvector of R is one of Z_p.
 *
 * With (Rψ)_b = (−i)^{|x∧z|} (−1)^{|z∧b|} ψ_{b⊕x} two amplitudes at a time mix, those of b and b ⊕ x.
 *
 * @param state length 2^N; needs an imaginary part where R has an odd number of Y
 */
export function turnToDiagonal({ re, im }: Amplitudes, { x, z, pivot }: Turn): void {
  const power = popcount(x & z) & 3;
  const isNegative = power === 1 || power === 2;
  const factor = isNegative ? -Math.SQRT1_2 : Math.SQRT1_2;
  if (power % 2 === 1) mixWithImaginary(re, im as Float64Array, { x, z, pivot }, factor);
  else {
    mix(re, { x, z, pivot }, factor);
    if (im) mix(im, { x, z, pivot }, factor);
  }
}

/** R real: (ψ_b, ψ_{b⊕x}) ← (ψ_b + sψ_{b⊕x}, sψ_b − ψ_{b⊕x})/√2, s = ±1. */
function mix(values: Float64Array, { x, z, pivot }: Turn, factor: number): void {
  for (let start = 0; start < values.length; start += 2 * pivot) {
    for (let b = start; b < start + pivot; b++) {
      const a = parity(z & b) === 0 ? factor : -factor;
      const first = values[b] as number;
      const second = values[b ^ x] as number;
      values[b] = Math.SQRT1_2 * first + a * second;
      values[b ^ x] = a * first - Math.SQRT1_2 * second;
    }
  }
}

/** R imaginary: (ψ_b, ψ_{b⊕x}) ← (ψ_b + isψ_{b⊕x}, −isψ_b − ψ_{b⊕x})/√2, s = ±1. */
function mixWithImaginary(re: Float64Array, im: Float64Array, { x, z, pivot }: Turn, factor: number): void {
  for (let start = 0; start < re.length; start += 2 * pivot) {
    for (let b = start; b < start + pivot; b++) {
      const a = parity(z & b) === 0 ? factor : -factor;
      const firstRe = re[b] as number;
      const firstIm = im[b] as number;
      const secondRe = re[b ^ x] as number;
      const secondIm = im[b ^ x] as number;
      re[b] = Math.SQRT1_2 * firstRe - a * secondIm;
      im[b] = Math.SQRT1_2 * firstIm + a * secondRe;
      re[b ^ x] = a * firstIm - Math.SQRT1_2 * secondRe;
      im[b ^ x] = -a * firstRe - Math.SQRT1_2 * secondIm;
    }
  }
}

/** |ψ_b|² in place of Re ψ_b. */
export function squareAmplitudes({ re, im }: Amplitudes): void {
  for (let b = 0; b < re.length; b++) {
    re[b] = (re[b] as number) ** 2 + (im ? (im[b] as number) ** 2 : 0);
  }
}

/** 1 where an odd number of bits is set. */
function parity(bits: number): number {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}

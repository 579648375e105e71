import type { PauliTable } from "./kernels.ts";
import type { StateLayout } from "./layout.ts";

/**
 * Pauli strings as signed flips of a real vector: (P y)_i = sign · (−1)^{|signs ∧ i|} y_{i ^ flips}.
 *
 * A planar complex vector is a real vector with one more bit, the top bit t (0: real part, 1: imaginary part), on which
 * the imaginary unit acts as −iY: it flips t with sign −(−1)^t. So complex Hermitian operators need no kernel of their own.
 */
export interface RealForm {
  readonly size: number;
  readonly flips: Uint32Array;
  readonly signs: Uint32Array;
  /** +1 or −1 for each string. */
  readonly sign: Float64Array;
}

/**
 * From (Pψ)_i = (−i)^{|x∧z|} (−1)^{|z∧i|} ψ_{i^x}: even powers of −i are signs, odd ones act on the top bit.
 *
 * In a real layout a string with an odd number of Y has no real form; its expectation value in a real state is zero,
 * and its sign is set to 0 here.
 */
export function realForm(table: PauliTable, layout: StateLayout): RealForm {
  const { size } = table;
  const flips = new Uint32Array(size);
  const signs = new Uint32Array(size);
  const sign = new Float64Array(size);
  const top = layout.amplitudes;
  for (let k = 0; k < size; k++) {
    const x = table.x[k] as number;
    const z = table.z[k] as number;
    const power = popcount(x & z) & 3;
    const isImaginary = (power & 1) === 1;
    flips[k] = isImaginary && layout.isComplex ? x + top : x;
    signs[k] = isImaginary && layout.isComplex ? z + top : z;
    // (−i)^0 = 1, (−i)^2 = −1; −i = −(i) acts as +(−1)^t on the flipped top bit, (−i)^3 = +i as −(−1)^t.
    sign[k] = isImaginary && !layout.isComplex ? 0 : power < 2 ? 1 : -1;
  }
  return { size, flips, signs, sign };
}

/** Number of set bits of a 32-bit integer. */
export function popcount(bits: number): number {
  let word = bits - ((bits >>> 1) & 0x55555555);
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

import type { Vector } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";
import type { ComplexMatrix } from "../linalg/hermitian-eigen.ts";

/** Amplitudes worked on at a time. */
const TILE = 4096;

/**
 * x_k ← Σ_j C_kj x_j in place, with no other memory than one tile of each vector.
 *
 * @param coefficients C, of the order of the number of vectors; real for a real layout
 */
export function rotateStates(
  { amplitudes, isComplex }: StateLayout,
  vectors: readonly Vector[],
  coefficients: ComplexMatrix,
): void {
  const width = Math.min(TILE, amplitudes);
  for (let start = 0; start < amplitudes; start += width) {
    const parts = vectors.map(({ values }) => ({
      re: values.slice(start, start + width),
      im: isComplex ? values.slice(amplitudes + start, amplitudes + start + width) : undefined,
    }));
    for (const [k, { values }] of vectors.entries()) {
      const re = values.subarray(start, start + width).fill(0);
      const im = isComplex
        ? values.subarray(amplitudes + start, amplitudes + start + width).fill(0)
        : undefined;
      for (const [j, part] of parts.entries()) {
        const [a, b] = [coefficients.re, coefficients.im].map((c) => c[k * coefficients.order + j] as number);
        addMultiple(a as number, part.re, re);
        if (!im || !part.im) continue;
        addMultiple(-(b as number), part.im, re);
        addMultiple(a as number, part.im, im);
        addMultiple(b as number, part.re, im);
      }
    }
  }
}

function addMultiple(factor: number, from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (from[i] as number);
}

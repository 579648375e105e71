import type { Kernels, VectorBlock } from "../kernels/kernels.ts";
import type { StateLayout } from "../kernels/layout.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "../linalg/dense-matrix.ts";

/** A mixture Σ_m p_m |m⟩⟨m|, with a generator applied to its states. */
export interface GeneratedMixture {
  /** p_m > 0, of sum 1. */
  readonly probabilities: readonly number[];
  /** Row m is |m⟩. */
  readonly states: VectorBlock;
  /** Row m is G|m⟩. */
  readonly images: VectorBlock;
}

/**
 * The quantum Fisher information of exp(−iGφ) on a mixture,
 *
 *     F = 2 Σ_{m,n} (p_m − p_n)²/(p_m + p_n) |⟨m|G|n⟩|²
 *       = 4 ⟨G²⟩ − 8 Σ_{m,n populated} p_m p_n/(p_m + p_n) |⟨m|G|n⟩|²,
 *
 * the second form without the states that are not populated; of a pure state 4 Var(G).
 *
 * @param square ⟨G²⟩
 * @see Braunstein & Caves, Phys. Rev. Lett. 72, 3439 (1994)
 */
export function quantumFisherInformation(
  kernels: Kernels,
  { dimension, amplitudes, isComplex }: StateLayout,
  { probabilities, states, images }: GeneratedMixture,
  square: number,
): number {
  const order = probabilities.length;
  const imaginary = isComplex ? amplitudes : null;
  const elements: DenseMatrix = {
    order,
    block: kernels.allocateBlock(order, isComplex ? 2 * order : order),
    imaginary: isComplex ? order : null,
  };
  const rows = (block: VectorBlock) => complexView({ block, imaginary }, 0, 0, order, dimension);
  const target = complexView(elements, 0, 0, order, order);
  multiplyComplex(kernels, 1, rows(images), rows(states), 0, target, { transpose: "b", conjugate: "b" });
  const values = elements.block.values;
  let inside = 0;
  for (let m = 0; m < order; m++) {
    for (let n = 0; n < order; n++) {
      const [p, q] = [probabilities[m] as number, probabilities[n] as number];
      const index = m * elements.block.length + n;
      const element =
        (values[index] as number) ** 2 + (isComplex ? (values[index + order] as number) ** 2 : 0);
      inside += ((p * q) / (p + q)) * element;
    }
  }
  kernels.release(elements.block);
  return Math.max(0, 4 * square - 8 * inside);
}

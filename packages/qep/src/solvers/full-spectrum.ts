import type { VectorBlock } from "../kernels/kernels.ts";
import { denseEigen } from "../linalg/dense-eigen.ts";
import type { Eigenvectors } from "../linalg/eigenvectors.ts";
import type { HermitianProblem } from "./problem.ts";

/** All eigenpairs of H. */
export interface FullSpectrum {
  /** E_n in ascending order, length D. */
  readonly energies: Float64Array;
  /** Row n is |n⟩, in the layout of the problem; the caller releases them. */
  readonly states: Eigenvectors;
}

/**
 * Every eigenstate of H, from its dense matrix; states are worked out when they are first asked for.
 *
 * @throws QepError out-of-memory, not-finite
 */
export function fullSpectrum(problem: HermitianProblem): FullSpectrum {
  const { kernels, layout } = problem;
  const block = kernels.allocateBlock(layout.dimension, layout.length);
  try {
    writeMatrix(problem, block);
    const imaginary = layout.isComplex ? layout.amplitudes : null;
    const { values, vectors } = denseEigen(kernels, { order: layout.dimension, block, imaginary });
    return { energies: values, states: vectors };
  } catch (error) {
    kernels.release(block);
    throw error;
  }
}

/** Row j of H is the conjugate of its column j, H|j⟩. */
function writeMatrix({ kernels, plan, layout }: HermitianProblem, block: VectorBlock): void {
  const unit = kernels.allocate(layout.length);
  for (let j = 0; j < layout.dimension; j++) {
    unit.values[j] = 1;
    kernels.apply(plan, unit, block.row(j));
    unit.values[j] = 0;
    if (layout.isComplex) conjugate(block, j, layout.amplitudes);
  }
  kernels.release(unit);
}

function conjugate(block: VectorBlock, row: number, half: number): void {
  const imaginary = block.row(row).values.subarray(half);
  for (let i = 0; i < imaginary.length; i++) imaginary[i] = -(imaginary[i] as number);
}

import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { DenseMatrix } from "./dense-matrix.ts";
import { tridiagonalEigen } from "./divide-and-conquer.ts";
import { Eigenvectors } from "./eigenvectors.ts";
import { reduceToTridiagonal } from "./tridiagonal-reduction.ts";

/** Eigenvalues in ascending order and, row by row, the matching orthonormal eigenvectors. */
export interface DenseEigen {
  readonly values: Float64Array;
  /** Row k is the eigenvector of values[k]; the caller releases them. */
  readonly vectors: Eigenvectors;
}

/**
 * All eigenpairs of a dense real symmetric or complex Hermitian matrix: reduction to tridiagonal form, divide and conquer,
 * back-transformation; all of it in matrix products except half of the reduction. Vectors are transformed back when they
 * are asked for: values alone, or a few vectors, take half of the time.
 *
 * Takes beside the matrix 4n² numbers of memory at its peak, 5n² where complex.
 *
 * @param matrix its upper triangle is read and the block overwritten; it is released with the vectors
 * @returns residuals and departures from orthogonality of a few n·ε‖A‖
 * @throws QepError not-finite, not-converged (never seen on finite input)
 * @see Golub & Van Loan, Matrix Computations, 4th edition, sections 8.3.1 and 8.4
 */
export function denseEigen(kernels: Kernels, matrix: DenseMatrix): DenseEigen {
  const { order: n, block, imaginary } = matrix;
  const scale = normalise(matrix);
  const reduction = reduceToTridiagonal(kernels, matrix);
  const {
    values,
    order,
    vectors: inner,
  } = tridiagonalEigen(kernels, reduction.diagonal, reduction.offDiagonal);
  const vectors: DenseMatrix = { order: n, block: kernels.allocateBlock(n, block.length), imaginary };
  const [from, to] = [inner.values, vectors.block.values.fill(0)];
  for (const [k, row] of order.entries()) to.set(from.subarray(row * n, (row + 1) * n), k * block.length);
  kernels.release(inner);
  return {
    values: Float64Array.from(order, (row) => scale * (values[row] as number)),
    vectors: new Eigenvectors(kernels, matrix, reduction, vectors),
  };
}

/** Divides by a power of two, which is exact, so that the largest element is near 1 and no square over- or underflows. */
function normalise({ order: n, block, imaginary }: DenseMatrix): number {
  const values = block.values;
  let largest = 0;
  const include = (start: number, end: number) => {
    for (let index = start; index < end; index++) {
      const size = Math.abs(values[index] as number);
      if (!Number.isFinite(size))
        throw new QepError("not-finite", "the matrix has elements that are not finite");
      if (size > largest) largest = size;
    }
  };
  for (let i = 0; i < n; i++) {
    const row = i * block.length;
    include(row + i, row + n);
    if (imaginary !== null) include(row + imaginary + i + 1, row + imaginary + n);
  }
  const scale = largest === 0 ? 1 : 2 ** Math.max(-1000, Math.floor(Math.log2(largest)));
  if (scale !== 1) for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / scale;
  return scale;
}

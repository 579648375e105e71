import type { Kernels } from "../kernels/kernels.ts";
import { tridiagonalEigen } from "./divide-and-conquer.ts";
import { tridiagonalForm } from "./symmetric-eigen.ts";

/** A Lanczos relation H W = W T + β_last v eᵀ_last on fewer vectors, W = V Cᵀ. */
export interface CompressedTridiagonal {
  /** Diagonal of T, `kept` numbers. */
  readonly alpha: number[];
  /** Off-diagonal of T, not negative; the last of the `kept` numbers couples to the vector v that follows. */
  readonly beta: number[];
  /** C, kept × size, row-major: row i holds the coefficients of w_i in the vectors there were. */
  readonly coefficients: Float64Array;
  /** The lowest eigenvalues of the matrix there was, `kept` of them. */
  readonly values: Float64Array;
}

/**
 * Shrinks a Lanczos relation H V = V T + β_last v eᵀ_last to the space of its lowest Ritz vectors.
 *
 * In the basis of Ritz vectors and v, H is an arrow: Ritz values on the diagonal, β_last times the last components of
 * the eigenvectors of T beside it. Reflections that leave v turn the arrow into a tridiagonal matrix again, so the Lanczos
 * recursion goes on from v as if it had never known more vectors. This is a thick restart in another basis.
 *
 * @param kernels products of matrices for the eigenproblem
 * @param alpha diagonal, `size` numbers
 * @param beta off-diagonal, `size` numbers, the last couples to v
 * @param kept how many Ritz vectors to keep, 1 to size
 * @see Wu & Simon, SIAM J. Matrix Anal. Appl. 22, 602 (2000)
 */
export function compressTridiagonal(
  kernels: Kernels,
  alpha: readonly number[],
  beta: readonly number[],
  kept: number,
): CompressedTridiagonal {
  const size = alpha.length;
  const { values, order, vectors } = tridiagonalEigen(
    kernels,
    Float64Array.from(alpha),
    Float64Array.from(beta),
  );
  const ritz = order.slice(0, kept).map((row) => vectors.values.slice(row * size, (row + 1) * size));
  const lowest = Float64Array.from(order.slice(0, kept), (row) => values[row] as number);
  kernels.release(vectors);
  const last = beta[size - 1] as number;
  const couplings = ritz.map((vector) => last * (vector[size - 1] as number));
  const form = tridiagonalForm(arrow(lowest, couplings), kept + 1);
  const compressed: CompressedTridiagonal = {
    alpha: new Array(kept).fill(0),
    beta: new Array(kept).fill(0),
    coefficients: new Float64Array(kept * size),
    values: lowest,
  };
  // Row 0 of the form is v; the vector that couples to it comes last in the new basis. Signs make couplings positive.
  let sign = 1;
  for (let row = 1; row <= kept; row++) {
    const index = kept - row;
    const coupling = form.offDiagonal[row - 1] as number;
    if (coupling < 0) sign = -sign;
    compressed.alpha[index] = form.diagonal[row] as number;
    compressed.beta[index] = Math.abs(coupling);
    for (let k = 0; k < kept; k++) {
      const weight = sign * (form.rows[row * (kept + 1) + k + 1] as number);
      addRow(compressed.coefficients, index * size, weight, ritz[k] as Float64Array);
    }
  }
  return compressed;
}

/** The lower triangle of the arrow, v first. */
function arrow(diagonal: Float64Array, couplings: readonly number[]): Float64Array {
  const order = diagonal.length + 1;
  const matrix = new Float64Array(order * order);
  for (const [k, value] of diagonal.entries()) {
    matrix[(k + 1) * (order + 1)] = value;
    matrix[(k + 1) * order] = couplings[k] as number;
  }
  return matrix;
}

function addRow(target: Float64Array, offset: number, weight: number, row: Float64Array): void {
  for (let i = 0; i < row.length; i++) {
    target[offset + i] = (target[offset + i] as number) + weight * (row[i] as number);
  }
}

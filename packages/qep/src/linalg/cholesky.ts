import { QepError } from "../base/errors.ts";

/**
 * The solution of A x = b for a real symmetric positive definite A, by A = L Lᵀ.
 *
 * Uses only + − × ÷ and √ in a fixed order: the same bits on every host. Cost n³/6 multiplications.
 *
 * @param matrix A row by row, n × n; only its lower triangle is read
 * @param right b, length n
 * @returns x, length n
 * @throws QepError `invalid-argument` where A is not positive definite
 * @see Golub & Van Loan, Matrix Computations (2013), section 4.2
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const factor = choleskyFactor(matrix, n);
  const solution = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) solution[i] -= factor[i * n + k] * solution[k];
    solution[i] /= factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) solution[i] -= factor[k * n + i] * solution[k];
    solution[i] /= factor[i * n + i];
  }
  return solution;
}

/** L, lower triangular, row by row. */
function choleskyFactor(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j];
      for (let k = 0; k < j; k++) rest -= factor[i * n + k] * factor[j * n + k];
      if (i > j) {
        factor[i * n + j] = rest / factor[j * n + j];
        continue;
      }
      if (!(rest > 0)) {
        throw new QepError(
          "invalid-argument",
          `Cholesky: the matrix must be positive definite; pivot ${i} of ${n} is ${rest}.`,
          { pivot: i, value: rest },
        );
      }
      factor[i * n + i] = Math.sqrt(rest);
    }
  }
  return factor;
}

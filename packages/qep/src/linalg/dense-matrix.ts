import type { ComplexView, MatrixView } from "../kernels/dense.ts";
import type { Kernels, VectorBlock } from "../kernels/kernels.ts";

/**
 * A dense square matrix in a block of vectors: row i holds n real parts from column 0 and, where the matrix is complex, n
 * imaginary parts from column `imaginary`. Rows of that shape are state vectors of a `StateLayout`.
 */
export interface DenseMatrix {
  readonly order: number;
  readonly block: VectorBlock;
  /** Column at which the imaginary parts begin, null where the matrix is real. */
  readonly imaginary: number | null;
}

/** A rectangle of a dense matrix, or of any block whose rows have the same shape. */
export function complexView(
  { block, imaginary }: Pick<DenseMatrix, "block" | "imaginary">,
  row: number,
  column: number,
  rows: number,
  columns: number,
): ComplexView {
  const re: MatrixView = { block, row, column, rows, columns };
  return imaginary === null ? { re } : { re, im: { ...re, column: imaginary + column } };
}

/** How the operands of {@link multiplyComplex} are read. */
export interface Reading {
  readonly transpose?: "a" | "b";
  readonly conjugate?: "a" | "b";
}

/** C ← βC + αAB, A or B transposed or conjugated where asked; all three are real or all three complex. */
export function multiplyComplex(
  { dense }: Kernels,
  alpha: number,
  a: ComplexView,
  b: ComplexView,
  beta: number,
  c: ComplexView,
  { transpose, conjugate }: Reading = {},
): void {
  dense.multiply(alpha, a.re, b.re, beta, c.re, transpose);
  if (!(a.im && b.im && c.im)) return;
  const aSign = conjugate === "a" ? -alpha : alpha;
  const bSign = conjugate === "b" ? -alpha : alpha;
  dense.multiply(conjugate === undefined ? -alpha : alpha, a.im, b.im, 1, c.re, transpose);
  dense.multiply(bSign, a.re, b.im, beta, c.im, transpose);
  dense.multiply(aSign, a.im, b.re, 1, c.im, transpose);
}

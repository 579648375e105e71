/** Rows of numbers one after the other, as a `VectorBlock` holds them: a row-major matrix. */
export interface NumberRows {
  readonly rows: number;
  /** Length of each row. */
  readonly length: number;
  readonly values: Float64Array;
}

/** A rectangle of a row-major matrix. */
export interface MatrixView {
  readonly block: NumberRows;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** A real matrix, or a complex one with its imaginary parts in a rectangle of the same shape. */
export interface ComplexView {
  readonly re: MatrixView;
  readonly im?: MatrixView;
}

/** Products of dense matrices; what is written never overlaps what is read. Nothing here checks its arguments. */
export interface DenseKernels {
  /** C ← βC + αAB, with the transpose of A or of B where asked; C is not read where β = 0. */
  multiply(
    alpha: number,
    a: MatrixView,
    b: MatrixView,
    beta: number,
    c: MatrixView,
    transpose?: "a" | "b",
  ): void;
  /** y ← xA for a row x and a Hermitian A; only the upper triangle of A is read, and the real part of its diagonal. */
  hermitianRow(matrix: ComplexView, x: ComplexView, y: ComplexView): void;
}

import type { ComplexView, DenseKernels, MatrixView } from "./dense.ts";

/** Dense products from their definitions, element by element. */
export const referenceDense: DenseKernels = {
  multiply(alpha, a, b, beta, c, transpose) {
    const left = reader(a, transpose === "a");
    const right = reader(b, transpose === "b");
    const depth = transpose === "a" ? a.rows : a.columns;
    const { values, length } = c.block;
    for (let i = 0; i < c.rows; i++) {
      for (let j = 0; j < c.columns; j++) {
        let sum = 0;
        for (let p = 0; p < depth; p++) sum += left(i, p) * right(p, j);
        const index = (c.row + i) * length + c.column + j;
        values[index] = alpha * sum + (beta === 0 ? 0 : beta * (values[index] as number));
      }
    }
  },

  hermitianRow(matrix, x, y) {
    const order = matrix.re.rows;
    for (let k = 0; k < order; k++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < order; i++) {
        const [a, b] = hermitianElement(matrix, i, k);
        const [u, v] = [reader(x.re)(0, i), x.im ? reader(x.im)(0, i) : 0];
        re += u * a - v * b;
        im += u * b + v * a;
      }
      write(y.re, k, re);
      if (y.im) write(y.im, k, im);
    }
  },
};

function reader({ block, row, column }: MatrixView, isTransposed = false): (i: number, j: number) => number {
  const { values, length } = block;
  const start = row * length + column;
  return isTransposed
    ? (i, j) => values[start + j * length + i] as number
    : (i, j) => values[start + i * length + j] as number;
}

/** A_ik of a Hermitian matrix whose upper triangle is stored. */
function hermitianElement({ re, im }: ComplexView, i: number, k: number): [number, number] {
  const [row, column] = i <= k ? [i, k] : [k, i];
  const imaginary = im && i !== k ? reader(im)(row, column) : 0;
  return [reader(re)(row, column), i <= k ? imaginary : -imaginary];
}

function write({ block, row, column }: MatrixView, k: number, value: number): void {
  block.values[row * block.length + column + k] = value;
}

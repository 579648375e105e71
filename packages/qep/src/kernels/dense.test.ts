import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { ComplexView, MatrixView, NumberRows } from "./dense.ts";
import type { Kernels, KernelVariant } from "./kernels.ts";

// Definitions spelled out here; every variant is held against them, with views that lie inside larger blocks.

const VARIANTS: KernelVariant[] = ["relaxed-simd", "simd", "reference"];
const MARGIN = 3;

function randomView(kernels: Kernels, stream: RandomStream, rows: number, columns: number): MatrixView {
  const block = kernels.allocateBlock(rows + MARGIN, columns + 2 * MARGIN);
  const values = block.values;
  for (let i = 0; i < values.length; i++) values[i] = stream.normal();
  return { block, row: 1, column: MARGIN, rows, columns };
}

const element = ({ block, row, column }: MatrixView, i: number, j: number) =>
  block.values[(row + i) * block.length + column + j];

/** Everything of a block, with the elements of the view replaced. */
function replaced(view: MatrixView, value: (i: number, j: number) => number): Float64Array {
  const all = view.block.values.slice();
  for (let i = 0; i < view.rows; i++) {
    for (let j = 0; j < view.columns; j++) {
      all[(view.row + i) * view.block.length + view.column + j] = value(i, j);
    }
  }
  return all;
}

function expectClose(block: NumberRows, expected: Float64Array, scale: number): void {
  const values = block.values;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(values[i] - expected[i]));
  expect(worst / scale).toBeLessThan(16 * Number.EPSILON);
}

/** Below, at and beyond the tiles (6×4) and blocks (96, 256, 512) of the product, and single rows. */
const SHAPES = [
  [1, 1, 1],
  [1, 37, 9],
  [6, 4, 5],
  [7, 5, 1],
  [13, 11, 260],
  [100, 9, 20],
  [5, 515, 3],
];

describe.each(VARIANTS)("%s", (variant) => {
  test.each(SHAPES)("products, %d×%d over %d", (m, n, k) => {
    for (const transpose of [undefined, "a", "b"] as const) {
      for (const [alpha, beta] of [
        [1, 0],
        [-0.5, 1],
        [2, -3],
      ]) {
        const stream = new RandomStream("products", m, n, k);
        const kernels = testKernels(variant);
        const a = transpose === "a" ? randomView(kernels, stream, k, m) : randomView(kernels, stream, m, k);
        const b = transpose === "b" ? randomView(kernels, stream, n, k) : randomView(kernels, stream, k, n);
        const c = randomView(kernels, stream, m, n);
        if (beta === 0) c.block.values.fill(Number.NaN, MARGIN + c.block.length, MARGIN + c.block.length + 1);
        const expected = replaced(c, (i, j) => {
          let sum = 0;
          for (let p = 0; p < k; p++) {
            sum +=
              (transpose === "a" ? element(a, p, i) : element(a, i, p)) *
              (transpose === "b" ? element(b, j, p) : element(b, p, j));
          }
          return alpha * sum + (beta === 0 ? 0 : beta * element(c, i, j));
        });
        kernels.dense.multiply(alpha, a, b, beta, c, transpose);
        expectClose(c.block, expected, 10 * k + 10);
      }
    }
  });

  test.each([1, 2, 3, 4, 5, 8, 21, 40])("a row times a Hermitian matrix of order %d", (n) => {
    const stream = new RandomStream("rows", n);
    for (const isComplex of [false, true]) {
      const kernels = testKernels(variant);
      const view = (rows: number): ComplexView => {
        const re = randomView(kernels, stream, rows, 2 * n);
        const half = { ...re, columns: n };
        return isComplex ? { re: half, im: { ...half, column: half.column + n } } : { re: half };
      };
      const [matrix, x, y] = [view(n), view(1), view(1)];
      const entry = (i: number, k: number) => {
        const [row, column] = i <= k ? [i, k] : [k, i];
        const im = matrix.im && i !== k ? element(matrix.im, row, column) : 0;
        return [element(matrix.re, row, column), i <= k ? im : -im];
      };
      const product = (part: 0 | 1) => (_: number, k: number) => {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const [a, b] = entry(i, k);
          const [u, v] = [element(x.re, 0, i), x.im ? element(x.im, 0, i) : 0];
          sum += part === 0 ? u * a - v * b : u * b + v * a;
        }
        return sum;
      };
      const [re, im] = [replaced(y.re, product(0)), y.im && replaced(y.im, product(1))];
      kernels.dense.hermitianRow(matrix, x, y);
      const expected = im && y.im ? re.map((value, i) => (isInside(y.im, i) ? im[i] : value)) : re;
      expectClose(y.re.block, expected, 10 * n);
    }
  });
});

function isInside(view: MatrixView | undefined, index: number): boolean {
  if (!view) return false;
  const column = (index % view.block.length) - view.column;
  return Math.floor(index / view.block.length) === view.row && column >= 0 && column < view.columns;
}

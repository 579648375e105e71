import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { lowestTridiagonalEnd, lowestTridiagonalVector, tridiagonalEigenvalue } from "./tridiagonal.ts";

interface Tridiagonal {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

function dense({ a, b }: Tridiagonal): Float64Array {
  const n = a.length;
  return Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    return i === j ? a[i] : Math.abs(i - j) === 1 ? b[Math.min(i, j)] : 0;
  });
}

/** All matrices here have a norm near one, or are zero to within rounding of that. */
const scaleOf = ({ a, b }: Tridiagonal) => Math.max(...a.map(Math.abs), ...b.map(Math.abs), 1e-3);

function check(matrix: Tridiagonal): void {
  const { a, b } = matrix;
  const n = a.length;
  const scale = scaleOf(matrix);
  const tolerance = 16 * n * Number.EPSILON;
  const { values } = symmetricEigen(dense(matrix), n);
  const { value, last } = lowestTridiagonalEnd(a, b, n);
  const vector = lowestTridiagonalVector(a, b, n, value);
  expect(Math.abs(value - values[0]) / scale).toBeLessThan(tolerance);
  expect(vector).toHaveLength(n);
  expect(Math.abs(last - Math.abs(vector[n - 1]))).toBeLessThanOrEqual(1e-9 * last);
  expect(Math.abs(vector.reduce((sum, v) => sum + v * v, 0) - 1)).toBeLessThan(1e-12);
  for (let i = 0; i < n; i++) {
    const below = i > 0 ? b[i - 1] * vector[i - 1] : 0;
    const above = i + 1 < n ? b[i] * vector[i + 1] : 0;
    expect(Math.abs(below + a[i] * vector[i] + above - value * vector[i]) / scale).toBeLessThan(tolerance);
  }
  for (let k = 0; k < n; k++) {
    expect(Math.abs(tridiagonalEigenvalue(a, b, n, k) - values[k]) / scale).toBeLessThan(tolerance);
  }
}

const thousandths = (min: number) => fc.integer({ min, max: 2000 }).map((value) => value / 1000);

describe("lowest pair and all eigenvalues against the dense solver", () => {
  const diagonal = fc.oneof(
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.constantFrom(0, 1, -1, -1 + 1e-15),
  );
  const off = fc.oneof(thousandths(0), fc.constantFrom(0, 1, 1e-3, 1e-9, 1e-16, 1e-17, 1e-160, 1e-200));
  const matrices = fc.integer({ min: 1, max: 30 }).chain((n) =>
    fc.record({
      a: fc.array(diagonal, { minLength: n, maxLength: n }),
      b: fc.array(off, { minLength: n - 1, maxLength: n - 1 }),
    }),
  );

  test("random, with tiny off-diagonals, decoupled blocks and repeated levels", () => {
    fc.assert(fc.property(matrices, check), { numRuns: 1000, seed: 14 });
  });

  test.each<[string, Tridiagonal]>([
    ["size 1", { a: [-3], b: [] }],
    ["size 1, zero", { a: [0], b: [] }],
    ["size 2", { a: [1, 1], b: [0.5] }],
    ["size 2, degenerate", { a: [1, 1], b: [0] }],
    ["size 2, nearly degenerate", { a: [1, 1 + 1e-15], b: [1e-16] }],
    ["the zero matrix", { a: [0, 0, 0], b: [0, 0] }],
    [
      "Wilkinson's W21+",
      { a: Array.from({ length: 21 }, (_, i) => Math.abs(i - 10)), b: new Array(20).fill(1) },
    ],
    [
      "minus Wilkinson's",
      { a: Array.from({ length: 21 }, (_, i) => -Math.abs(i - 10)), b: new Array(20).fill(1) },
    ],
    ["a chain of 150", { a: new Array(150).fill(0), b: new Array(149).fill(1) }],
    ["off-diagonals falling over 40 decades", { a: [5, 4, 3, 2, 1], b: [1, 1e-10, 1e-20, 1e-40] }],
    [
      "fifty equal lowest levels of two hundred",
      { a: Array.from({ length: 200 }, (_, i) => (i % 4 ? 1 + i / 50 : 0)), b: new Array(199).fill(0) },
    ],
  ])("%s", (_, matrix) => {
    check(matrix);
  });

  test("arrays longer than the size are fine", () => {
    expect(lowestTridiagonalEnd([1, 2, -100], [0.5, 9, 9], 2).value).toBeCloseTo(1.5 - Math.SQRT1_2, 14);
    expect(tridiagonalEigenvalue([1, 2, -100], [0.5, 9, 9], 2, 1)).toBeCloseTo(1.5 + Math.SQRT1_2, 14);
  });
});

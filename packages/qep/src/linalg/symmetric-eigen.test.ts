import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

type Matrix = Float64Array;

/** max |(A v_k − λ_k v_k)_i| over all pairs, and max |VVᵀ − 1|. */
function defects(
  matrix: Matrix,
  n: number,
): { residual: number; orthogonality: number; values: Float64Array } {
  const { values, vectors } = symmetricEigen(matrix, n);
  let [residual, orthogonality] = [0, 0];
  for (let k = 0; k < n; k++) {
    const v = vectors.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      let image = 0;
      for (let j = 0; j < n; j++) image += matrix[i * n + j] * v[j];
      residual = Math.max(residual, Math.abs(image - values[k] * v[i]));
    }
    for (let l = 0; l <= k; l++) {
      const overlap = v.reduce((sum, value, i) => sum + value * vectors[l * n + i], 0);
      orthogonality = Math.max(orthogonality, Math.abs(overlap - (k === l ? 1 : 0)));
    }
  }
  return { residual, orthogonality, values };
}

function symmetric(n: number, element: (i: number, j: number) => number): Matrix {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = element(i, j);
  }
  return matrix;
}

/** Q diag(λ) Qᵀ with a random orthogonal Q, made of reflections. */
function withSpectrum(spectrum: readonly number[], stream: RandomStream): Matrix {
  const n = spectrum.length;
  let matrix = symmetric(n, (i, j) => (i === j ? spectrum[i] : 0));
  for (let round = 0; round < 3; round++) {
    const v = Array.from({ length: n }, () => stream.normal());
    const square = v.reduce((sum, x) => sum + x * x, 0);
    const reflect = (m: Matrix, transpose: boolean) =>
      m.map((value, index) => {
        const [i, j] = [Math.floor(index / n), index % n];
        const along = v.reduce((sum, x, k) => sum + x * (transpose ? m[i * n + k] : m[k * n + j]), 0);
        return value - (2 / square) * along * v[transpose ? j : i];
      });
    const full = reflect(reflect(matrix, false), true);
    matrix = symmetric(n, (i, j) => (full[i * n + j] + full[j * n + i]) / 2);
  }
  return matrix;
}

const norm = (matrix: Matrix) => Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 0));
const TOLERANCE = 100 * Number.EPSILON;

describe("A V = V Λ, Vᵀ V = 1, ascending, trace kept", () => {
  const entries = fc.oneof(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.constantFrom(0, 1, -1, 1e-9, 1e-160, 1e5),
  );
  const matrices = fc
    .integer({ min: 1, max: 14 })
    .chain((n) => fc.tuple(fc.constant(n), fc.array(entries, { minLength: n * n, maxLength: n * n })))
    .map(([n, values]) => [n, symmetric(n, (i, j) => values[i * n + j])] as const);

  test("random matrices, many of them sparse or graded", () => {
    fc.assert(
      fc.property(matrices, ([n, matrix]) => {
        const { residual, orthogonality, values } = defects(matrix, n);
        const scale = norm(matrix) || 1;
        expect(residual / scale).toBeLessThan(TOLERANCE);
        expect(orthogonality).toBeLessThan(TOLERANCE);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
        const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i]).reduce((a, b) => a + b, 0);
        expect(Math.abs(values.reduce((a, b) => a + b, 0) - trace) / scale).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 300, seed: 12 },
    );
  });

  test.each<[string, number[]]>([
    ["all equal", new Array(12).fill(3)],
    ["two levels, six times each", [...new Array(6).fill(-1), ...new Array(6).fill(1)]],
    ["clusters of spacing 1e-14", Array.from({ length: 12 }, (_, k) => (k % 3) + k * 1e-14)],
    ["twelve decades", Array.from({ length: 12 }, (_, k) => 10 ** -k)],
    ["a zero matrix but for one level", [...new Array(11).fill(0), 5]],
    ["a hundred levels in four clusters", Array.from({ length: 100 }, (_, k) => (k % 4) * (1 + k * 1e-13))],
  ])("%s", (_, spectrum) => {
    const matrix = withSpectrum(spectrum, new RandomStream("spectrum", spectrum.length));
    const { residual, orthogonality, values } = defects(matrix, spectrum.length);
    const scale = norm(matrix);
    expect(residual / scale).toBeLessThan(TOLERANCE);
    expect(orthogonality).toBeLessThan(TOLERANCE);
    const sorted = [...spectrum].sort((a, b) => a - b);
    for (const [k, value] of values.entries())
      expect(Math.abs(value - sorted[k]) / scale).toBeLessThan(TOLERANCE);
  });

  test("a chain of 64 sites has the levels 2 cos(kπ/65)", () => {
    const n = 64;
    const { values } = symmetricEigen(
      symmetric(n, (i, j) => (i - j === 1 ? 1 : 0)),
      n,
    );
    const exact = Array.from({ length: n }, (_, k) => -2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    for (const [k, value] of values.entries()) expect(Math.abs(value - exact[k])).toBeLessThan(1e-14);
  });
});

test("couplings that are next to nothing beside equal levels", () => {
  const couplings = [2e-16, 1e-160, 5e-324, 0, 1e-200, 3e-17];
  const n = couplings.length + 1;
  const matrix = symmetric(n, (i, j) => (i === j ? (i === 0 ? -1 : 0) : i - j === 1 ? couplings[j] : 0));
  const { residual, orthogonality, values } = defects(matrix, n);
  expect(residual).toBeLessThan(1e-15);
  expect(orthogonality).toBeLessThan(1e-14);
  expect(values[0]).toBeCloseTo(-1, 15);
});

test("elements near the limits of a double", () => {
  for (const size of [1e-300, 1e300]) {
    const { values } = symmetricEigen(
      Float64Array.of(1, 1, 2, 1, 3, 1, 2, 1, 1).map((v) => v * size),
      3,
    );
    const expected = symmetricEigen(Float64Array.of(1, 1, 2, 1, 3, 1, 2, 1, 1), 3).values;
    for (const [k, value] of values.entries())
      expect(Math.abs(value / size - expected[k])).toBeLessThan(1e-14);
  }
});

test("only the lower triangle is read, and the input is left alone", () => {
  const matrix = Float64Array.of(1, 99, 2, 3);
  const { values } = symmetricEigen(matrix, 2);
  expect([...values]).toEqual([2 - Math.sqrt(5), 2 + Math.sqrt(5)].map((v) => expect.closeTo(v, 14)));
  expect([...matrix]).toEqual([1, 99, 2, 3]);
});

test("elements that are not finite are refused", () => {
  for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    expect(() => symmetricEigen(Float64Array.of(1, 0, bad, 1), 2)).toThrow(
      expect.objectContaining({ code: "not-finite" }),
    );
  }
});

import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { compressTridiagonal } from "./compress-tridiagonal.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const kernels = testKernels();

/** Dense tridiagonal matrix of some order from the first numbers. */
function dense(alpha: readonly number[], beta: readonly number[], order = alpha.length): Float64Array {
  const matrix = new Float64Array(order * order);
  for (let i = 0; i < order; i++) {
    matrix[i * order + i] = alpha[i] ?? 0;
    if (i + 1 < order) {
      matrix[i * order + i + 1] = beta[i];
      matrix[(i + 1) * order + i] = beta[i];
    }
  }
  return matrix;
}

function randomRelation(size: number, seed: number) {
  const stream = new RandomStream("relation", seed);
  const numbers = (from: number) => Array.from({ length: size }, () => from + stream.normal());
  return { alpha: numbers(0), beta: numbers(0).map(Math.abs) };
}

describe.each([
  [12, 5],
  [40, 13],
  [7, 7],
  [5, 1],
])("a relation of %i vectors shrunk to %i", (size, kept) => {
  const { alpha, beta } = randomRelation(size, size);
  const small = compressTridiagonal(kernels, alpha, beta, kept);
  const row = (i: number) => small.coefficients.subarray(i * size, (i + 1) * size);

  test("the new basis is orthonormal, and T of it is C T Cᵀ", () => {
    const matrix = dense(alpha, beta);
    const expected = dense(small.alpha, small.beta);
    for (let i = 0; i < kept; i++) {
      for (let j = 0; j < kept; j++) {
        let [overlap, element] = [0, 0];
        for (let k = 0; k < size; k++) {
          overlap += row(i)[k] * row(j)[k];
          for (let l = 0; l < size; l++) element += row(i)[k] * matrix[k * size + l] * row(j)[l];
        }
        expect(Math.abs(overlap - (i === j ? 1 : 0))).toBeLessThan(1e-13);
        expect(Math.abs(element - expected[i * kept + j])).toBeLessThan(1e-13);
      }
    }
  });

  test("it spans the lowest Ritz vectors, and only its last vector couples to the next one", () => {
    const { values } = symmetricEigen(dense(alpha, beta), size);
    const { values: own } = symmetricEigen(dense(small.alpha, small.beta), kept);
    for (let k = 0; k < kept; k++) {
      expect(Math.abs(own[k] - values[k])).toBeLessThan(1e-13);
      expect(Math.abs(small.values[k] - values[k])).toBeLessThan(1e-13);
      const coupling = beta[size - 1] * row(k)[size - 1];
      expect(Math.abs(coupling - (k === kept - 1 ? small.beta[k] : 0))).toBeLessThan(1e-13);
    }
  });
});

test("Ritz vectors that have converged, to the last bit, and repeated values", () => {
  // Two blocks that do not couple; the second reaches the next vector.
  const alpha = [1, 1, -3, 2, 1];
  const beta = [0.5, 0, 1, 1, 0.25];
  const small = compressTridiagonal(kernels, alpha, beta, 4);
  const { values } = symmetricEigen(dense(alpha, beta), 5);
  const { values: own } = symmetricEigen(dense(small.alpha, small.beta), 4);
  for (let k = 0; k < 4; k++) expect(Math.abs(own[k] - values[k])).toBeLessThan(1e-14);
});

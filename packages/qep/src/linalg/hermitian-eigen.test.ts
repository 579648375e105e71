import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { type ComplexMatrix, complexMatrix, hermitianEigen } from "./hermitian-eigen.ts";

/** Largest element of A V − V Λ and of V Vᴴ − 1. */
function defects({ order: n, re, im }: ComplexMatrix) {
  const { values, vectors } = hermitianEigen({ order: n, re, im });
  let [residual, orthogonality] = [0, 0];
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      let [real, imaginary] = [-values[k] * vectors.re[k * n + i], -values[k] * vectors.im[k * n + i]];
      for (let j = 0; j < n; j++) {
        const [a, b, c, d] = [re[i * n + j], im[i * n + j], vectors.re[k * n + j], vectors.im[k * n + j]];
        real += a * c - b * d;
        imaginary += a * d + b * c;
      }
      residual = Math.max(residual, Math.hypot(real, imaginary));
    }
    for (let l = 0; l <= k; l++) {
      let [real, imaginary] = [k === l ? -1 : 0, 0];
      for (let j = 0; j < n; j++) {
        const [a, b] = [vectors.re[l * n + j], vectors.im[l * n + j]];
        real += a * vectors.re[k * n + j] + b * vectors.im[k * n + j];
        imaginary += a * vectors.im[k * n + j] - b * vectors.re[k * n + j];
      }
      orthogonality = Math.max(orthogonality, Math.hypot(real, imaginary));
    }
  }
  return { values, residual, orthogonality };
}

function random(n: number, stream: RandomStream, isReal = false): ComplexMatrix {
  const matrix = complexMatrix(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [re, im] = [stream.normal(), i === j || isReal ? 0 : stream.normal()];
      matrix.re[i * n + j] = matrix.re[j * n + i] = re;
      matrix.im[i * n + j] = im;
      matrix.im[j * n + i] = -im;
    }
  }
  return matrix;
}

/** Σ_k λ_k |v_k⟩⟨v_k| with the eigenvectors of a random Hermitian matrix: a dense complex matrix with that spectrum. */
function withSpectrum(spectrum: readonly number[], stream: RandomStream): ComplexMatrix {
  const n = spectrum.length;
  const { vectors } = hermitianEigen(random(n, stream));
  const matrix = complexMatrix(n);
  for (const [k, level] of spectrum.entries()) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [a, b, c, d] = [
          vectors.re[k * n + i],
          vectors.im[k * n + i],
          vectors.re[k * n + j],
          vectors.im[k * n + j],
        ];
        matrix.re[i * n + j] += level * (a * c + b * d);
        matrix.im[i * n + j] += level * (b * c - a * d);
      }
    }
  }
  return matrix;
}

describe("A V = V Λ, V Vᴴ = 1, ascending", () => {
  test.each(Array.from({ length: 12 }, (_, n) => n + 1))(
    "random complex and real matrices of order %i",
    (n) => {
      for (const isReal of [false, true]) {
        const { values, residual, orthogonality } = defects(
          random(n, new RandomStream("hermitian", n), isReal),
        );
        expect(residual).toBeLessThan(1e-13);
        expect(orthogonality).toBeLessThan(1e-13);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
      }
    },
  );

  test.each<[string, number[]]>([
    ["all equal", new Array(10).fill(-2)],
    ["three levels, four times each", Array.from({ length: 12 }, (_, k) => k % 3)],
    ["clusters of spacing 1e-15", Array.from({ length: 12 }, (_, k) => (k % 3) + k * 1e-15)],
    ["clusters of spacing 1e-12", Array.from({ length: 12 }, (_, k) => (k % 3) + k * 1e-12)],
    ["clusters of spacing 1e-8", Array.from({ length: 12 }, (_, k) => (k % 3) + k * 1e-8)],
    ["a projector", [...new Array(20).fill(0), ...new Array(12).fill(1)]],
    ["forty-eight levels in pairs", Array.from({ length: 48 }, (_, k) => Math.floor(k / 2) / 10)],
  ])("%s", (_, spectrum) => {
    for (const seed of [1, 2, 3]) {
      const { values, residual, orthogonality } = defects(
        withSpectrum(spectrum, new RandomStream("degenerate", seed, spectrum.length)),
      );
      const sorted = [...spectrum].sort((a, b) => a - b);
      for (const [k, value] of values.entries()) expect(Math.abs(value - sorted[k])).toBeLessThan(1e-13);
      expect(residual).toBeLessThan(2e-13);
      expect(orthogonality).toBeLessThan(1e-12);
    }
  });

  test("Pauli Y has the levels ±1", () => {
    const { values, vectors } = hermitianEigen({
      order: 2,
      re: new Float64Array(4),
      im: Float64Array.of(0, -1, 1, 0),
    });
    expect([...values]).toEqual([expect.closeTo(-1, 15), expect.closeTo(1, 15)]);
    // ψ_1 / ψ_0 = ±i
    const ratio = (k: number) => {
      const [a, b, c, d] = [
        vectors.re[2 * k],
        vectors.im[2 * k],
        vectors.re[2 * k + 1],
        vectors.im[2 * k + 1],
      ];
      return (a * d - b * c) / (a * a + b * b);
    };
    expect([ratio(0), ratio(1)]).toEqual([expect.closeTo(-1, 14), expect.closeTo(1, 14)]);
  });
});

test("the zero matrix has eigenvectors too", () => {
  const { values, orthogonality } = defects(complexMatrix(4));
  expect([...values]).toEqual([0, 0, 0, 0]);
  expect(orthogonality).toBe(0);
});

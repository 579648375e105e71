import { symmetricEigen } from "./symmetric-eigen.ts";

/** A dense complex matrix, row-major, real and imaginary parts apart. */
export interface ComplexMatrix {
  readonly order: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Eigenvalues in ascending order; row k of the vectors belongs to values[k]. */
export interface HermitianEigen {
  readonly values: Float64Array;
  readonly vectors: ComplexMatrix;
}

/** A square matrix of zeros. */
export function complexMatrix(order: number): ComplexMatrix {
  return { order, re: new Float64Array(order * order), im: new Float64Array(order * order) };
}

/**
 * All eigenpairs of a dense Hermitian matrix A + iB, from the real symmetric matrix [[A, −B], [B, A]].
 *
 * That matrix has each eigenvalue twice, with vectors (u, w) and (−w, u) standing for the same ray u + iw; out of each
 * cluster Gram–Schmidt keeps a complex-orthonormal half. Meant for small matrices (projected problems, tests).
 *
 * @param matrix Hermitian; the lower triangle is read
 */
export function hermitianEigen({ order: n, re, im }: ComplexMatrix): HermitianEigen {
  if (im.every((value) => value === 0)) {
    const { values, vectors } = symmetricEigen(re, n);
    return { values, vectors: { order: n, re: vectors, im: new Float64Array(n * n) } };
  }
  const doubled = new Float64Array(4 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [a, b] = i >= j ? [re[i * n + j], im[i * n + j]] : [re[j * n + i], -(im[j * n + i] as number)];
      doubled[i * 2 * n + j] = a as number;
      doubled[(n + i) * 2 * n + n + j] = a as number;
      doubled[(n + i) * 2 * n + j] = b as number;
      doubled[i * 2 * n + n + j] = -(b as number);
    }
  }
  return keepHalf(symmetricEigen(doubled, 2 * n), n);
}

function keepHalf(
  { values, vectors }: { values: Float64Array; vectors: Float64Array },
  n: number,
): HermitianEigen {
  const kept = complexMatrix(n);
  const keptValues = new Float64Array(n);
  let count = 0;
  // Of 2n candidates in ascending order exactly n survive; remainders of true copies are at rounding level.
  for (let k = 0; k < 2 * n && count < n; k++) {
    const re = vectors.slice(k * 2 * n, k * 2 * n + n);
    const im = vectors.slice(k * 2 * n + n, (k + 1) * 2 * n);
    const norm = orthogonalize(re, im, kept, count, n);
    if (norm < 0.1) continue;
    for (let i = 0; i < n; i++) {
      kept.re[count * n + i] = (re[i] as number) / norm;
      kept.im[count * n + i] = (im[i] as number) / norm;
    }
    keptValues[count++] = values[k] as number;
  }
  return { values: keptValues, vectors: kept };
}

/** Removes the components along the first `count` kept vectors (twice, for rounding); returns the norm that is left. */
function orthogonalize(
  re: Float64Array,
  im: Float64Array,
  kept: ComplexMatrix,
  count: number,
  n: number,
): number {
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < count; k++) {
      let [real, imaginary] = [0, 0];
      for (let i = 0; i < n; i++) {
        const [a, b] = [kept.re[k * n + i] as number, kept.im[k * n + i] as number];
        real += a * (re[i] as number) + b * (im[i] as number);
        imaginary += a * (im[i] as number) - b * (re[i] as number);
      }
      for (let i = 0; i < n; i++) {
        const [a, b] = [kept.re[k * n + i] as number, kept.im[k * n + i] as number];
        re[i] = (re[i] as number) - real * a + imaginary * b;
        im[i] = (im[i] as number) - real * b - imaginary * a;
      }
    }
  }
  return Math.sqrt(re.reduce((sum, x) => sum + x * x, 0) + im.reduce((sum, x) => sum + x * x, 0));
}

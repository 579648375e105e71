import { type ComplexMatrix, complexMatrix } from "./hermitian-eigen.ts";

/** A complex vector, real and imaginary parts apart. */
export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The solution x of (A − μ)x = b for a general dense complex matrix, by Gaussian elimination with partial pivoting.
 *
 * A singular matrix is solved as if its vanishing pivot were of rounding size, which is what inverse iteration wants: x then
 * points along the null vector.
 *
 * @param matrix n × n
 * @param shift μ
 * @returns x, of any norm up to overflow. About 8n³/3 operations.
 * @see Golub & Van Loan, Matrix Computations, 4th edition, section 3.4
 */
export function solveShifted(
  { order: n, re, im }: ComplexMatrix,
  shift: { readonly re: number; readonly im: number },
  right: ComplexVector,
): ComplexVector {
  const a: ComplexMatrix = { ...complexMatrix(n), re: re.slice(), im: im.slice() };
  const x = { re: right.re.slice(), im: right.im.slice() };
  let largest = 0;
  for (let i = 0; i < n; i++) {
    a.re[i * (n + 1)] = (a.re[i * (n + 1)] as number) - shift.re;
    a.im[i * (n + 1)] = (a.im[i * (n + 1)] as number) - shift.im;
  }
  for (let k = 0; k < n * n; k++) largest = Math.max(largest, sizeAt(a, k));
  for (let k = 0; k < n; k++) {
    exchange(a, x, k, pivotRow(a, k));
    if (sizeAt(a, k * (n + 1)) < Number.EPSILON * largest) a.re[k * (n + 1)] = Number.EPSILON * largest;
    eliminate(a, x, k);
  }
  for (let i = n - 1; i >= 0; i--) {
    let [real, imaginary] = [x.re[i] as number, x.im[i] as number];
    for (let j = i + 1; j < n; j++) {
      const [ar, ai] = [a.re[i * n + j] as number, a.im[i * n + j] as number];
      const [xr, xi] = [x.re[j] as number, x.im[j] as number];
      real -= ar * xr - ai * xi;
      imaginary -= ar * xi + ai * xr;
    }
    const [pr, pi] = [a.re[i * (n + 1)] as number, a.im[i * (n + 1)] as number];
    const square = pr * pr + pi * pi;
    x.re[i] = (real * pr + imaginary * pi) / square;
    x.im[i] = (imaginary * pr - real * pi) / square;
  }
  return x;
}

function sizeAt({ re, im }: ComplexMatrix, index: number): number {
  return Math.hypot(re[index] as number, im[index] as number);
}

function pivotRow(a: ComplexMatrix, column: number): number {
  let best = column;
  for (let row = column + 1; row < a.order; row++) {
    if (sizeAt(a, row * a.order + column) > sizeAt(a, best * a.order + column)) best = row;
  }
  return best;
}

function exchange(
  { order: n, re, im }: ComplexMatrix,
  x: ComplexVector,
  first: number,
  second: number,
): void {
  if (first === second) return;
  for (const part of [re, im]) {
    const kept = part.slice(first * n, (first + 1) * n);
    part.copyWithin(first * n, second * n, (second + 1) * n);
    part.set(kept, second * n);
  }
  for (const part of [x.re, x.im]) {
    const kept = part[first] as number;
    part[first] = part[second] as number;
    part[second] = kept;
  }
}

/** Takes multiples of row k from those below, so that their column k vanishes. */
function eliminate({ order: n, re, im }: ComplexMatrix, x: ComplexVector, k: number): void {
  const [pr, pi] = [re[k * (n + 1)] as number, im[k * (n + 1)] as number];
  const square = pr * pr + pi * pi;
  for (let row = k + 1; row < n; row++) {
    const [ar, ai] = [re[row * n + k] as number, im[row * n + k] as number];
    if (ar === 0 && ai === 0) continue;
    const [fr, fi] = [(ar * pr + ai * pi) / square, (ai * pr - ar * pi) / square];
    for (let j = k + 1; j < n; j++) {
      const [br, bi] = [re[k * n + j] as number, im[k * n + j] as number];
      re[row * n + j] = (re[row * n + j] as number) - fr * br + fi * bi;
      im[row * n + j] = (im[row * n + j] as number) - fr * bi - fi * br;
    }
    const [xr, xi] = [x.re[k] as number, x.im[k] as number];
    x.re[row] = (x.re[row] as number) - fr * xr + fi * xi;
    x.im[row] = (x.im[row] as number) - fr * xi - fi * xr;
  }
}

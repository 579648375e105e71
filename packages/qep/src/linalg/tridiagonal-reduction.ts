import type { Kernels } from "../kernels/kernels.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "./dense-matrix.ts";

/** T = QᴴAQ, real symmetric tridiagonal; the reflections that make up Q stay in the matrix. */
export interface Reduction {
  /** Length n. */
  readonly diagonal: Float64Array;
  /** Element k couples k and k + 1; length n, the last is 0. */
  readonly offDiagonal: Float64Array;
  /** Factors τ_k of the reflections, real and imaginary parts. */
  readonly tauRe: Float64Array;
  readonly tauIm: Float64Array;
}

/** Rows reduced before the rest of the matrix is updated by one product. */
const PANEL = 32;
/** Rows of the rest that are updated at once; each takes the columns from its own diagonal on. */
const UPDATE_ROWS = 192;
/** Squares below this are treated as zero: the matrix has elements near 1, so that is far below rounding. */
const NEGLIGIBLE_SQUARE = 2 ** -900;

/**
 * Reduces a Hermitian matrix to tridiagonal form by reflections H_k = 1 − τ_k v_k v_kᴴ, Q = H_0 H_1 … H_{n−2}.
 *
 * Within a panel the matrix itself stays as it was: A_now = A − Σ_p (v_p w_pᴴ + w_p v_pᴴ) over the panel's reflections,
 * and products with it are corrected by that sum; after the panel one matrix product brings the rest up to date. All
 * rows are stored conjugated, u = v* and ω = w*, so that they lie along rows of the upper triangle.
 *
 * @param matrix its upper triangle is read; row k is overwritten with u_k (zeros up to column k); elements of size about 1
 * @see LAPACK zhetrd and zlatrd. About 4n³/3 operations, 16n³/3 where complex.
 */
export function reduceToTridiagonal(kernels: Kernels, matrix: DenseMatrix): Reduction {
  const { order: n, block } = matrix;
  const reduction: Reduction = {
    diagonal: new Float64Array(n),
    offDiagonal: new Float64Array(n),
    tauRe: new Float64Array(n),
    tauIm: new Float64Array(n),
  };
  const panel = allocatePanel(kernels, matrix);
  for (let first = 0; first < n; first += PANEL) {
    const count = Math.min(PANEL, n - first);
    for (let p = 0; p < count; p++) reduceRow(kernels, matrix, panel, reduction, first + p, p);
    updateRest(kernels, matrix, panel, first + count, 2 * count);
  }
  for (const memory of [panel.left.block, panel.right.block, panel.numbers.block]) kernels.release(memory);
  block.values.fill(0, (n - 1) * block.length);
  return reduction;
}

type Rows = Pick<DenseMatrix, "block" | "imaginary">;

/** A_now = A − leftᴴ·right: rows 2p and 2p + 1 of `left` are u_p and ω_p, those of `right` ω_p and u_p. */
interface Panel {
  readonly left: Rows;
  readonly right: Rows;
  /** A row for coefficients, one for each row of the panel. */
  readonly numbers: Rows;
}

function allocatePanel(kernels: Kernels, { block, imaginary }: DenseMatrix): Panel {
  const rows = () => ({ block: kernels.allocateBlock(2 * PANEL, block.length), imaginary });
  const numbers = {
    block: kernels.allocateBlock(1, 4 * PANEL),
    imaginary: imaginary === null ? null : 2 * PANEL,
  };
  return { left: rows(), right: rows(), numbers };
}

/** Clears row k right of the off-diagonal, as the p-th reflection of the panel. */
function reduceRow(
  kernels: Kernels,
  matrix: DenseMatrix,
  panel: Panel,
  reduction: Reduction,
  k: number,
  p: number,
): void {
  const { order: n, block } = matrix;
  const { left, right, numbers } = panel;
  if (p > 0) {
    readColumn(panel, k, 2 * p);
    const coefficients = complexView(numbers, 0, 0, 1, 2 * p);
    const rows = complexView(right, 0, k, 2 * p, n - k);
    multiplyComplex(kernels, -1, coefficients, rows, 1, complexView(matrix, k, k, 1, n - k));
  }
  reduction.diagonal[k] = block.values[k * block.length + k] as number;
  if (k === n - 1) return;
  makeReflection(matrix, reduction, k);
  const rest = n - k - 1;
  kernels.copy(block.row(k), left.block.row(2 * p));
  kernels.copy(block.row(k), right.block.row(2 * p + 1));
  const u = complexView(left, 2 * p, k + 1, 1, rest);
  const y = complexView(left, 2 * p + 1, k + 1, 1, rest);
  const trailing = complexView(matrix, k + 1, k + 1, rest, rest);
  kernels.dense.hermitianRow(trailing, u, y);
  if (p > 0) {
    const overlaps = complexView(numbers, 0, 0, 1, 2 * p);
    const known = complexView(left, 0, k + 1, 2 * p, rest);
    multiplyComplex(kernels, 1, u, known, 0, overlaps, { transpose: "b", conjugate: "b" });
    multiplyComplex(kernels, -1, overlaps, complexView(right, 0, k + 1, 2 * p, rest), 1, y);
  }
  completeUpdateRow(left, reduction, k, p, n);
  kernels.copy(left.block.row(2 * p + 1), right.block.row(2 * p));
}

/** Conjugates of column k of `left` into the row of numbers. */
function readColumn({ left, numbers }: Panel, k: number, count: number): void {
  const from = left.block.values;
  const to = numbers.block.values;
  for (let r = 0; r < count; r++) {
    const start = r * left.block.length + k;
    to[r] = from[start] as number;
    if (left.imaginary !== null) to[(numbers.imaginary ?? 0) + r] = -(from[start + left.imaginary] as number);
  }
}

/**
 * From row k, r = A_{k,k+1…}: real β = ∓‖r‖, u = r/(r_0 − β) up to u_0 = 1, and τ = (β − r_0*)/β, such that the reflected
 * row is (β, 0, …, 0). Overwrites the row with u.
 */
function makeReflection({ order: n, block, imaginary }: DenseMatrix, reduction: Reduction, k: number): void {
  const { offDiagonal, tauRe, tauIm } = reduction;
  const re = block.values.subarray(k * block.length, k * block.length + n);
  const im =
    imaginary === null ? undefined : block.values.subarray(k * block.length + imaginary).subarray(0, n);
  const [headRe, headIm] = [re[k + 1] as number, im ? (im[k + 1] as number) : 0];
  let below = 0;
  for (let j = k + 2; j < n; j++) {
    below += (re[j] as number) ** 2;
    if (im) below += (im[j] as number) ** 2;
  }
  re.fill(0, 0, k + 1);
  im?.fill(0, 0, k + 1);
  if (below + headIm * headIm <= NEGLIGIBLE_SQUARE) {
    offDiagonal[k] = headRe;
    re.fill(0, k + 1);
    im?.fill(0, k + 1);
    return;
  }
  const norm = Math.sqrt(headRe * headRe + headIm * headIm + below);
  const beta = headRe >= 0 ? -norm : norm;
  offDiagonal[k] = beta;
  tauRe[k] = (beta - headRe) / beta;
  tauIm[k] = headIm / beta;
  // 1/(r_0 − β)
  const square = (headRe - beta) ** 2 + headIm * headIm;
  const [scaleRe, scaleIm] = [(headRe - beta) / square, -headIm / square];
  for (let j = k + 2; j < n; j++) {
    const [a, b] = [re[j] as number, im ? (im[j] as number) : 0];
    re[j] = a * scaleRe - b * scaleIm;
    if (im) im[j] = a * scaleIm + b * scaleRe;
  }
  re[k + 1] = 1;
  if (im) im[k + 1] = 0;
}

/** ω = τ*y − ½|τ|² Re(y·u*) u, in place of y; zeros up to column k. */
function completeUpdateRow(
  { block, imaginary }: Rows,
  { tauRe, tauIm }: Reduction,
  k: number,
  p: number,
  n: number,
): void {
  const [t, s] = [tauRe[k] as number, tauIm[k] as number];
  const half = imaginary ?? 0;
  const u = block.values.subarray(2 * p * block.length, (2 * p + 1) * block.length);
  const y = block.values.subarray((2 * p + 1) * block.length, (2 * p + 2) * block.length);
  let overlap = 0;
  for (let j = k + 1; j < n; j++) overlap += (u[j] as number) * (y[j] as number);
  if (half > 0) {
    for (let j = half + k + 1; j < half + n; j++) overlap += (u[j] as number) * (y[j] as number);
  }
  const shift = -0.5 * (t * t + s * s) * overlap;
  y.fill(0, 0, k + 1);
  if (half === 0) {
    for (let j = k + 1; j < n; j++) y[j] = t * (y[j] as number) + shift * (u[j] as number);
    return;
  }
  y.fill(0, half, half + k + 1);
  for (let j = k + 1; j < n; j++) {
    const [a, b] = [y[j] as number, y[half + j] as number];
    y[j] = t * a + s * b + shift * (u[j] as number);
    y[half + j] = t * b - s * a + shift * (u[half + j] as number);
  }
}

/** A ← A − leftᴴ·right on the upper triangle from row and column `first`. */
function updateRest(
  kernels: Kernels,
  matrix: DenseMatrix,
  { left, right }: Panel,
  first: number,
  depth: number,
): void {
  const { order: n } = matrix;
  for (let row = first; row < n; row += UPDATE_ROWS) {
    const rows = Math.min(UPDATE_ROWS, n - row);
    const a = complexView(left, 0, row, depth, rows);
    const b = complexView(right, 0, row, depth, n - row);
    multiplyComplex(kernels, -1, a, b, 1, complexView(matrix, row, row, rows, n - row), {
      transpose: "a",
      conjugate: "a",
    });
  }
}

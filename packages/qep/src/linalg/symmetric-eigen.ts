import { QepError } from "../base/errors.ts";

/** Eigenvalues in ascending order and, row by row, the matching orthonormal eigenvectors. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  /** Row k (elements k·n to k·n + n − 1) is the eigenvector of values[k]. */
  readonly vectors: Float64Array;
}

/**
 * All eigenpairs of a dense real symmetric matrix: Householder reduction to tridiagonal form, then implicit QL.
 *
 * @param matrix n×n, row-major; only the lower triangle is read
 * @param n order, at least 1
 * @throws QepError not-converged (never seen on finite input), not-finite
 * @see Golub & Van Loan, Matrix Computations, 4th edition, sections 8.3.1 and 8.3.5. About 9 n³ operations.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  requireFinite(matrix);
  const scale = powerOfTwoBelow(matrix);
  // Rows of q become eigenvectors; working on rows keeps memory access contiguous.
  const { q, diagonal, offDiagonal } = tridiagonalize(
    matrix.map((value) => value / scale),
    n,
  );
  implicitQl(diagonal, offDiagonal, q, n);
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (i, j) => (diagonal[i] as number) - (diagonal[j] as number),
  );
  const vectors = new Float64Array(n * n);
  for (const [k, source] of order.entries()) vectors.set(q.subarray(source * n, (source + 1) * n), k * n);
  return { values: Float64Array.from(order, (k) => scale * (diagonal[k] as number)), vectors };
}

/** A = QᵀTQ with T tridiagonal. */
export interface TridiagonalForm {
  /** Q row by row, orthonormal; row 0 is the first unit vector. */
  readonly rows: Float64Array;
  readonly diagonal: Float64Array;
  /** Element k couples k and k + 1, of either sign; the last of n is 0. */
  readonly offDiagonal: Float64Array;
}

/**
 * Reduces a dense real symmetric matrix to tridiagonal form by Householder reflections that leave the first unit vector.
 *
 * @param matrix n×n, row-major; only the lower triangle is read
 * @throws QepError not-finite
 */
export function tridiagonalForm(matrix: Float64Array, n: number): TridiagonalForm {
  requireFinite(matrix);
  const scale = powerOfTwoBelow(matrix);
  const { q, diagonal, offDiagonal } = tridiagonalize(
    matrix.map((value) => value / scale),
    n,
  );
  const rescaled = (values: Float64Array) => values.map((value) => scale * value);
  return { rows: q, diagonal: rescaled(diagonal), offDiagonal: rescaled(offDiagonal) };
}

function requireFinite(matrix: Float64Array): void {
  if (matrix.every(Number.isFinite)) return;
  throw new QepError("not-finite", "the matrix has elements that are not finite");
}

/** Elements this small beside the largest, which is near 1, are far below rounding, and their squares underflow. */
const NEGLIGIBLE = 2 ** -200;

/** A power of two near the largest element: dividing by it is exact and keeps squares from over- and underflowing. */
function powerOfTwoBelow(matrix: Float64Array): number {
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** Math.max(-1000, Math.floor(Math.log2(largest)));
}

/** A = Qᵀ T Q with the rows of Q orthonormal: reflections that clear one column after the other below the subdiagonal. */
function tridiagonalize(matrix: Float64Array, n: number) {
  const a = symmetrized(matrix, n);
  const reflections: { readonly from: number; readonly v: Float64Array }[] = [];
  for (let k = 0; k + 2 < n; k++) {
    const from = k + 1;
    const v = reflectionOf(a, n, k);
    if (!v) continue;
    applyFromBothSides(a, n, from, v);
    reflections.push({ from, v });
  }
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (const { from, v } of reflections.reverse()) reflectColumns(q, n, from, v);
  return {
    q: transposed(q, n),
    diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number),
    offDiagonal: Float64Array.from({ length: n }, (_, i) => (i + 1 < n ? (a[(i + 1) * n + i] as number) : 0)),
  };
}

function symmetrized(matrix: Float64Array, n: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = matrix[i * n + j] as number;
      a[j * n + i] = matrix[i * n + j] as number;
    }
  }
  return a;
}

function transposed(matrix: Float64Array, n: number): Float64Array {
  return Float64Array.from(matrix, (_, index) => matrix[(index % n) * n + Math.floor(index / n)] as number);
}

/** The vector v with |v|² = 2 whose reflection 1 − v vᵀ clears column k below its subdiagonal, or none if it is clear. */
function reflectionOf(a: Float64Array, n: number, k: number): Float64Array | undefined {
  const v = Float64Array.from({ length: n - k - 1 }, (_, i) => a[(k + 1 + i) * n + k] as number);
  let below = 0;
  for (let i = 1; i < v.length; i++) below += (v[i] as number) ** 2;
  if (below <= NEGLIGIBLE ** 2) return undefined;
  const head = v[0] as number;
  const norm = Math.sqrt(head * head + below);
  v[0] = head + (head >= 0 ? norm : -norm);
  const scale = Math.sqrt(2 / ((v[0] as number) ** 2 + below));
  for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) * scale;
  return v;
}

/** A ← (1 − vvᵀ) A (1 − vvᵀ) on rows and columns from `from`. */
function applyFromBothSides(a: Float64Array, n: number, from: number, v: Float64Array): void {
  reflectColumns(a, n, from, v);
  for (let row = 0; row < n; row++) {
    let overlap = 0;
    for (let i = 0; i < v.length; i++) overlap += (a[row * n + from + i] as number) * (v[i] as number);
    for (let i = 0; i < v.length; i++) {
      const index = row * n + from + i;
      a[index] = (a[index] as number) - overlap * (v[i] as number);
    }
  }
}

/** M ← (1 − vvᵀ) M with v on the rows from `from`. */
function reflectColumns(m: Float64Array, n: number, from: number, v: Float64Array): void {
  const overlap = new Float64Array(n);
  for (let i = 0; i < v.length; i++) {
    const row = (from + i) * n;
    for (let j = 0; j < n; j++)
      overlap[j] = (overlap[j] as number) + (v[i] as number) * (m[row + j] as number);
  }
  for (let i = 0; i < v.length; i++) {
    const row = (from + i) * n;
    for (let j = 0; j < n; j++)
      m[row + j] = (m[row + j] as number) - (v[i] as number) * (overlap[j] as number);
  }
}

/** Implicit QL with Wilkinson's shift; rotates pairs of rows of q along. */
function implicitQl(d: Float64Array, e: Float64Array, q: Float64Array, n: number): void {
  for (let start = 0; start < n; start++) {
    for (let iteration = 0; ; iteration++) {
      const end = blockEnd(d, e, start, n);
      if (end === start) break;
      if (iteration === 60)
        throw new QepError("not-converged", "the QL iteration did not converge in 60 sweeps");
      qlSweep(d, e, q, n, start, end);
    }
  }
}

function blockEnd(d: Float64Array, e: Float64Array, start: number, n: number): number {
  for (let m = start; m + 1 < n; m++) {
    const scale = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
    if (Math.abs(e[m] as number) <= Number.EPSILON * scale + NEGLIGIBLE) return m;
  }
  return n - 1;
}

function qlSweep(
  d: Float64Array,
  e: Float64Array,
  q: Float64Array,
  n: number,
  start: number,
  end: number,
): void {
  const g0 = ((d[start + 1] as number) - (d[start] as number)) / (2 * (e[start] as number));
  const r0 = Math.hypot(g0, 1);
  let g = (d[end] as number) - (d[start] as number) + (e[start] as number) / (g0 + (g0 >= 0 ? r0 : -r0));
  let [s, c, p] = [1, 1, 0];
  for (let i = end - 1; i >= start; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The rotation is void: the matrix falls apart here, the outer loop goes on with the parts.
      d[i + 1] = (d[i + 1] as number) - p;
      e[end] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] as number) - p;
    const t = ((d[i] as number) - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rotateRows(q, n, i, c, s);
  }
  d[start] = (d[start] as number) - p;
  e[start] = g;
  e[end] = 0;
}

function rotateRows(q: Float64Array, n: number, i: number, c: number, s: number): void {
  const upper = i * n;
  const lower = upper + n;
  for (let k = 0; k < n; k++) {
    const f = q[lower + k] as number;
    const g = q[upper + k] as number;
    q[lower + k] = s * g + c * f;
    q[upper + k] = c * g - s * f;
  }
}

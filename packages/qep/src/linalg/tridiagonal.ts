/**
 * The lowest eigenvalue of a real symmetric tridiagonal matrix T with diagonal a and positive off-diagonal b, and the last
 * component |s_{n−1}| of its normalised eigenvector, to a few digits.
 *
 * The eigenvalue by Laguerre's iteration from below Gershgorin's bound, which converges monotonically and cubically. The
 * component by the twisted factorisation of {@link lowestTridiagonalVector}: from row r the squares of the components add up
 * outward, as 1 + (b/d)²(1 + (b/d)²(1 + …)) over the pivots d on each side. O(n), no vector: cheap enough to ask after
 * every Lanczos step.
 *
 * @param diagonal a_0 … a_{n−1}
 * @param offDiagonal b_0 … b_{n−2} (longer arrays are fine)
 * @param size n ≥ 1
 * @param guess a number that is probably below the lowest eigenvalue and near it; saves iterations, changes no result
 * beyond rounding
 */
export function lowestTridiagonalEnd(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
  size: number,
  guess?: number,
): { readonly value: number; readonly last: number } {
  const value = lowestEigenvalue(diagonal, offDiagonal, size, guess);
  // For each row: the pivot from the bottom up, Σ_{k≥i} s_k²/s_i², and |s_{n−1}/s_i|.
  const [up, below, end] = [new Array<number>(size), new Array<number>(size), new Array<number>(size)];
  let [pivotBelow, sumBelow, ratioToEnd, coupling] = [1, 0, 1, 0];
  for (let i = size - 1; i >= 0; i--) {
    const ratio = coupling / pivotBelow;
    pivotBelow = pivot((diagonal[i] as number) - value - coupling * ratio, coupling);
    sumBelow = 1 + ratio * ratio * sumBelow;
    if (i + 1 < size) ratioToEnd *= Math.abs(ratio);
    up[i] = pivotBelow;
    below[i] = sumBelow;
    end[i] = ratioToEnd;
    if (i > 0) coupling = offDiagonal[i - 1] as number;
  }
  let [last, smallest] = [0, Number.POSITIVE_INFINITY];
  let [pivotAbove, sumAbove] = [1, 0];
  coupling = 0;
  for (let i = 0; i < size; i++) {
    const ratio = coupling / pivotAbove;
    const shifted = (diagonal[i] as number) - value;
    pivotAbove = pivot(shifted - coupling * ratio, coupling);
    sumAbove = 1 + ratio * ratio * sumAbove;
    const gamma = Math.abs(pivotAbove + (up[i] as number) - shifted);
    if (gamma < smallest) {
      smallest = gamma;
      last = (end[i] as number) / Math.sqrt(sumAbove + (below[i] as number) - 1);
    }
    coupling = offDiagonal[i] as number;
  }
  return { value, last };
}

/**
 * The normalised eigenvector of the lowest eigenvalue, as {@link lowestTridiagonalEnd} finds it.
 *
 * By a twisted factorisation: eliminating T − λ from the top down to row r and from the bottom up to row r leaves one pivot
 * γ_r; with r where |γ_r| is smallest, s_r = 1 and two recurrences outward give a vector with the residual γ_r alone.
 *
 * @param value λ
 * @see Parlett & Dhillon, Linear Algebra Appl. 267, 247 (1997)
 */
export function lowestTridiagonalVector(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  size: number,
  value: number,
): Float64Array {
  const down = new Float64Array(size);
  const up = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const off = i > 0 ? (b[i - 1] as number) : 0;
    down[i] = pivot((a[i] as number) - value - (i > 0 ? (off * off) / (down[i - 1] as number) : 0), off);
  }
  for (let i = size - 1; i >= 0; i--) {
    const off = i + 1 < size ? (b[i] as number) : 0;
    up[i] = pivot((a[i] as number) - value - (i + 1 < size ? (off * off) / (up[i + 1] as number) : 0), off);
  }
  let twist = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    const gamma = Math.abs((down[i] as number) + (up[i] as number) - ((a[i] as number) - value));
    if (gamma < smallest) [twist, smallest] = [i, gamma];
  }
  const vector = new Float64Array(size);
  vector[twist] = 1;
  let square = 1;
  for (let i = twist - 1; i >= 0; i--) {
    vector[i] = (-(b[i] as number) / (down[i] as number)) * (vector[i + 1] as number);
    square += (vector[i] as number) ** 2;
  }
  for (let i = twist + 1; i < size; i++) {
    vector[i] = (-(b[i - 1] as number) / (up[i] as number)) * (vector[i - 1] as number);
    square += (vector[i] as number) ** 2;
  }
  const norm = Math.sqrt(square);
  for (let i = 0; i < size; i++) vector[i] = (vector[i] as number) / norm;
  return vector;
}

/** Off-diagonals this small have squares that underflow: they count as none. */
const NEGLIGIBLE = 1e-150;

/** Keeps a vanishing pivot from dividing by zero; its size then stands for rounding. */
function pivot(value: number, scale: number): number {
  return value === 0 ? Number.EPSILON * (scale > NEGLIGIBLE ? scale : 1) : value;
}

function lowestEigenvalue(a: ArrayLike<number>, b: ArrayLike<number>, n: number, guess?: number): number {
  if (n === 1) return a[0] as number;
  let [low, scale] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < n; i++) {
    const radius = Math.abs(i > 0 ? (b[i - 1] as number) : 0) + Math.abs(i + 1 < n ? (b[i] as number) : 0);
    low = Math.min(low, (a[i] as number) - radius);
    scale = Math.max(scale, Math.abs(a[i] as number) + radius);
  }
  let lambda = low - Number.EPSILON * scale;
  if (guess !== undefined && guess > lambda) {
    // No step is possible from a guess that is not below all eigenvalues.
    const step = laguerreStep(a, b, n, guess);
    if (step > 0) lambda = guess + step;
  }
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = laguerreStep(a, b, n, lambda);
    if (!(step > 2 * Number.EPSILON * scale)) return lambda + Math.max(0, step || 0);
    lambda += step;
  }
  return lambda;
}

/** The step from λ below all eigenvalues towards the lowest; NaN or ≤ 0 once rounding has put λ beyond it. */
function laguerreStep(a: ArrayLike<number>, b: ArrayLike<number>, n: number, lambda: number): number {
  // d_i are the pivots of T − λ, e_i = d_i'/d_i and f_i = d_i''/d_i their logarithmic derivatives in λ.
  let d = (a[0] as number) - lambda;
  if (!(d > 0)) return 0;
  let e = -1 / d;
  let f = 0;
  let sum = e;
  let curvature = e * e;
  for (let i = 1; i < n; i++) {
    const q = (b[i - 1] as number) ** 2 / d;
    const next = (a[i] as number) - lambda - q;
    if (!(next > 0)) return 0;
    const slope = (-1 + q * e) / next;
    const bend = (q * (f - 2 * e * e)) / next;
    d = next;
    e = slope;
    f = bend;
    sum += e;
    curvature += e * e - f;
  }
  // sum = p'/p = −Σ 1/(λ_k − λ), curvature = Σ 1/(λ_k − λ)².
  const root = Math.sqrt(Math.max(0, (n - 1) * (n * curvature - sum * sum)));
  return n / (-sum + root);
}

/**
 * Eigenvalue number `index` (0 is the lowest) of a real symmetric tridiagonal matrix, by bisection on Sturm counts.
 *
 * @param precision relative to the norm of the matrix; by default two units in the last place
 * @returns the eigenvalue
 */
export function tridiagonalEigenvalue(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  size: number,
  index: number,
  precision = 2 * Number.EPSILON,
): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < size; i++) {
    const radius = Math.abs(i > 0 ? (b[i - 1] as number) : 0) + Math.abs(i + 1 < size ? (b[i] as number) : 0);
    low = Math.min(low, (a[i] as number) - radius);
    high = Math.max(high, (a[i] as number) + radius);
  }
  const width = precision * Math.max(Math.abs(low), Math.abs(high));
  while (high - low > width) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (countBelow(a, b, size, middle) > index) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

function countBelow(a: ArrayLike<number>, b: ArrayLike<number>, size: number, lambda: number): number {
  let count = 0;
  let d = 1;
  for (let i = 0; i < size; i++) {
    const off = i > 0 ? (b[i - 1] as number) : 0;
    d = (a[i] as number) - lambda - (off * off) / d;
    if (d === 0) d = -Number.MIN_VALUE * 2 ** 60;
    if (d < 0) count++;
  }
  return count;
}

import type { VectorBlock } from "../kernels/kernels.ts";

/** A node of the divide and conquer tree: rows and columns `first` to `end` of the eigenvector matrix, cut at `middle`. */
export interface Node {
  readonly first: number;
  readonly middle: number;
  readonly end: number;
}

/** The part of diag(d) + ρzzᵀ that is left to solve, and the eigenpairs that need no solving. */
export interface Deflation {
  /** Rows that are coupled, by ascending eigenvalue. */
  readonly coupled: readonly number[];
  /** Rows that already are eigenvectors. */
  readonly settled: readonly number[];
  /** Where a row, counted from the node's first, has its nonzero elements: 0 left of the cut, 1 on both sides, 2 right of it. */
  readonly sides: Uint8Array;
}

/**
 * Finds the rows of diag(d) + ρzzᵀ that decouple to rounding: where z_j is negligible, and, after a rotation, one of each pair
 * with (nearly) equal d. Changes d, z and the rows of the eigenvector matrix accordingly.
 *
 * @param order rows of the node by ascending d
 * @param d by row
 * @param z by row, counted from the node's first; ‖z‖ = 1
 * @param rho ρ ≥ 0
 * @see Cuppen (1981); LAPACK dlaed2
 */
export function deflate(
  { first, middle, end }: Node,
  order: readonly number[],
  d: Float64Array,
  z: Float64Array,
  rho: number,
  vectors: VectorBlock,
): Deflation {
  const sides = Uint8Array.from(z, (_, k) => (first + k < middle ? 0 : 2));
  const largest = order.reduce(
    (most, row) => Math.max(most, Math.abs(d[row] as number), Math.abs(z[row - first] as number)),
    0,
  );
  const tolerance = 4 * Number.EPSILON * largest;
  const [coupled, settled]: [number[], number[]] = [[], []];
  const values = vectors.values;
  let previous: number | undefined;
  for (const row of order) {
    if (rho * Math.abs(z[row - first] as number) <= tolerance) {
      settled.push(row);
      continue;
    }
    if (previous === undefined) {
      previous = row;
      continue;
    }
    const [a, b] = [previous - first, row - first];
    const tau = Math.hypot(z[a] as number, z[b] as number);
    const [c, s] = [(z[b] as number) / tau, -(z[a] as number) / tau];
    const [low, high] = [d[previous] as number, d[row] as number];
    if (Math.abs((high - low) * c * s) <= tolerance) {
      z[b] = tau;
      z[a] = 0;
      if (sides[a] !== sides[b]) sides.fill(1, b, b + 1).fill(1, a, a + 1);
      d[previous] = low * c * c + high * s * s;
      d[row] = low * s * s + high * c * c;
      const length = vectors.length;
      rotate(values, previous * length + first, row * length + first, end - first, c, s);
      settled.push(previous);
    } else {
      coupled.push(previous);
    }
    previous = row;
  }
  if (previous !== undefined) coupled.push(previous);
  return { coupled, settled, sides };
}

/** (x, y) ← (cx + sy, cy − sx). */
function rotate(values: Float64Array, x: number, y: number, length: number, c: number, s: number): void {
  for (let i = 0; i < length; i++) {
    const [a, b] = [values[x + i] as number, values[y + i] as number];
    values[x + i] = c * a + s * b;
    values[y + i] = c * b - s * a;
  }
}

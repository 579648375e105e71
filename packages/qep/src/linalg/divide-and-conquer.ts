import type { Kernels, VectorBlock } from "../kernels/kernels.ts";
import { type Deflation, deflate, type Node } from "./rank-one-deflation.ts";
import { type SecularFunction, secularRoot } from "./secular-equation.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Eigenvalues of a tridiagonal matrix and the rows in which their eigenvectors stand. */
export interface TridiagonalEigen {
  readonly values: Float64Array;
  /** Rows by ascending eigenvalue. */
  readonly order: readonly number[];
  /** Row k is the eigenvector of values[k]; the caller releases it. */
  readonly vectors: VectorBlock;
}

/** Up to this order the QL iteration is faster. */
const LEAF = 32;

/** Numbers and buffers that all nodes share. */
interface Workspace {
  readonly kernels: Kernels;
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly vectors: VectorBlock;
  /** Copies of rows of `vectors`, sorted by side. */
  readonly packed: VectorBlock;
  /** Eigenvectors of diag(d) + ρzzᵀ. */
  readonly inner: VectorBlock;
}

/**
 * All eigenpairs of a real symmetric tridiagonal matrix by divide and conquer: both halves first, then the rank-one coupling
 * between them, T = diag(T1, T2) + |e| wwᵀ, whose eigenvalues are roots of a secular equation. Nearly all work is in matrix
 * products, and little is left of it where much deflates.
 *
 * @param diagonal length n
 * @param offDiagonal element k couples k and k + 1
 * @throws QepError not-converged (never seen on finite input)
 * @see Gu & Eisenstat (1995), SIAM J. Matrix Anal. Appl. 16, 172; LAPACK dstedc. At most about 4n³/3 operations.
 */
export function tridiagonalEigen(
  kernels: Kernels,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): TridiagonalEigen {
  const n = diagonal.length;
  const [vectors, packed, inner] = [0, 1, 2].map(() => kernels.allocateBlock(n, n)) as [
    VectorBlock,
    VectorBlock,
    VectorBlock,
  ];
  vectors.values.fill(0);
  const d = diagonal.slice();
  const order = solve({ kernels, d, e: offDiagonal, vectors, packed, inner }, 0, n);
  kernels.release(packed);
  kernels.release(inner);
  return { values: d, order, vectors };
}

/** Fills the diagonal block of a node with its eigenvectors; returns its rows by ascending eigenvalue. */
function solve(workspace: Workspace, first: number, end: number): number[] {
  if (end - first <= LEAF) return solveLeaf(workspace, first, end);
  const { d, e } = workspace;
  const middle = (first + end) >> 1;
  const coupling = e[middle - 1] as number;
  d[middle - 1] = (d[middle - 1] as number) - Math.abs(coupling);
  d[middle] = (d[middle] as number) - Math.abs(coupling);
  const left = solve(workspace, first, middle);
  const right = solve(workspace, middle, end);
  return join(workspace, { first, middle, end }, sortedBy(d, [...left, ...right]), coupling);
}

function solveLeaf({ d, e, vectors }: Workspace, first: number, end: number): number[] {
  const order = end - first;
  const matrix = new Float64Array(order * order);
  for (let i = 0; i < order; i++) {
    matrix[i * order + i] = d[first + i] as number;
    if (i + 1 < order) matrix[(i + 1) * order + i] = e[first + i] as number;
  }
  const eigen = symmetricEigen(matrix, order);
  d.set(eigen.values, first);
  const values = vectors.values;
  for (let k = 0; k < order; k++) {
    values.set(eigen.vectors.subarray(k * order, (k + 1) * order), (first + k) * vectors.length + first);
  }
  return Array.from({ length: order }, (_, k) => first + k);
}

/** Eigenpairs of a node from those of its halves. */
function join(workspace: Workspace, node: Node, order: readonly number[], coupling: number): number[] {
  const { d, vectors } = workspace;
  const { first, middle, end } = node;
  const values = vectors.values;
  // w = (0 … 0, 1, ±1, 0 … 0)/√2 in the eigenvectors of the halves.
  const z = Float64Array.from({ length: end - first }, (_, k) => {
    const row = (first + k) * vectors.length;
    const element = (first + k < middle ? values[row + middle - 1] : values[row + middle]) as number;
    return (first + k >= middle && coupling < 0 ? -element : element) * Math.SQRT1_2;
  });
  const rho = 2 * Math.abs(coupling);
  const deflation = deflate(node, order, d, z, rho, vectors);
  const { coupled, settled } = deflation;
  const settledValues = settled.map((row) => d[row] as number);
  const { bySide, counts } = packRows(workspace, node, deflation);
  if (coupled.length > 0) {
    d.set(solveCoupled(workspace, node, deflation, z, 1 / rho, bySide), first);
    multiplyRows(workspace, node, counts);
  }
  d.set(settledValues, first + coupled.length);
  const target = workspace.vectors.values;
  const source = workspace.packed.values;
  for (let k = first + coupled.length; k < end; k++) {
    const row = k * vectors.length;
    target.set(source.subarray(row + first, row + end), row + first);
  }
  return sortedBy(
    d,
    Array.from({ length: end - first }, (_, k) => first + k),
  );
}

/** Copies coupled rows, those left of the cut first, then the settled ones; says where each coupled row went. */
function packRows(
  { vectors, packed }: Workspace,
  { first, end }: Node,
  { coupled, settled, sides }: Deflation,
): { bySide: Int32Array; counts: readonly [number, number, number] } {
  const bySide = new Int32Array(coupled.length);
  const counts: [number, number, number] = [0, 0, 0];
  const from = vectors.values;
  const to = packed.values;
  let next = first;
  const copy = (row: number) => {
    const start = row * vectors.length;
    to.set(from.subarray(start + first, start + end), next++ * vectors.length + first);
  };
  for (const side of [0, 1, 2] as const) {
    for (const [position, row] of coupled.entries()) {
      if (sides[row - first] !== side) continue;
      bySide[position] = next - first;
      counts[side]++;
      copy(row);
    }
  }
  for (const row of settled) copy(row);
  return { bySide, counts };
}

/**
 * Eigenvalues of the coupled part; its eigenvectors go to the rows of `inner`, element j to column bySide[j].
 *
 * The vectors are those of a nearby problem whose eigenvalues are exactly the computed ones, ẑ_j² = Π_i (λ_i − d_j)/(d_i − d_j):
 * so they are orthogonal to rounding however close the eigenvalues are.
 */
function solveCoupled(
  { d, inner }: Workspace,
  { first }: Node,
  { coupled }: Deflation,
  z: Float64Array,
  inverseRho: number,
  bySide: Int32Array,
): Float64Array {
  const count = coupled.length;
  const problem: SecularFunction = {
    poles: Float64Array.from(coupled, (row) => d[row] as number),
    weights: Float64Array.from(coupled, (row) => (z[row - first] as number) ** 2),
    inverseRho,
  };
  const { poles } = problem;
  const values = inner.values;
  const differences = Array.from({ length: count }, (_, i) =>
    values.subarray(i * inner.length, i * inner.length + count),
  );
  const roots = Float64Array.from(differences, (row, i) => secularRoot(problem, i, row));
  const exact = new Float64Array(count).fill(-1);
  for (const [i, row] of differences.entries()) {
    const pole = poles[i] as number;
    for (let j = 0; j < count; j++) {
      const distance = j === i ? 1 : (poles[j] as number) - pole;
      exact[j] = (exact[j] as number) * ((row[j] as number) / distance);
    }
  }
  for (let j = 0; j < count; j++) {
    const size = Math.sqrt(Math.abs(exact[j] as number));
    exact[j] = (z[(coupled[j] as number) - first] as number) < 0 ? -size : size;
  }
  const vector = new Float64Array(count);
  for (const row of differences) {
    let square = 0;
    for (let j = 0; j < count; j++) {
      const element = (exact[j] as number) / (row[j] as number);
      vector[j] = element;
      square += element * element;
    }
    const scale = 1 / Math.sqrt(square);
    for (let j = 0; j < count; j++) row[bySide[j] as number] = (vector[j] as number) * scale;
  }
  return roots;
}

/** New rows = inner · old rows; columns on one side of the cut take only the old rows that are not zero there. */
function multiplyRows(
  { kernels, vectors, packed, inner }: Workspace,
  { first, middle, end }: Node,
  [left, both, right]: readonly [number, number, number],
): void {
  const count = left + both + right;
  const multiply = (from: number, used: number, column: number, columns: number) => {
    const target = { block: vectors, row: first, column, rows: count, columns };
    if (used === 0) {
      for (let row = first; row < first + count; row++) {
        vectors.values.fill(0, row * vectors.length + column, row * vectors.length + column + columns);
      }
      return;
    }
    const a = { block: inner, row: 0, column: from, rows: count, columns: used };
    kernels.dense.multiply(
      1,
      a,
      { block: packed, row: first + from, column, rows: used, columns },
      0,
      target,
    );
  };
  multiply(0, left + both, first, middle - first);
  multiply(left, both + right, middle, end - middle);
}

function sortedBy(values: Float64Array, rows: number[]): number[] {
  return rows.sort((a, b) => (values[a] as number) - (values[b] as number));
}

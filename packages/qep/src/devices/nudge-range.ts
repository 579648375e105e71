import { complexMatrix, hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { bitCount } from "../operators/pauli-string.ts";

/** Where the eigenvalues of an operator lie, or bounds on that. */
export interface SpectralRange {
  readonly lowest: number;
  /** Largest minus smallest. */
  readonly value: number;
  readonly source: "exact" | "bound";
}

const MAX_DIAGONAL_SITES = 10;
const MAX_DENSE_SITES = 4;

/**
 * The spectral range of Σ_l ν_l B_l for changing ν: exact where the B_l act on few qubits (10 where all are diagonal, 4
 * otherwise), else the bound 2 Σ|c| over the strings that are not the identity. On a subspace the range of the projected
 * operators is at most that, so it is a bound there.
 */
export class NudgeRange {
  private readonly outputs: readonly OperatorSum[];
  private readonly support: readonly number[];
  private readonly isDiagonal: boolean;
  private readonly isProjected: boolean;
  /** Diagonals of the B_l on the support, for diagonal outputs. */
  private readonly diagonals: readonly Float64Array[];

  /** @param isProjected whether the outputs are projected on a subspace */
  constructor(outputs: readonly OperatorSum[], isProjected = false) {
    this.isProjected = isProjected;
    this.outputs = outputs;
    // Not the support of their sum: complementary outputs, as (1 + Z)/2 and (1 − Z)/2, cancel there.
    this.support = [...new Set(outputs.flatMap(({ support }) => support))].sort((a, b) => a - b);
    this.isDiagonal =
      this.support.length <= MAX_DIAGONAL_SITES &&
      outputs.every(({ terms }) => terms.every(({ string }) => string.x === 0n));
    this.diagonals = this.isDiagonal ? outputs.map((output) => diagonalOn(output, this.support)) : [];
  }

  of(nudge: Float64Array): SpectralRange {
    const range = this.inWholeSpace(nudge);
    return this.isProjected ? { ...range, source: "bound" } : range;
  }

  private inWholeSpace(nudge: Float64Array): SpectralRange {
    if (this.isDiagonal) return diagonalRange(this.diagonals, nudge);
    const operator = OperatorSum.sum(this.outputs.map((output, l) => output.scale(nudge[l] as number)));
    if (this.support.length <= MAX_DENSE_SITES) return denseRange(operator);
    let [centre, weight] = [0, 0];
    for (const { string, coefficient } of operator.terms) {
      if (string.isIdentity) centre += coefficient.re;
      else weight += Math.abs(coefficient.re);
    }
    return { lowest: centre - weight, value: 2 * weight, source: "bound" };
  }
}

function diagonalRange(diagonals: readonly Float64Array[], nudge: Float64Array): SpectralRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const size = diagonals[0]?.length ?? 0;
  for (let i = 0; i < size; i++) {
    let value = 0;
    for (const [l, diagonal] of diagonals.entries()) value += (nudge[l] as number) * (diagonal[i] as number);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { lowest: size === 0 ? 0 : low, value: size === 0 ? 0 : high - low, source: "exact" };
}

/** Places the mask's bits at the given sites onto consecutive bits. */
function compress(mask: bigint, sites: readonly number[]): bigint {
  return sites.reduce(
    (bits, site, position) => bits | (((mask >> BigInt(site)) & 1n) << BigInt(position)),
    0n,
  );
}

function diagonalOn(operator: OperatorSum, sites: readonly number[]): Float64Array {
  const terms = operator.terms.map(({ string, coefficient }) => ({
    mask: compress(string.z, sites),
    value: coefficient.re,
  }));
  return Float64Array.from({ length: 2 ** sites.length }, (_, index) =>
    terms.reduce((sum, { mask, value }) => sum + (bitCount(mask & BigInt(index)) % 2 ? -value : value), 0),
  );
}

function denseRange(operator: OperatorSum): SpectralRange {
  const sites = operator.support;
  const order = 2 ** sites.length;
  const matrix = complexMatrix(order);
  for (const { string, coefficient } of operator.terms) {
    const flips = Number(compress(string.x, sites));
    const signs = compress(string.z, sites);
    for (let row = 0; row < order; row++) {
      // (Pψ)_i = (−i)^{|x∧z|} (−1)^{|z∧i|} ψ_{i^x}
      const value = bitCount(signs & BigInt(row)) % 2 ? -coefficient.re : coefficient.re;
      const index = row * order + (row ^ flips);
      const power = string.yCount % 4;
      const target = power % 2 === 0 ? matrix.re : matrix.im;
      const sign = power === 0 || power === 3 ? 1 : -1;
      target[index] = (target[index] as number) + sign * value;
    }
  }
  const { values } = hermitianEigen(matrix);
  const lowest = values[0] as number;
  return { lowest, value: (values.at(-1) as number) - lowest, source: "exact" };
}

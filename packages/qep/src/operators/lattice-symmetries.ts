import { OperatorSum } from "./operator-sum.ts";
import { bitCount, PauliString } from "./pauli-string.ts";

/** A permutation of sites: site j goes to site `permutation[j]`. */
export type SitePermutation = readonly number[];

/**
 * Symmetries of a ring: a translation T, perhaps a reflection P with P T P = T⁻¹, and perhaps a spin flip F = ∏ X_j over
 * sites that T and P leave in place as a set. F² = P² = Tⁿ = 1.
 */
export interface LatticeSymmetries {
  readonly qubits: number;
  /** T: site j goes to j + s modulo N, with the smallest unit cell s that there is. */
  readonly translation: SitePermutation;
  /** n = N/s. */
  readonly order: number;
  /** P: site j goes to c − j modulo N; null where there is none. */
  readonly reflection: SitePermutation | null;
  /** Bit j is set where F flips site j; 0 where there is no F. */
  readonly flip: number;
}

/** Coefficients that differ by less, relative to the largest of their operator, count as equal: sums in texts round. */
const ROUNDING = 1e-14;

/** Basis states are 32-bit words here; the sign bit stays free. */
const MOST_QUBITS = 31;

/**
 * The symmetries of a ring that leave each of some operators as it is.
 *
 * Candidates are tested one by one: translations by each divisor of N, reflections about each site and bond, and the
 * flips of whole sublattices of the unit cell, of which the largest that commutes is taken. Rings of cells and tori
 * whose rows lie one after the other are found this way, by their translation from cell to cell or row to row.
 *
 * @param qubits N, at least as many as the operators act on
 * @returns null where there is no translation
 *
 * @example
 * latticeSymmetries([parseOperator("sum(j=0..5, Z[j] Z[(j+1)%6])")], 6)?.order; // 6
 */
export function latticeSymmetries(
  operators: readonly OperatorSum[],
  qubits: number,
): LatticeSymmetries | null {
  if (qubits > MOST_QUBITS) return null;
  const isSymmetry = (image: (string: PauliString) => PauliString) =>
    operators.every((operator) => isInvariant(operator, image));
  const sites = Array.from({ length: qubits }, (_, site) => site);
  const cell = sites.find(
    (step) => step > 0 && qubits % step === 0 && isSymmetry(permuted(shift(qubits, step))),
  );
  if (cell === undefined) return null;
  const translation = shift(qubits, cell);
  const centre = sites.find((c) => isSymmetry(permuted(mirror(qubits, c))));
  const reflection = centre === undefined ? null : mirror(qubits, centre);
  const flip = cellFlips(qubits, cell).find(
    (mask) =>
      (reflection === null || permuteMask(mask, reflection) === mask) &&
      operators.every(({ terms }) => terms.every(({ string: { z } }) => isEven(z, mask))),
  );
  return { qubits, translation, order: qubits / cell, reflection, flip: flip ?? 0 };
}

/** Moves the bits of a mask of up to 31 sites. */
export function permuteMask(mask: number, permutation: SitePermutation): number {
  let result = 0;
  for (const [from, to] of permutation.entries()) if ((mask >>> from) & 1) result |= 1 << to;
  return result;
}

/** All permutations that T and P generate: Tᵐ, then TᵐP. */
export function sitePermutations(symmetries: LatticeSymmetries): SitePermutation[] {
  const { qubits, translation, order, reflection } = symmetries;
  const identity = Array.from({ length: qubits }, (_, site) => site);
  return [identity, ...(reflection ? [reflection] : [])].flatMap((first) => {
    const images = [first];
    while (images.length < order) {
      const last = images.at(-1) as SitePermutation;
      images.push(last.map((site) => translation[site] as number));
    }
    return images;
  });
}

function shift(qubits: number, step: number): SitePermutation {
  return Array.from({ length: qubits }, (_, site) => (site + step) % qubits);
}

function mirror(qubits: number, centre: number): SitePermutation {
  return Array.from({ length: qubits }, (_, site) => (centre - site + qubits) % qubits);
}

function permuted(permutation: SitePermutation): (string: PauliString) => PauliString {
  const move = (mask: bigint) => BigInt(permuteMask(Number(mask), permutation));
  return ({ x, z }) => new PauliString(move(x), move(z));
}

function isInvariant(operator: OperatorSum, image: (string: PauliString) => PauliString): boolean {
  const moved = operator.terms.map(({ string, coefficient }) => ({ string: image(string), coefficient }));
  return operator.equals(new OperatorSum(moved), ROUNDING * operator.largestCoefficient());
}

/** Masks that repeat from cell to cell, the largest first; of equals those with the last site, which saves memory. */
function cellFlips(qubits: number, cell: number): number[] {
  // A cell of many sites has too many sublattices to try: then only the flip of all sites is.
  const patterns =
    cell > 8 ? [2 ** cell - 1] : Array.from({ length: 2 ** cell - 1 }, (_, k) => 2 ** cell - 1 - k);
  const repeated = patterns.map((pattern) => {
    let mask = 0;
    for (let site = 0; site < qubits; site++) if ((pattern >>> (site % cell)) & 1) mask |= 1 << site;
    return mask;
  });
  return repeated.sort((a, b) => bitCount(BigInt(b)) - bitCount(BigInt(a)));
}

function isEven(z: bigint, mask: number): boolean {
  return (bitCount(z & BigInt(mask)) & 1) === 0;
}

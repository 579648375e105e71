import { QepError } from "../base/errors.ts";

/** A single-site Pauli matrix; sites that are not named carry the identity. */
export type PauliLetter = "X" | "Y" | "Z";

/** The largest site index; far beyond any state vector, and small enough that a typing error cannot fill the memory. */
export const MAX_SITE = 65_535;

/**
 * A tensor product of Pauli matrices on any number of sites, without coefficient.
 *
 * P(x, z) = i^{|x∧z|} X^x Z^z with bit j of `x` set where site j carries X or Y, and bit j of `z` where it carries
 * Z or Y; |·| counts bits. Immutable.
 */
export class PauliString {
  static readonly identity = new PauliString(0n, 0n);

  readonly x: bigint;
  readonly z: bigint;

  constructor(x: bigint, z: bigint) {
    this.x = x;
    this.z = z;
  }

  /** The Pauli matrix `letter` on one site. @throws QepError qubit-out-of-range for a negative or huge site */
  static single(letter: PauliLetter, site: number): PauliString {
    if (!Number.isInteger(site) || site < 0 || site > MAX_SITE) {
      throw new QepError(
        "qubit-out-of-range",
        `site ${site} of ${letter}: a site must be an integer from 0 to ${MAX_SITE}`,
        { site, letter },
      );
    }
    const bit = 1n << BigInt(site);
    return new PauliString(letter === "Z" ? 0n : bit, letter === "X" ? 0n : bit);
  }

  /** A key that is equal exactly for equal strings. */
  get key(): string {
    return `${this.x.toString(36)},${this.z.toString(36)}`;
  }

  /** True where no site carries a Pauli matrix. */
  get isIdentity(): boolean {
    return this.x === 0n && this.z === 0n;
  }

  /** Number of sites carrying Y; the matrix is real exactly where it is even. */
  get yCount(): number {
    return bitCount(this.x & this.z);
  }

  /** Sites carrying X, Y or Z, ascending. */
  get support(): number[] {
    return setBits(this.x | this.z);
  }

  /** 1 + the highest site in the support, 0 for the identity. */
  get minimalQubits(): number {
    return (this.x | this.z).toString(2).length - ((this.x | this.z) === 0n ? 1 : 0);
  }

  /** The Pauli matrix on a site (from 0), `I` where there is none. */
  letterAt(site: number): PauliLetter | "I" {
    const bit = 1n << BigInt(site);
    const flips = (this.x & bit) !== 0n;
    const signs = (this.z & bit) !== 0n;
    if (flips) return signs ? "Y" : "X";
    return signs ? "Z" : "I";
  }

  /** The product P·Q = i^power · R. */
  times(other: PauliString): { readonly string: PauliString; readonly power: 0 | 1 | 2 | 3 } {
    const string = new PauliString(this.x ^ other.x, this.z ^ other.z);
    const power = this.yCount + other.yCount - string.yCount + 2 * bitCount(this.z & other.x);
    return { string, power: (power & 3) as 0 | 1 | 2 | 3 };
  }

  /** True where P·Q = Q·P; otherwise the strings anticommute. */
  commutesWith(other: PauliString): boolean {
    return ((bitCount(this.x & other.z) + bitCount(this.z & other.x)) & 1) === 0;
  }

  /** The same string with site j moved to site `offset + j`. */
  shifted(offset: number): PauliString {
    return new PauliString(this.x << BigInt(offset), this.z << BigInt(offset));
  }

  /** Text form, for instance `X0 Z4`; `I` for the identity. */
  toString(): string {
    if (this.isIdentity) return "I";
    return this.support.map((site) => `${this.letterAt(site)}${site}`).join(" ");
  }
}

/** Number of set bits of a non-negative integer of any size. */
export function bitCount(bits: bigint): number {
  let count = 0;
  for (let rest = bits; rest !== 0n; rest >>= 32n) {
    let word = Number(rest & 0xffffffffn);
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

function setBits(bits: bigint): number[] {
  // Through text: shifting a long integer bit by bit would take quadratic time.
  const digits = bits.toString(2);
  const positions: number[] = [];
  for (let site = 0; site < digits.length; site++) {
    if (digits.charCodeAt(digits.length - 1 - site) === ONE) positions.push(site);
  }
  return positions;
}

const ONE = "1".charCodeAt(0);

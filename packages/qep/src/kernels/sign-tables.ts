import { QepError } from "../base/errors.ts";
import { SignSpace } from "./flip-groups.ts";
import type { PauliTable } from "./kernels.ts";

/** A string of a table, by its index there, with its place in the table of factors of its flip. */
export interface SignTableMember {
  readonly term: number;
  readonly slot: number;
  /** What (−i)^{|x∧z|} is; 0 where that is not real. */
  readonly sign: -1 | 0 | 1;
}

/**
 * The strings that flip the same bits f ≠ 0, as a table of factors: bit b of a row's slot is the parity of its word under
 * mask b, and a coefficient at slot σ adds (−1)^{|σ ∧ slot|} times itself to the factor of a row.
 */
export interface SignTable {
  readonly flip: bigint;
  readonly masks: readonly bigint[];
  readonly members: readonly SignTableMember[];
}

/** The strings that flip nothing. */
export interface DiagonalStrings {
  readonly terms: readonly number[];
  readonly masks: readonly bigint[];
}

/** Parities that tell factors of a flip apart: slots have 16 bits. */
const MAX_RANK = 16;

/** Bits that the parities of a flip may involve. */
const MAX_SUPPORT = 31;

/** The mask of a table's string. */
export function maskAt(low: Uint32Array, high: Uint32Array | undefined, term: number): bigint {
  return (BigInt(high?.[term] ?? 0) << 32n) | BigInt(low[term] as number);
}

/**
 * Sorts the strings of a table by what they flip.
 *
 * @throws QepError unsupported where the sign of a flip depends on too many bits in too many ways
 */
export function signTables(table: PauliTable): {
  readonly diagonal: DiagonalStrings;
  readonly tables: readonly SignTable[];
} {
  const byFlip = new Map<bigint, number[]>();
  for (let term = 0; term < table.size; term++) {
    const flip = maskAt(table.x, table.high?.x, term);
    const terms = byFlip.get(flip);
    if (terms) terms.push(term);
    else byFlip.set(flip, [term]);
  }
  const signs = (term: number) => maskAt(table.z, table.high?.z, term);
  const terms = byFlip.get(0n) ?? [];
  byFlip.delete(0n);
  return {
    diagonal: { terms, masks: terms.map(signs) },
    tables: [...byFlip].map(([flip, members]) => tableOf(flip, members, signs)),
  };
}

function tableOf(flip: bigint, terms: readonly number[], signs: (term: number) => bigint): SignTable {
  const support = bitsOf(terms.reduce((all, term) => all | signs(term), 0n));
  const space = new SignSpace();
  if (support.length <= MAX_SUPPORT)
    for (const term of terms) space.include(compressed(signs(term), support));
  if (support.length > MAX_SUPPORT || space.rank > MAX_RANK) {
    throw new QepError(
      "unsupported",
      `in a truncated basis the terms that flip qubits ${bitsOf(flip).join(", ")} may depend on at most ${MAX_RANK} ` +
        `parities of ${MAX_SUPPORT} qubits; these have ${support.length} qubits. Use fewer different terms, or the whole space.`,
      { flips: bitsOf(flip) },
    );
  }
  const members = terms.map((term): SignTableMember => {
    const power = bitsOf(flip & signs(term)).length & 3;
    const sign = (power & 1) === 1 ? 0 : power === 0 ? 1 : -1;
    return { term, slot: space.selectorOf(compressed(signs(term), support)) as number, sign };
  });
  return { flip, masks: space.basis.map((mask) => spread(mask, support)), members };
}

/** The positions of the set bits, ascending. */
export function bitsOf(mask: bigint): number[] {
  const bits: number[] = [];
  for (let bit = 0, rest = mask; rest !== 0n; bit++, rest >>= 1n) if ((rest & 1n) === 1n) bits.push(bit);
  return bits;
}

function compressed(mask: bigint, bits: readonly number[]): number {
  return bits.reduce((sum, bit, k) => sum + (((mask >> BigInt(bit)) & 1n) === 1n ? 2 ** k : 0), 0);
}

function spread(mask: number, bits: readonly number[]): bigint {
  return bits.reduce((sum, bit, k) => sum | (((mask >>> k) & 1) === 1 ? 1n << BigInt(bit) : 0n), 0n);
}

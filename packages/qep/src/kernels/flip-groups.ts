import type { RealForm } from "./real-form.ts";

/** A tile is 16 consecutive elements, told apart by the low 4 bits of the index; see assembly/pauli.ts. */
export const TILE_BITS = 4;

/** A block is up to 16 consecutive tiles, told apart by the next 4 bits. */
const MAX_BLOCK_TILE_BITS = 4;

/** A table has at most 2^12 factors (32 KiB, near the first-level cache); a group that needs more is split. */
const MAX_TABLE_BITS = 12;

/** How many bits of the index of a vector of 2^bits elements tell tiles of a block, and blocks, apart. */
export function indexBits(bits: number): { readonly tileOfBlock: number; readonly block: number } {
  const tileOfBlock = Math.min(bits - TILE_BITS, MAX_BLOCK_TILE_BITS);
  return { tileOfBlock, block: bits - TILE_BITS - tileOfBlock };
}

/**
 * Terms that share one flip mask, and how the sign of each depends on the index.
 *
 * The index is block, tile of the block, element of the tile. Bit b of the row of the table is the parity
 * |basis_b ∧ block|. A term whose sign mask is z has (−1)^{|z∧i|} = (−1)^{|selector ∧ row|} (−1)^{|z ∧ tile, element|}
 * where selector combines the basis to the bits of z that tell blocks apart.
 */
export interface FlipGroup {
  readonly flips: number;
  /** Linearly independent masks over the index of the block (over GF(2)). */
  readonly basis: readonly number[];
  /** The bits of the element on which some sign depends: factors are kept for these alone. */
  readonly elementMask: number;
  /** Number of factors of the table; rows follow each other, then tiles, then elements. */
  readonly tableLength: number;
  /** Members by position in the real form, with the table element that holds their coefficient. */
  readonly members: readonly { readonly term: number; readonly slot: number }[];
}

/** Factors that a group has for one tile: 1 to 16. */
export function factorsPerTile({ elementMask }: FlipGroup): number {
  return 2 ** countBits(elementMask);
}

/**
 * How assembly/pauli.ts treats a group: 0 one factor a tile and no exchange inside it; else 1, 2 where both lanes of a
 * register have the same factor, 3, 4 where each has its own; 2 and 4 where the flip exchanges the lanes.
 */
export function groupKind({ flips, elementMask }: FlipGroup): number {
  if (elementMask === 0 && (flips & 15) === 0) return 0;
  return 1 + (flips & 1) + 2 * (elementMask & 1);
}

/** Which factor of a tile the even element of a register takes: the element's bits, of those that matter. */
export function factorOfElement(elementMask: number, element: number): number {
  let factor = 0;
  for (let bit = 3; bit >= 0; bit--) {
    if ((elementMask >> bit) & 1) factor = (factor << 1) | ((element >> bit) & 1);
  }
  return factor;
}

/**
 * Groups sorted by kind, then in order of first appearance.
 *
 * @param bits the vector has 2^bits elements
 */
export function flipGroups(form: RealForm, bits: number): FlipGroup[] {
  const byFlip = new Map<number, number[]>();
  for (let term = 0; term < form.size; term++) {
    const flips = form.flips[term] as number;
    const terms = byFlip.get(flips);
    if (terms) terms.push(term);
    else byFlip.set(flips, [term]);
  }
  const groups = [...byFlip].flatMap(([flips, terms]) => splitByTable(flips, terms, form.signs, bits));
  return groups.sort((a, b) => groupKind(a) - groupKind(b));
}

/** Terms that vary inside a tile come first: what overflows their table then has one factor a tile, which is cheap. */
function splitByTable(
  flips: number,
  terms: readonly number[],
  signs: Uint32Array,
  bits: number,
): FlipGroup[] {
  const { tileOfBlock } = indexBits(bits);
  const varies = (term: number) => ((signs[term] as number) & 15) !== 0;
  const groups: FlipGroup[] = [];
  let group = new GroupBuilder(tileOfBlock);
  for (const term of [...terms.filter(varies), ...terms.filter((term) => !varies(term))]) {
    if (!group.include(term, signs[term] as number)) {
      groups.push(group.finish(flips, signs));
      group = new GroupBuilder(tileOfBlock);
      group.include(term, signs[term] as number);
    }
  }
  groups.push(group.finish(flips, signs));
  return groups;
}

/** Collects terms while their table stays small. */
class GroupBuilder {
  private readonly tileOfBlock: number;
  private readonly space = new SignSpace();
  private readonly terms: number[] = [];
  private elementMask = 0;

  constructor(tileOfBlock: number) {
    this.tileOfBlock = tileOfBlock;
  }

  /** False where the table would grow too large; a first term is always taken. */
  include(term: number, signs: number): boolean {
    const mask = signs >>> (TILE_BITS + this.tileOfBlock);
    const elementMask = this.elementMask | (signs & 15);
    const rank = this.space.rank + (this.space.selectorOf(mask) === undefined ? 1 : 0);
    if (rank + this.tileOfBlock + countBits(elementMask) > MAX_TABLE_BITS) return false;
    this.space.include(mask);
    this.elementMask = elementMask;
    this.terms.push(term);
    return true;
  }

  finish(flips: number, signs: Uint32Array): FlipGroup {
    const { space, elementMask, tileOfBlock } = this;
    const elementBits = countBits(elementMask);
    const members = this.terms.map((term) => {
      const mask = signs[term] as number;
      const row = space.selectorOf(mask >>> (TILE_BITS + tileOfBlock)) as number;
      const tile = (mask >>> TILE_BITS) & (2 ** tileOfBlock - 1);
      const slot = (((row << tileOfBlock) | tile) << elementBits) | factorOfElement(elementMask, mask);
      return { term, slot };
    });
    const tableLength = 2 ** (space.rank + tileOfBlock + elementBits);
    return { flips, basis: space.basis, elementMask, tableLength, members };
  }
}

/** A growing subspace of GF(2)^n with a basis of original masks. */
export class SignSpace {
  readonly basis: number[] = [];
  /** Echelon rows with the combination of basis masks that makes them, by highest bit descending. */
  private readonly rows: { mask: number; selector: number }[] = [];

  get rank(): number {
    return this.basis.length;
  }

  /** Which basis masks add up to `mask`, as bits; undefined where it lies outside of the span. */
  selectorOf(mask: number): number | undefined {
    const { rest, selector } = this.reduce(mask);
    return rest === 0 ? selector : undefined;
  }

  include(mask: number): void {
    const { rest, selector } = this.reduce(mask);
    if (rest === 0) return;
    this.rows.push({ mask: rest, selector: selector ^ (1 << this.rank) });
    this.rows.sort((a, b) => b.mask - a.mask);
    this.basis.push(mask);
  }

  private reduce(mask: number): { rest: number; selector: number } {
    let rest = mask;
    let selector = 0;
    for (const row of this.rows) {
      if ((rest ^ row.mask) < rest) {
        rest ^= row.mask;
        selector ^= row.selector;
      }
    }
    return { rest, selector };
  }
}

function countBits(fourBits: number): number {
  return (fourBits & 1) + ((fourBits >> 1) & 1) + ((fourBits >> 2) & 1) + ((fourBits >> 3) & 1);
}

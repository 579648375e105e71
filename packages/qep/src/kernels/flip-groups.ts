import type { RealForm } from "./real-form.ts";

/** Elements of a tile are told apart by the low 4 bits of the index; see assembly/pauli.ts. */
export const TILE_BITS = 4;

/** A table has at most 2^8 rows (32 KiB, near the first-level cache); a group that needs more is split. */
const MAX_RANK = 8;

/**
 * Terms that share one flip mask, and how the sign of each depends on the index.
 *
 * With tile = i >> 4, bit b of the table row is the parity |basis_b ∧ tile|; a term whose sign mask is z has
 * (−1)^{|z∧i|} = (−1)^{|selector ∧ row|} (−1)^{|z ∧ i ∧ 15|} where selector combines the basis to z >> 4.
 */
export interface FlipGroup {
  readonly flips: number;
  /** Linearly independent masks over the tile index (over GF(2)). */
  readonly basis: readonly number[];
  /** True where no term's sign depends on the low 4 bits: one factor a row instead of 16. */
  readonly isUniform: boolean;
  /** Members by position in the real form, with the table element that holds their coefficient. */
  readonly members: readonly { readonly term: number; readonly slot: number }[];
}

/** Number of f64 in the table of a group. */
export function tableLength(group: FlipGroup): number {
  return 2 ** (group.basis.length + (group.isUniform ? 0 : TILE_BITS));
}

/**
 * 0 to 5 as in assembly/pauli.ts: by what the flip does inside a tile (nothing, registers, lanes), and uniform or not.
 */
export function groupKind({ flips, isUniform }: FlipGroup): number {
  const inside = flips & 15;
  const exchange = inside === 0 ? 0 : (inside & 1) === 0 ? 2 : 4;
  return exchange + (isUniform ? 1 : 0);
}

/** Groups sorted by kind, then in order of first appearance. */
export function flipGroups(form: RealForm): FlipGroup[] {
  const byFlip = new Map<number, number[]>();
  for (let term = 0; term < form.size; term++) {
    const flips = form.flips[term] as number;
    const terms = byFlip.get(flips);
    if (terms) terms.push(term);
    else byFlip.set(flips, [term]);
  }
  const groups = [...byFlip].flatMap(([flips, terms]) => splitByRank(flips, terms, form.signs));
  return groups.sort((a, b) => groupKind(a) - groupKind(b));
}

function splitByRank(flips: number, terms: readonly number[], signs: Uint32Array): FlipGroup[] {
  const groups: FlipGroup[] = [];
  let space = new SignSpace();
  let members: number[] = [];
  const finish = () => {
    if (members.length > 0) groups.push(makeGroup(flips, members, signs, space));
    space = new SignSpace();
    members = [];
  };
  for (const term of terms) {
    const mask = (signs[term] as number) >>> TILE_BITS;
    if (space.rank === MAX_RANK && space.selectorOf(mask) === undefined) finish();
    space.include(mask);
    members.push(term);
  }
  finish();
  return groups;
}

function makeGroup(flips: number, terms: number[], signs: Uint32Array, space: SignSpace): FlipGroup {
  const isUniform = terms.every((term) => ((signs[term] as number) & 15) === 0);
  const members = terms.map((term) => {
    const mask = signs[term] as number;
    const selector = space.selectorOf(mask >>> TILE_BITS) as number;
    return { term, slot: isUniform ? selector : (selector << TILE_BITS) | (mask & 15) };
  });
  return { flips, basis: space.basis, isUniform, members };
}

/** A growing subspace of GF(2)^n with a basis of original masks. */
class SignSpace {
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

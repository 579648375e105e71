import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { type FlipGroup, flipGroups, groupKind, TILE_BITS, tableLength } from "./flip-groups.ts";
import { popcount, type RealForm } from "./real-form.ts";

function form(terms: readonly (readonly [flips: number, signs: number])[]): RealForm {
  return {
    size: terms.length,
    flips: Uint32Array.from(terms, ([flips]) => flips),
    signs: Uint32Array.from(terms, ([, signs]) => signs),
    sign: new Float64Array(terms.length).fill(1),
  };
}

function randomForm(seed: number, bits: number, count: number, masks: number): RealForm {
  const stream = new RandomStream("flip groups", seed);
  const flips = Array.from({ length: masks }, () => stream.integer(2 ** bits));
  return form(
    Array.from({ length: count }, () => [flips[stream.integer(masks)], stream.integer(2 ** bits)] as const),
  );
}

/** Row of the group's table that a tile reads. */
function rowOf({ basis }: FlipGroup, tile: number): number {
  return basis.reduce((row, mask, bit) => row | ((popcount(mask & tile) & 1) << bit), 0);
}

describe("flip groups", () => {
  test.each([
    [1, 8, 40, 5],
    [2, 13, 400, 3],
    [3, 16, 300, 1],
    [4, 20, 60, 60],
  ])("seed %d: rows and slots give every sign, for every index", (seed, bits, count, masks) => {
    const real = randomForm(seed, bits, count, masks);
    const groups = flipGroups(real);
    const seen = new Set<number>();
    const indices = new RandomStream("indices", seed);
    for (const group of groups) {
      expect(group.basis.length).toBeLessThanOrEqual(8);
      for (const { term, slot } of group.members) {
        expect(seen.has(term)).toBe(false);
        seen.add(term);
        expect(real.flips[term]).toBe(group.flips);
        expect(slot).toBeLessThan(tableLength(group));
        for (let trial = 0; trial < 20; trial++) {
          const index = indices.integer(2 ** bits);
          const row = rowOf(group, index >>> TILE_BITS);
          const element = group.isUniform ? row : (row << TILE_BITS) | (index & 15);
          expect(popcount(slot & element) & 1).toBe(popcount(real.signs[term] & index) & 1);
        }
      }
    }
    expect(seen.size).toBe(count);
    const kinds = groups.map(groupKind);
    expect(kinds).toEqual([...kinds].sort());
  });

  test("one group for each flip mask while its rank is at most 8, more beyond", () => {
    const unit = (count: number) =>
      Array.from({ length: count }, (_, bit) => [3, 2 ** (TILE_BITS + bit)] as const);
    expect(flipGroups(form(unit(8))).map(({ basis }) => basis.length)).toEqual([8]);
    expect(flipGroups(form(unit(12))).map(({ basis }) => basis.length)).toEqual([8, 4]);
    // All 2^8 combinations of eight masks still are one group.
    const all = Array.from({ length: 256 }, (_, mask) => [3, mask << TILE_BITS] as const);
    expect(flipGroups(form(all)).map((group) => [group.basis.length, group.members.length])).toEqual([
      [8, 256],
    ]);
  });

  test.each([
    [0b0000_0000, 0b0001, 0],
    [0b0001_0000, 0b10000, 1],
    [0b0000_0110, 0b1, 2],
    [0b0000_1000, 0b100000, 3],
    [0b0000_0011, 0b1, 4],
    [0b0010_0001, 0b10000, 5],
  ])("flip %i with sign mask %i is of kind %i", (flips, signs, kind) => {
    expect(flipGroups(form([[flips, signs]])).map(groupKind)).toEqual([kind]);
  });
});

import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import {
  type FlipGroup,
  factorOfElement,
  factorsPerTile,
  flipGroups,
  groupKind,
  indexBits,
  TILE_BITS,
} from "./flip-groups.ts";
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

/** The factor of the group's table that an element of the vector takes. */
function factorOf(group: FlipGroup, bits: number, index: number): number {
  const { tileOfBlock } = indexBits(bits);
  const block = index >>> (TILE_BITS + tileOfBlock);
  const row = group.basis.reduce((sum, mask, bit) => sum | ((popcount(mask & block) & 1) << bit), 0);
  const tile = (index >>> TILE_BITS) & (2 ** tileOfBlock - 1);
  const element = factorOfElement(group.elementMask, index);
  return (row * 2 ** tileOfBlock + tile) * factorsPerTile(group) + element;
}

describe("flip groups", () => {
  test.each([
    [1, 4, 20, 5],
    [2, 7, 40, 5],
    [3, 13, 400, 3],
    [4, 16, 300, 1],
    [5, 20, 60, 60],
  ])("seed %d: factors and slots give every sign, for every index", (seed, bits, count, masks) => {
    const real = randomForm(seed, bits, count, masks);
    const groups = flipGroups(real, bits);
    const seen = new Set<number>();
    const indices = new RandomStream("indices", seed);
    for (const group of groups) {
      expect(group.tableLength).toBeLessThanOrEqual(2 ** 12);
      for (const { term, slot } of group.members) {
        expect(seen.has(term)).toBe(false);
        seen.add(term);
        expect(real.flips[term]).toBe(group.flips);
        expect(slot).toBeLessThan(group.tableLength);
        for (let trial = 0; trial < 20; trial++) {
          const index = indices.integer(2 ** bits);
          const factor = factorOf(group, bits, index);
          expect(factor).toBeLessThan(group.tableLength);
          expect(popcount(slot & factor) & 1).toBe(popcount(real.signs[term] & index) & 1);
        }
      }
    }
    expect(seen.size).toBe(count);
    const kinds = groups.map(groupKind);
    expect(kinds).toEqual([...kinds].sort());
  });

  test("one group for each flip mask while its table is small, more beyond", () => {
    const ofBlocks = (count: number) =>
      Array.from({ length: count }, (_, bit) => [3, 2 ** (8 + bit)] as const);
    expect(flipGroups(form(ofBlocks(8)), 20).map(({ basis }) => basis.length)).toEqual([8]);
    expect(flipGroups(form(ofBlocks(12)), 20).map(({ basis }) => basis.length)).toEqual([8, 4]);
    // All 2^8 combinations of eight masks still are one group.
    const all = Array.from({ length: 256 }, (_, mask) => [3, mask << 8] as const);
    const groups = flipGroups(form(all), 20);
    expect(groups.map(({ basis, members }) => [basis.length, members.length])).toEqual([[8, 256]]);
  });

  test("terms that vary inside a tile do not make the others dear", () => {
    const varying = [1, 2, 4, 8].map((element) => [0, element + 256] as const);
    const others = Array.from({ length: 8 }, (_, bit) => [0, 2 ** (8 + bit)] as const);
    const groups = flipGroups(form([...others, ...varying]), 16);
    expect(groups.map(({ elementMask, members }) => [elementMask, members.length])).toEqual([
      [0, 4],
      [15, 8],
    ]);
  });

  test.each([
    [0b0001_0000, 0b10000, 0],
    [0b0000_0000, 0b0010, 1],
    [0b0000_0110, 0, 1],
    [0b0000_0001, 0b1010, 2],
    [0b0010_0000, 0b0001, 3],
    [0b0000_0110, 0b1011, 3],
    [0b0000_0011, 0b0001, 4],
  ])("flip %i with sign mask %i is of kind %i", (flips, signs, kind) => {
    expect(flipGroups(form([[flips, signs]]), 10).map(groupKind)).toEqual([kind]);
  });

  test("factors are kept for the elements that matter", () => {
    const factors = (mask: number) =>
      Array.from({ length: 16 }, (_, element) => factorOfElement(mask, element));
    expect(factors(0)).toEqual(new Array(16).fill(0));
    expect(factors(15)).toEqual(Array.from({ length: 16 }, (_, element) => element));
    expect(factors(0b1001)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 2, 3]);
  });
});

import { expect, test } from "vitest";
import { planeLattice } from "./plane-lattice.ts";

test("every point of the grid once, each level between the points of coarser ones", () => {
  const cells = planeLattice(16, 8);
  expect(new Set(cells.map(({ column, row }) => `${column} ${row}`)).size).toBe(17 ** 2);
  expect(cells.length).toBe(17 ** 2);
  expect(cells.filter(({ stride }) => stride === 8).map(({ column, row }) => [column, row])).toEqual([
    [0, 0],
    [8, 0],
    [16, 0],
    [0, 8],
    [8, 8],
    [16, 8],
    [0, 16],
    [8, 16],
    [16, 16],
  ]);
  for (const { column, row, stride } of cells) {
    expect([column % stride, row % stride]).toEqual([0, 0]);
    if (stride < 8) expect(column % (2 * stride) === 0 && row % (2 * stride) === 0).toBe(false);
  }
  const strides = cells.map(({ stride }) => stride);
  expect(strides).toEqual([...strides].sort((a, b) => b - a));
});

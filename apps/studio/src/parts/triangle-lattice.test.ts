import { describe, expect, test } from "vitest";
import { triangleLattice } from "./triangle-lattice.ts";

describe("a triangular lattice from coarse to fine", () => {
  const cells = triangleLattice(24, 8, 4);

  test("has every point once", () => {
    expect(cells).toHaveLength((25 * 26) / 2);
    const places = new Set(cells.map(({ point }) => `${point.right.toFixed(6)} ${point.top.toFixed(6)}`));
    expect(places.size).toBe(cells.length);
  });

  test("stays in the triangle", () => {
    for (const { point } of cells) {
      expect(point.left + point.right + point.top).toBeCloseTo(4, 12);
      expect(Math.min(point.left, point.right, point.top)).toBeGreaterThanOrEqual(0);
    }
  });

  test("its levels are lattices of 4, 7, 13 and 25 points along a side", () => {
    const upTo = (stride: number) => cells.filter((cell) => cell.stride >= stride).length;
    expect([8, 4, 2, 1].map(upTo)).toEqual([10, 28, 91, 325]);
    const strides = cells.map(({ stride }) => stride);
    expect(strides).toEqual([...strides].sort((a, b) => b - a));
  });
});

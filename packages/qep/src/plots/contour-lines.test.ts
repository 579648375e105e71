import fc from "fast-check";
import { expect, test } from "vitest";
import { isoline, roundLevels } from "./contour-lines.ts";

const x = Array.from({ length: 13 }, (_, k) => k / 4 - 1.5);
const y = Array.from({ length: 9 }, (_, k) => k / 4 - 1);

test("the isolines of a plane are straight, exact and whole", () => {
  const values = y.map((v) => x.map((u) => 2 * u + v));
  const pieces = isoline(x, y, values, 0.3);
  for (const [u, v] of pieces.flat()) expect(2 * u + v).toBeCloseTo(0.3, 12);
  const length = pieces.reduce((sum, [[a, b], [c, d]]) => sum + Math.hypot(c - a, d - b), 0);
  expect(length).toBeCloseTo(2 * Math.hypot(1, 0.5), 12);
});

test("isolines of any field are closed: inside the grid every end belongs to two pieces", () => {
  const inside = ([u, v]: readonly [number, number]) => u > -1.5 && u < 1.5 && v > -1 && v < 1;
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 117, maxLength: 117 }),
      (field) => {
        const values = y.map((_, row) => x.map((__, column) => field[row * 13 + column] as number));
        const ends = new Map<string, number>();
        for (const end of isoline(x, y, values, 0.0371).flat()) {
          const key = end.map((value) => value.toFixed(9)).join();
          if (inside(end)) ends.set(key, (ends.get(key) ?? 0) + 1);
        }
        for (const count of ends.values()) expect(count % 2).toBe(0);
      },
    ),
    { numRuns: 50 },
  );
});

test("at a saddle the middle of the cell decides, and cells without a value are left out", () => {
  const near = ([u, v]: readonly [number, number]) => Math.round(u + v);
  const saddle = [
    [1, 0],
    [0, 1],
  ];
  // Below the middle, ½, the two high corners hang together: the pieces cut the low corners (1, 0) and (0, 1) off.
  expect(isoline([0, 1], [0, 1], saddle, 0.4).map((piece) => piece.map(near))).toEqual(
    [
      [1, 1],
      [1, 1],
    ].map((sums) => sums),
  );
  const high = isoline([0, 1], [0, 1], saddle, 0.6);
  expect(high.map(([[a, b], [c, d]]) => a + b + c + d < 2)).toEqual([true, false]);
  expect(
    isoline(
      [0, 1],
      [0, 1],
      [
        [1, 0],
        [Number.NaN, 0],
      ],
      0.5,
    ),
  ).toEqual([]);
});

test("levels are round and inside the range", () => {
  expect(roundLevels(0, 1, 12)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
  expect(roundLevels(-3.3, 4.2, 5)).toEqual([-2, 0, 2, 4]);
  expect(roundLevels(0.001, 0.0021, 3)).toEqual([0.0015, 0.002]);
});

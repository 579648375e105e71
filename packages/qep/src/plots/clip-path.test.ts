import { expect, test } from "vitest";
import { type Box, clipPath, isInside } from "./clip-path.ts";

const box: Box = { x: [0, 10], y: [0, 10] };

test("a path inside stays in one piece with its own points", () => {
  const path = [
    [1, 1],
    [2, 5],
    [10, 10],
  ] as const;
  expect(clipPath(path, box)).toEqual([path]);
});

test("a path that leaves and comes back is two pieces, cut at the sides", () => {
  const path = [
    [5, 5],
    [15, 5],
    [15, 8],
    [5, 8],
  ] as const;
  expect(clipPath(path, box)).toEqual([
    [
      [5, 5],
      [10, 5],
    ],
    [
      [10, 8],
      [5, 8],
    ],
  ]);
});

test("a segment from outside to outside is kept where it crosses and dropped where it passes by", () => {
  const across = [
    [-5, 0],
    [5, 10],
  ] as const;
  expect(clipPath(across, box)).toEqual([
    [
      [0, 5],
      [5, 10],
    ],
  ]);
  const past = [
    [-5, 8],
    [5, 18],
  ] as const;
  expect(clipPath(past, box)).toEqual([]);
});

test("the sides belong to the box", () => {
  expect(isInside([10, 0], box)).toBe(true);
  expect(isInside([10.01, 0], box)).toBe(false);
});

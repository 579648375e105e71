import { describe, expect, test } from "vitest";
import { extent, runningMean } from "./curve.ts";

describe("runningMean", () => {
  test("centred in the middle, cut at the ends", () => {
    expect(runningMean([0, 3, 6, 0, 3], 3)).toEqual([1.5, 3, 3, 3, 1.5]);
  });

  test("over one value nothing changes; over more than there are it is the mean", () => {
    expect(runningMean([1, 5, 2], 1)).toEqual([1, 5, 2]);
    expect(runningMean([1, 5, 3], 99)).toEqual([3, 3, 3]);
  });
});

test("extent holds all values, zero if wanted, and is never empty", () => {
  expect(extent([3, -1, 2])).toEqual([-1, 3]);
  expect(extent([3, 2], true)).toEqual([0, 3]);
  expect(extent([4, 4])).toEqual([2, 6]);
  expect(extent([0])).toEqual([-0.5, 0.5]);
});

import { expect, test } from "vitest";
import { median } from "./median.ts";

test("the median of an even number of values is the mean of the middle two", () => {
  expect(median([4, 1, 3, 10])).toBe(3.5);
  expect(median([4, 1, 30])).toBe(4);
});

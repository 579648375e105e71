import { expect, test } from "vitest";
import { scaleLimit } from "./scale-limit.ts";

test.each([
  [[], 0.1],
  [[0.05, -0.1], 0.1],
  [[0.11], 0.2],
  [[-0.51], 1],
  [[3, -2], 5],
  [[12], 20],
])("the scale of %j ends at %d", (values, limit) => {
  expect(scaleLimit(values)).toBe(limit);
});

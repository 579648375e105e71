import { expect, test } from "vitest";
import { jackknifeVariances } from "./jackknife.ts";

const samples = [0.3, -1.2, 2.5, 0.9, 0.4];
const total = samples.reduce((sum, value) => sum + value, 0);
const leftOut = samples.map((value) => (total - value) / 4);

test("of a mean it is the usual s²/n", () => {
  const mean = total / 5;
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4;
  const [found] = jackknifeVariances(leftOut.map((value) => Float64Array.of(value)));
  expect(found).toBeCloseTo(variance / 5, 14);
});

test("of two equal means' difference it is nothing; each element has its own", () => {
  const replicates = leftOut.map((value) => Float64Array.of(value - value, value, 3 * value));
  const [none, one, three] = jackknifeVariances(replicates);
  expect(none).toBe(0);
  expect(three).toBeCloseTo(9 * one, 14);
});

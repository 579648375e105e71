import { expect, test } from "vitest";
import { FARTHEST, normalDensity, pullBins } from "./pull-bins.ts";

test("half a standard error wide; what lies far out stands at the ends; the whole area is 1", () => {
  const bins = pullBins([0, 0.4, 0.5, -0.1, 99, -99, -4, 3.99]);
  expect(bins).toHaveLength(16);
  expect(bins[8]).toBe(0.5);
  expect(bins[9]).toBe(0.25);
  expect(bins[7]).toBe(0.25);
  expect([bins[0], bins[15]]).toEqual([0.5, 0.5]);
  expect(bins.reduce((sum, density) => sum + density / 2, 0)).toBe(1);
});

test("the curve beside them is normal", () => {
  const step = 0.01;
  const within = (limit: number) => {
    let sum = 0;
    for (let pull = -limit + step / 2; pull < limit; pull += step) sum += step * normalDensity(pull);
    return sum;
  };
  expect(within(1)).toBeCloseTo(0.6827, 4);
  expect(within(FARTHEST)).toBeCloseTo(0.99994, 5);
});

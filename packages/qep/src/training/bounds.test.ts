import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bounds, checkBounds, projectOntoBounds } from "./bounds.ts";

test("moves what left its bounds to the nearest end and counts it", () => {
  const parameters = Float64Array.of(-3, 0.5, 9, 100);
  expect(projectOntoBounds(parameters, [[-1, 1], [-1, 1], [2, Infinity], undefined])).toBe(1);
  expect(parameters).toEqual(Float64Array.of(-1, 0.5, 9, 100));
  const above = Float64Array.of(7);
  expect(projectOntoBounds(above, [[-1, 1]])).toBe(1);
  expect(above).toEqual(Float64Array.of(1));
});

test("projects: the result is inside, no inside point is closer, and a second time changes nothing", () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(number, number, number, number, (theta, a, b, t) => {
      const [low, high]: Bounds = [Math.min(a, b), Math.max(a, b)];
      const parameters = Float64Array.of(theta);
      projectOntoBounds(parameters, [[low, high]]);
      const [projected] = parameters;
      expect(projected).toBeGreaterThanOrEqual(low);
      expect(projected).toBeLessThanOrEqual(high);
      const other = Math.min(high, Math.max(low, t));
      expect(Math.abs(projected - theta)).toBeLessThanOrEqual(Math.abs(other - theta));
      expect(projectOntoBounds(parameters, [[low, high]])).toBe(0);
    }),
    { numRuns: 300, seed: 8 },
  );
});

test("refuses bounds without inside, starts outside and missing entries, by the parameter's name", () => {
  const check = (bounds: Bounds | undefined, start: number) => () =>
    checkBounds([undefined, bounds], ["a", "b"], Float64Array.of(0, start));
  expect(check([-1, 1], 1)).not.toThrow();
  expect(check([1, 1], 1)).not.toThrow();
  expect(check(undefined, 1e9)).not.toThrow();
  expect(check([1, -1], 0)).toThrow(
    /Parameter b: bounds must be \[low, high\] with low <= high; given: \[1, -1\]/,
  );
  expect(check([Number.NaN, 1], 0)).toThrow(/Parameter b: bounds must/);
  expect(check([-1, 1], 1.5)).toThrow(/Parameter b: starts at 1.5, outside its bounds \[-1, 1\]/);
  expect(() => checkBounds([undefined], ["a", "b"], new Float64Array(2))).toThrow(/1 bounds and 2 names/);
});

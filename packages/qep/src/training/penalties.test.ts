import fc from "fast-check";
import { expect, test } from "vitest";
import { addPenaltyGradient, checkPenalties, type PenalizedGroup, penaltyValue } from "./penalties.ts";

const group = (bound: number, slope: number, indices: number[]): PenalizedGroup => ({
  penalty: { kind: "soft-cutoff", bound, slope },
  indices,
});

test("only what is beyond the bound, and in the group, costs", () => {
  const parameters = Float64Array.of(0.5, -0.25, 0.125, 7);
  const groups = [group(0.125, 2, [0, 1, 2])];
  expect(penaltyValue(groups, parameters)).toBe(2 * (0.375 + 0.125));
  const gradient = Float64Array.of(10, 10, 10, 10);
  addPenaltyGradient(groups, parameters, gradient);
  expect(gradient).toEqual(Float64Array.of(12, 8, 10, 10));
});

test("groups add up, each with its own bound and slope", () => {
  const parameters = Float64Array.of(3, -3);
  const groups = [group(1, 1, [0]), group(2, 10, [0, 1])];
  expect(penaltyValue(groups, parameters)).toBe(2 + 10 + 10);
  const gradient = new Float64Array(2);
  addPenaltyGradient(groups, parameters, gradient);
  expect(gradient).toEqual(Float64Array.of(11, -10));
});

test("bound 0 leaves a parameter at 0 in peace", () => {
  const gradient = new Float64Array(1);
  addPenaltyGradient([group(0, 1, [0])], new Float64Array(1), gradient);
  expect(gradient).toEqual(new Float64Array(1));
});

test("the gradient is the derivative of the value away from the kinks", () => {
  const theta = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(theta, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, bound) => {
      const step = 1e-6;
      fc.pre(values.every((v) => Math.abs(Math.abs(v) - bound) > 2 * step));
      const groups = [group(bound, 0.02, [0, 2])];
      const gradient = new Float64Array(3);
      addPenaltyGradient(groups, Float64Array.from(values), gradient);
      values.forEach((_, j) => {
        const at = (shift: number) =>
          penaltyValue(
            groups,
            Float64Array.from(values, (v, i) => (i === j ? v + shift : v)),
          );
        expect(gradient[j]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 8);
      });
    }),
    { numRuns: 200, seed: 5 },
  );
});

test.each([
  ["a negative bound", group(-0.1, 1, [0]), /bound must be a finite number, 0 or above; given: -0.1/],
  ["a slope that is not finite", group(0.1, Number.NaN, [0]), /slope must be/],
  ["an index that is no parameter's", group(0.1, 1, [0, 2]), /no parameter 2; the 2 parameters/],
  ["a fractional index", group(0.1, 1, [0.5]), /no parameter 0.5/],
])("refuses %s", (_, bad, message) => {
  expect(() => checkPenalties([bad], 2)).toThrow(message);
});

test("accepts the published cutoff", () => {
  expect(() => checkPenalties([group(0.1, 0.02, [0, 1])], 2)).not.toThrow();
});

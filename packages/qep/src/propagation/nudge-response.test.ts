import { expect, test } from "vitest";
import type { Measurement } from "./device.ts";
import { nudgeResponse, readingOf } from "./nudge-response.ts";

/** Two observables after one output, and what two calibration constants would add to them. */
function measurement(mean: readonly number[], shifts: readonly (readonly number[])[]): Measurement {
  const health = { gap: null, residualNorm: null, sector: null, nudgeRange: null } as const;
  return {
    mean: Float64Array.from(mean),
    standardError: Float64Array.of(1, 1, 1),
    calibrationShifts: shifts.map((shift) => Float64Array.from(shift)),
    shots: 1,
    health: { ...health, gapSource: "unknown", nudgeRangeSource: "unknown" },
  };
}

const free = measurement(
  [9, 1, 2],
  [
    [9, 0.1, 0],
    [9, 0, 0.4],
  ],
);
const plus = measurement(
  [9, 3, 5],
  [
    [9, 0.3, 0],
    [9, 0.2, 0.5],
  ],
);
const minus = measurement(
  [9, 2, 1],
  [
    [9, 0.1, 0.2],
    [9, 0.2, 0.1],
  ],
);
const direction = { vector: Float64Array.of(1), weight: 1 };

test("one-sided quotients subtract the baseline, means and shifts alike", () => {
  const step = { factor: 1, weight: 1, share: 1 };
  const found = nudgeResponse([{ step, nudged: { ...direction, plus } }], readingOf(free, 1, true), 0.5, 1);
  expect([...found.response]).toEqual([4, 6]);
  expect(found.shifts?.map((shift) => [...shift])).toEqual([
    [expect.closeTo(0.4, 12), 0],
    [expect.closeTo(0.4, 12), expect.closeTo(0.2, 12)],
  ]);
});

test("two-sided quotients are weighted and added, means and shifts alike", () => {
  const nudged = { ...direction, plus, minus };
  const steps = [
    { factor: 1, weight: -1 / 3, share: 1 / 9 },
    { factor: 1 / 2, weight: 4 / 3, share: 8 / 9 },
  ];
  const quotients = steps.map((step) => ({ step, nudged }));
  // −1/3 over 2β and 4/3 over β: 7/6 of the difference over β = 1/2.
  const found = nudgeResponse(quotients, readingOf(free, 1, true), 0.5, 1);
  const factor = (2 * 7) / 6;
  expect([...found.response]).toEqual([expect.closeTo(factor, 12), expect.closeTo(4 * factor, 12)]);
  expect(found.shifts?.map((shift) => [...shift])).toEqual([
    [expect.closeTo(0.2 * factor, 12), expect.closeTo(-0.2 * factor, 12)],
    [expect.closeTo(0, 12), expect.closeTo(0.4 * factor, 12)],
  ]);
});

test("variances of the quotients enter by the squares of their weights", () => {
  const withError = (error: number): Measurement => ({
    ...measurement([9, 1, 2], []),
    standardError: Float64Array.of(9, error, error),
  });
  const quotients = [
    { weight: -1 / 3, factor: 1, share: 1 / 9, error: 0.3 },
    { weight: 4 / 3, factor: 1 / 2, share: 8 / 9, error: 0.1 },
  ].map(({ error, ...step }) => ({
    step,
    nudged: { ...direction, plus: withError(error), minus: withError(error) },
  }));
  const { covariance } = nudgeResponse(quotients, readingOf(free, 1, true), 0.2, 1);
  // Var of a quotient: 2 σ²/(2 factor β)².
  const expected = (2 * 0.3 ** 2) / 0.4 ** 2 / 9 + ((16 / 9) * (2 * 0.1 ** 2)) / 0.2 ** 2;
  expect(covariance?.values[0]).toBeCloseTo(expected, 12);
  expect(covariance?.values[1]).toBe(0);
});

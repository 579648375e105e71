import { expect, test } from "vitest";
import type { PlannedEstimator } from "../propagation/error-model.ts";
import { shotsForSample, trainingTotals } from "./plan-cost.ts";

const plan = { shotsPerSample: 500, preparations: 3, bases: 21 } as PlannedEstimator;
const length = { steps: 100, batchSize: 10, times: { shot: 0.01, basis: 0.1, setting: 2 } };

test("a training takes its shots, and time for shots, bases and settings", () => {
  expect(trainingTotals(plan, length)).toEqual({
    shots: 500_000,
    preparations: 3000,
    seconds: expect.closeTo(1000 * (5 + 2.1 + 6), 9),
  });
  expect(trainingTotals(plan, { ...length, times: undefined }).seconds).toBeNull();
});

test("a budget of time leaves the shots that take exactly that long", () => {
  const { seconds } = trainingTotals(plan, length);
  expect(shotsForSample({ seconds: seconds as number }, plan, length)).toBeCloseTo(500, 9);
  expect(shotsForSample({ seconds: 1 }, plan, length)).toBe(0);
  expect(shotsForSample({ shots: 5000 }, plan, length)).toBe(5);
});

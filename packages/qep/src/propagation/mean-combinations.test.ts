import { expect, test } from "vitest";
import { combineMeasurement, planCombinations } from "./mean-combinations.ts";

test("a budget without weights is shared as one whose weights are all 1: coefficients by how far u moves them", () => {
  // θ_0 = 2u, θ_1 = u²/2 at u = 3.
  const map = {
    names: ["u"],
    size: 2,
    coefficients: ([u]: Float64Array) => Float64Array.of(2 * u, u ** 2 / 2),
    jacobian: ([u]: Float64Array) => Float64Array.of(2, u),
  };
  const setting = {
    inputs: new Float64Array(0),
    parameters: Float64Array.of(3),
    nudge: Float64Array.of(0),
    stream: ["weights"],
  };
  const observables = { outputs: [0], parameters: [0] };
  const weightsOf = (weights?: Float64Array) =>
    planCombinations(map, [setting], { observables, budget: { total: 9, ...(weights ? { weights } : {}) } })
      .request.budget.weights;
  expect(weightsOf()).toEqual(Float64Array.of(1, 2, 3));
  expect(weightsOf(Float64Array.of(1, 1))).toEqual(weightsOf());
  expect(weightsOf(Float64Array.of(5, 2))).toEqual(Float64Array.of(5, 4, 6));
});

test("one budget for several settings: weights are root mean squares over them, of all combinations", () => {
  // θ_0 = u, θ_1 = u v, θ_2 = v².
  const map = {
    names: ["u", "v"],
    size: 3,
    coefficients: ([u, v]: Float64Array) => Float64Array.of(u, u * v, v ** 2),
    jacobian: ([u, v]: Float64Array) => Float64Array.of(1, 0, v, u, 0, 2 * v),
  };
  const settingAt = (...parameters: number[]) => ({
    inputs: new Float64Array(0),
    parameters: Float64Array.from(parameters),
    nudge: Float64Array.of(0),
    stream: ["weights", ...parameters],
  });
  const budget = { total: 9, weights: Float64Array.of(7, 3, 2) };
  const settings = [settingAt(4, 0), settingAt(-2, 5)];
  const observables = { outputs: [0], parameters: [0, 1] };
  const { weights } = planCombinations(map, settings, { observables, budget }).request.budget;
  const root = (first: number, second: number) => expect.closeTo(Math.sqrt((first + second) / 2), 12);
  expect([...(weights ?? [])]).toEqual([
    7,
    root(3 ** 2, 3 ** 2),
    root((2 * 4) ** 2, (3 * 5) ** 2 + (2 * -2) ** 2),
    root(0, (2 * 10) ** 2),
  ]);
});

test("whatever is linear in the means is combined as they are: replicates and shifts of a calibration", () => {
  // One output as it is, and A'_0 = 2 A_0 + 3 A_1.
  const derivatives = [Float64Array.of(1, 0), Float64Array.of(0, 2), Float64Array.of(0, 3)];
  const health = { gap: null, residualNorm: null, sector: null, nudgeRange: null } as const;
  const found = combineMeasurement(
    { length: 2, derivatives },
    {
      mean: Float64Array.of(1, 10, 100),
      standardError: Float64Array.of(1, 1, 2),
      replicates: [Float64Array.of(2, 20, 200)],
      calibrationShifts: [Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(0, -1, 1)],
      shots: 7,
      health: { ...health, gapSource: "unknown", nudgeRangeSource: "unknown" },
    },
  );
  expect(found.mean).toEqual(Float64Array.of(1, 320));
  expect(found.replicates).toEqual([Float64Array.of(2, 640)]);
  expect(found.calibrationShifts?.map((shift) => [...shift])).toEqual([
    [0.1, expect.closeTo(1.3, 12)],
    [0, 1],
  ]);
  expect(found.standardError).toEqual(Float64Array.of(1, Math.sqrt(40)));
});

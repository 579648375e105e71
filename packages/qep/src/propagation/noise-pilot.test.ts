import { describe, expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { squareLoss } from "./losses.ts";
import { pilotNoise } from "./noise-pilot.ts";
import type { GradientProblem } from "./problem.ts";

/** Deviations of a single shot of the device's outputs and of its parameters' observables; all correlations are 1/2. */
const OUTPUTS = [0.8, 0.6, 1];
const OBSERVABLES = [0.9, 0.7, 1.1];
const [BETA, SHOTS] = [0.5, 100];
/** χ_jl = (⟨A_j⟩ at β on output l less that at −β)/2β, row by row for j. */
const RESPONSES = [
  [1.1 + 0.2 * BETA ** 4, -0.6, 0.4],
  [0.5, 0.9 - 0.3 * BETA ** 2, 0],
  [0.8, 0, -0.7 + 0.25 * BETA ** 2],
];

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const squares = (values: readonly number[]) => sum(values.map((value) => value * value));
/** Var(Σ_l w_l B_l) of a single shot. */
const outputVariance = (weights: readonly number[]) =>
  sum(
    weights.flatMap((w, l) => weights.map((v, m) => w * v * OUTPUTS[l] * OUTPUTS[m] * (l === m ? 1 : 0.5))),
  );

const point = Float64Array.of(0.7);
const target = Float64Array.of(0.9, -0.3, 0.6);
/** Outputs less their targets; the error signal of the square loss is twice that. */
const DISTANCES = [0.71 - 0.9, 0.26 + 0.3, -0.42 - 0.6];
const problemOf = (points: readonly Float64Array[], samples = 1): GradientProblem => ({
  loss: squareLoss(),
  samples: Array.from({ length: samples }, () => ({ points, target })),
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["pilot"],
});
const settings = { beta: BETA, shots: SHOTS, trainedInputs: [] };

/** The error signal is ε = 2(⟨B⟩ − t), so g_j = Σ_l χ_jl ε_l has the slopes 2 χ_jl in the outputs. */
const SLOPES = RESPONSES.map((row) => row.map((response) => 2 * response));
/** Σ_l Var(ε_l) Σ_j Var(χ_jl), which the noise of the pilot's χ adds, times the shots of the outputs. */
const EXCESS = (4 * squares(OUTPUTS) * squares(OBSERVABLES)) / (2 * BETA ** 2) / SHOTS;

describe("where observables are read together, each number is that of a single shot", () => {
  // Means are without noise, so that χ is known, while it counts as measured with the shots of the pilot.
  const device = new CorrelatedDevice({ isNoiseless: true });

  test("noise through the error signal: tr(JᵀΣJ) without what the noise of the pilot's χ makes of it", async () => {
    const found = await pilotNoise(device, problemOf([point]), settings);
    const expected = sum(SLOPES.map(outputVariance)) - EXCESS;
    expect(EXCESS).toBeGreaterThan(0.05 * expected);
    expect(found.errorSignal).toBeCloseTo(expected, 9);
  });

  test("one-sided: c₁ = −2 Σ_jl (∂g_j/∂⟨B_l⟩) Cov(B_l, A_j), c₂ = Σ_j Var(A_j)", async () => {
    const { oneSided, errorSignal, observables } = await pilotNoise(device, problemOf([point]), settings);
    const shared = SLOPES.flatMap((row, j) =>
      row.map((slope, l) => slope * 0.5 * OUTPUTS[l] * OBSERVABLES[j]),
    );
    expect(sum(shared)).toBeGreaterThan(1);
    expect(oneSided[0]).toBeCloseTo(errorSignal, 9);
    expect(oneSided[1]).toBeCloseTo(-2 * sum(shared), 9);
    expect(oneSided[2]).toBeCloseTo(squares(OBSERVABLES), 9);
    expect(observables).toBeCloseTo(squares(OBSERVABLES), 9);
  });

  test("a finite difference reads Σ_l ε_l B_l", async () => {
    const found = await pilotNoise(device, problemOf([point]), settings);
    expect(found.nudgedOutput).toBeCloseTo(outputVariance(DISTANCES.map((distance) => 2 * distance)), 9);
  });

  test("a sum over the operating points of a sample, a mean over samples", async () => {
    const one = await pilotNoise(device, problemOf([point]), settings);
    const two = await pilotNoise(device, problemOf([point, point], 3), settings);
    for (const name of ["observables", "errorSignal", "nudgedOutput"] as const) {
      expect(two[name] / one[name], name).toBeCloseTo(2, 9);
    }
    expect(two.oneSided.map((value, k) => value / one.oneSided[k])).toEqual(
      new Array(3).fill(expect.closeTo(2, 9)),
    );
    expect([one.points, two.points, one.knobs, one.measuresOutputs]).toEqual([1, 2, 3, true]);
  });

  test("never negative: a χ of nothing but noise brings none", async () => {
    const found = await pilotNoise(device, problemOf([point]), { ...settings, beta: 1e-3 });
    expect(found.errorSignal).toBe(0);
  });
});

test("where each observable is measured on its own, one shot of all of them is as many readings", async () => {
  // Errors of the device: 0.5 and 0.25 of its two parameters' observables, 0.1 and 0.2 of its outputs 0.5 and 2.
  const two = { ...problemOf([Float64Array.of(0.25)]), parameters: Float64Array.of(0.5, 2) };
  const samples = [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0, 1) }];
  const found = await pilotNoise(new PolynomialDevice(), { ...two, samples }, settings);
  expect(found.observables).toBeCloseTo(2 * SHOTS * (0.25 + 0.0625), 9);
  expect(found.nudgedOutput).toBeCloseTo(2 * SHOTS * (1 * 0.01 + 4 * 0.04), 9);
  expect(found).toMatchObject({
    errorSignal: 0,
    oneSided: [0, 0, 0],
    leastShots: { outputs: 2, baseline: 2, observables: 2 },
    measuresOutputs: false,
  });
});

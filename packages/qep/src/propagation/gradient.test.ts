import { describe, expect, test } from "vitest";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { customLoss } from "./custom-loss.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { squareLoss } from "./losses.ts";
import type { GradientProblem } from "./problem.ts";

const problem = (overrides: Partial<GradientProblem> = {}): GradientProblem => ({
  loss: squareLoss(),
  // Outputs at (a, b) = (0.5, 2), x = 0.25: (0.5, 2); error signal 2·(0.5 − 0.25, 2 − 3) = (0.5, −2).
  samples: [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0.25, 3) }],
  parameters: Float64Array.of(0.5, 2),
  stream: [7, "test"],
  ...overrides,
});
const BETA = 0.1;
const [U, V] = [0.05, -0.2]; // β·ε
const meanA = (u: number) => 1 + 2 * u + 3 * u * u + 5 * u * u * u;
const meanB = (u: number, v: number) => 4 * v + 7 * u * v;

/** The second output, and three halves of the square of the input. */
const explicit = customLoss("explicit", ({ outputs, inputs }) => ({
  value: outputs[0][1] + 1.5 * inputs[0][0] ** 2,
  errorSignals: [Float64Array.of(0, 1)],
  inputDerivatives: [Float64Array.of(3 * inputs[0][0])],
}));

async function run(settings: GradientSettings, over: Partial<GradientProblem> = {}) {
  const device = new PolynomialDevice();
  const results = await estimateGradients(device, problem(over), settings);
  return { device, result: results[0] as GradientResult, results };
}

const near = (...values: number[]) => values.map((value) => expect.closeTo(value, 12));

describe("nudged methods", () => {
  test("one-sided: (A₊ − A₀)/β from two preparations", async () => {
    const { result, device } = await run({ method: "one-sided", beta: BETA });
    expect([...result.parameters]).toEqual(
      near((meanA(U) - meanA(0)) / BETA, (meanB(U, V) - meanB(0, 0)) / BETA),
    );
    expect(result).toMatchObject({
      method: "one-sided",
      beta: BETA,
      preparations: 2,
      shots: 0,
      standardError: null,
    });
    expect(result.loss).toBeCloseTo(0.25 ** 2 + 1, 12);
    expect([...result.outputs[0]]).toEqual([0.5, 2]);
    expect(device.asked.map(({ settings }) => settings.length)).toEqual([1, 1]);
  });

  test("symmetric: (A₊ − A₋)/2β from three preparations", async () => {
    const { result, device } = await run({ method: "symmetric", beta: BETA });
    expect([...result.parameters]).toEqual(
      near((meanA(U) - meanA(-U)) / (2 * BETA), (meanB(U, V) - meanB(-U, -V)) / (2 * BETA)),
    );
    expect(result).toMatchObject({ method: "symmetric", beta: BETA, preparations: 3, shots: 0 });
    const [, { settings }] = device.asked;
    expect(settings.map(({ nudge }) => [...nudge])).toEqual([near(U, V), near(-U, -V)]);
  });

  test("each output on its own: ν_l = β, weighted by the error signal afterwards", async () => {
    const { result, device } = await run({ method: "symmetric", beta: BETA, nudge: "each-output" });
    const [da, db] = [
      (meanA(BETA) - meanA(-BETA)) / (2 * BETA),
      (meanB(0, BETA) - meanB(0, -BETA)) / (2 * BETA),
    ];
    expect([...result.parameters]).toEqual(near(0.5 * da, -2 * db));
    expect(result.preparations).toBe(5);
    expect(device.asked[1].settings.map(({ nudge }) => Array.from(nudge, (value) => value + 0))).toEqual([
      [BETA, 0],
      [-BETA, 0],
      [0, BETA],
      [0, -BETA],
    ]);
    const [plusA, minusA, plusB, minusB] = device.asked[1].settings;
    expect([plusA, minusA, plusB, minusB].map(({ opposite }) => opposite)).toEqual([
      undefined,
      plusA,
      undefined,
      plusB,
    ]);
  });

  test("nudged phases are near their free phase, and every preparation has a stream of its own", async () => {
    const sample = problem().samples[0];
    const { device } = await run(
      { method: "symmetric", beta: BETA, nudge: "each-output", shots: 10 },
      { samples: [sample, sample] },
    );
    const [free, nudged] = device.asked.map(({ settings }) => settings);
    expect(free.map(({ near, stream }) => [near, stream])).toEqual([
      [undefined, [7, "test", 0, 0, "free"]],
      [undefined, [7, "test", 1, 0, "free"]],
    ]);
    for (const [k, setting] of nudged.entries()) expect(setting.near).toBe(free[Math.floor(k / 4)]);
    const streams = [...free, ...nudged].map(({ stream }) => JSON.stringify(stream));
    expect(new Set(streams).size).toBe(10);
  });

  test("trained inputs: C_k in place of A_j, and the explicit derivative", async () => {
    const { result } = await run({ method: "symmetric", beta: BETA, trainedInputs: [0] }, { loss: explicit });
    expect([...result.inputs[0]]).toEqual(near(10 + 0.75));
    expect([...result.parameters]).toEqual(near(0, 4));
  });

  test("an error signal of zero costs no nudged preparation and gives zero", async () => {
    const samples = [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0.5, 2) }];
    for (const nudge of ["error-signal", "each-output"] as const) {
      const { result, device } = await run({ method: "symmetric", beta: BETA, nudge, shots: 5 }, { samples });
      expect([...result.parameters]).toEqual([0, 0]);
      expect([...(result.standardError?.parameters ?? [])]).toEqual([0, 0]);
      expect([result.preparations, result.shots, result.loss]).toEqual([1, 0, 0]);
      expect(device.asked).toHaveLength(1);
    }
    const { result } = await run({ method: "one-sided", beta: BETA }, { samples });
    expect([[...result.parameters], result.preparations]).toEqual([[0, 0], 1]);
  });

  test("outputs with zero error signal are not nudged on their own", async () => {
    const samples = [{ points: [Float64Array.of(0.25)], target: Float64Array.of(0.5, 3) }];
    const { result } = await run({ method: "symmetric", beta: BETA, nudge: "each-output" }, { samples });
    expect(result.preparations).toBe(3);
  });

  test("points of a sample add up, samples stand side by side", async () => {
    const pair = { points: [Float64Array.of(0.25), Float64Array.of(0.5)], target: Float64Array.of(0.25, 3) };
    const single = problem().samples[0];
    const { results } = await run({ method: "symmetric", beta: BETA }, { samples: [pair, single] });
    expect(
      results.map(({ preparations, outputs, inputs }) => [preparations, outputs.length, inputs.length]),
    ).toEqual([
      [6, 2, 2],
      [3, 1, 1],
    ]);
    const second = await run(
      { method: "symmetric", beta: BETA },
      { samples: [{ ...single, points: [Float64Array.of(0.5)] }] },
    );
    const sum = results[1].parameters.map((value, j) => value + second.result.parameters[j]);
    expect([...results[0].parameters]).toEqual(near(...sum));
  });
});

describe("shots", () => {
  const [ea, eb] = [0.5, 0.25];

  test("symmetric: free phase without shots, variances of both nudged phases", async () => {
    const { result, device } = await run({ method: "symmetric", beta: BETA, shots: 10 });
    expect([...(result.standardError?.parameters ?? [])]).toEqual(
      near((ea * Math.SQRT2) / (2 * BETA), (eb * Math.SQRT2) / (2 * BETA)),
    );
    expect(result.shots).toBe(2 * 2 * 10);
    expect(device.asked[0].request.observables).toEqual({ outputs: [0, 1] });
    // The outputs of the nudged phases are read for the non-linearity alone, which costs no shots.
    expect(device.asked[1].request.shots).toEqual({ outputs: null, parameters: 10, inputs: 10 });
  });

  test("one-sided: variances of the nudged and the free phase", async () => {
    const { result } = await run({ method: "one-sided", beta: BETA, shots: 10 });
    expect([...(result.standardError?.parameters ?? [])]).toEqual(
      near((ea * Math.SQRT2) / BETA, (eb * Math.SQRT2) / BETA),
    );
    expect(result.shots).toBe(2 * 2 * 10);
  });

  test("one-sided with each output: the free noise is shared by the directions", async () => {
    const { result } = await run({ method: "one-sided", beta: BETA, shots: 10, nudge: "each-output" });
    // Σ ε_l (A_l − A_0)/β: free weight (0.5 − 2)², nudged weights 0.5² + 2².
    const factor = Math.sqrt(0.5 ** 2 + 2 ** 2 + (0.5 - 2) ** 2) / BETA;
    expect([...(result.standardError?.parameters ?? [])]).toEqual(near(ea * factor, eb * factor));
    expect(result.shots).toBe(3 * 2 * 10);
  });

  test("standard errors of trained inputs", async () => {
    const { result } = await run({ method: "symmetric", beta: BETA, shots: 10, trainedInputs: [0] });
    expect([...(result.standardError?.inputs[0] ?? [])]).toEqual(near(Math.SQRT2 / (2 * BETA)));
    expect(result.shots).toBe(2 * 3 * 10);
  });

  test("finite differences read outputs with shots", async () => {
    const { result } = await run({ method: "finite-difference", step: 0.01, shots: 10 });
    const perKnob = Math.sqrt(2 * ((0.5 * 0.1) ** 2 + (2 * 0.2) ** 2)) / 0.02;
    expect([...(result.standardError?.parameters ?? [])]).toEqual(near(perKnob, perKnob));
    expect([result.preparations, result.shots]).toEqual([1 + 4, 4 * 2 * 10]);
  });
});

describe("finite differences", () => {
  test("the explicit derivative of a trained input is added", async () => {
    const { result } = await run(
      { method: "finite-difference", step: 0.01, trainedInputs: [0] },
      { loss: explicit },
    );
    expect(result.inputs[0][0]).toBeCloseTo(0.75, 10);
  });

  test("central in every parameter and trained input, from 1 + 2(P + K) preparations", async () => {
    const { result } = await run({ method: "finite-difference", step: 0.01, trainedInputs: [0] });
    // dL/da = ε₀·2a, dL/db = ε₁, dL/dx = ε₀: exact for polynomials of second degree.
    expect([...result.parameters].map((value) => +value.toFixed(10))).toEqual([0.5, -2]);
    expect(result.inputs[0][0]).toBeCloseTo(0.5, 10);
    expect(result).toMatchObject({
      method: "finite-difference",
      beta: null,
      preparations: 7,
      shots: 0,
      standardError: null,
    });
  });
});

describe("health", () => {
  test("the smallest free gap, the widest nudge, the largest residual, their ratio", async () => {
    const samples = [
      { points: [0.25, -0.5, 0].map((x) => Float64Array.of(x)), target: Float64Array.of(0.25, 3) },
    ];
    const { result } = await run({ method: "symmetric", beta: BETA, nudge: "each-output" }, { samples });
    expect(result.health).toMatchObject({
      gap: 1.5,
      gapSource: "ritz",
      coupledGap: null,
      nudgeRangeSource: "bound",
    });
    // 2β from the second output, β from the first.
    expect(result.health.nudgeRange).toBeCloseTo(2 * BETA, 12);
    expect(result.health.nudgeToGap).toBeCloseTo((2 * BETA) / 1.5, 12);
    expect(result.health.residualNorm).toBeCloseTo(BETA, 12);
  });

  test("non-linearity of the trained observables where exact, of the outputs where not", async () => {
    const { result } = await run({ method: "symmetric", beta: BETA });
    const curved = [meanA(U) + meanA(-U) - 2 * meanA(0), meanB(U, V) + meanB(-U, -V)];
    const straight = [meanA(U) - meanA(-U), meanB(U, V) - meanB(-U, -V)];
    expect(result.health.nonlinearity).toBeCloseTo(Math.hypot(...curved) / Math.hypot(...straight), 12);
    // Outputs: 3u + 11u² and v.
    const outputs = await run({ method: "symmetric", beta: BETA, shots: 3 });
    expect(outputs.result.health.nonlinearity).toBeCloseTo((22 * U * U) / Math.hypot(6 * U, 2 * V), 12);
    expect((await run({ method: "one-sided", beta: BETA })).result.health.nonlinearity).toBeNull();
  });

  test("health in full needs the exact response; without it the basic record stands", async () => {
    const { result } = await run({ method: "symmetric", beta: BETA, health: "full" });
    expect(result.health.coupledGap).toBeNull();
  });
});

test("no samples, no results", async () => {
  expect((await run({ method: "symmetric", beta: BETA }, { samples: [] })).results).toEqual([]);
});

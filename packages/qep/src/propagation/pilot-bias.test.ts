import { describe, expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { customLoss } from "./custom-loss.ts";
import { expectedError, optimalNudge, withMoreShots } from "./nudge-optimum.ts";
import { pilotBias } from "./pilot-bias.ts";
import type { GradientProblem } from "./problem.ts";

/** Error signal (1, 0): along it A = 1 + 2β + 3β² + 5β³. */
const first = customLoss("first output", ({ outputs }) => ({
  value: outputs[0][0],
  errorSignals: [Float64Array.of(1, 0)],
}));
const problem: GradientProblem = {
  loss: first,
  samples: [{ points: [Float64Array.of(0.25)] }, { points: [Float64Array.of(0.5)] }],
  parameters: Float64Array.of(0.5, 2),
  stream: ["pilot"],
};

describe("without shots, from a response of third degree", () => {
  test("symmetric: bias and f‴ are exact", async () => {
    const found = await pilotBias(new PolynomialDevice(), problem, { method: "symmetric", beta: 0.2 });
    expect([...found.bias]).toEqual([expect.closeTo(5 * 0.04, 12), expect.closeTo(0, 12)]);
    expect([...found.derivative]).toEqual([expect.closeTo(30, 9), expect.closeTo(0, 9)]);
    expect([...found.standardError, ...found.derivativeError]).toEqual([0, 0, 0, 0]);
    expect(found.model).toMatchObject({ order: 2, noiseSquare: 0, signalNoise: 0 });
    expect(found.model.biasSquare).toBeCloseTo(25, 9);
    expect(optimalNudge(found.model)).toBe(0);
    expect(found.pilots.half[0].beta).toBe(0.1);
  });

  test("one-sided: to leading order, f″ but for the next one", async () => {
    const beta = 1e-3;
    const found = await pilotBias(new PolynomialDevice(), problem, { method: "one-sided", beta });
    // 2(g_β − g_{β/2}) = 3β + 7.5β².
    expect(found.bias[0]).toBeCloseTo(3 * beta + 7.5 * beta ** 2, 12);
    expect(found.derivative[0]).toBeCloseTo(6 + 15 * beta, 8);
  });
});

describe("with shots", () => {
  const correlated: GradientProblem = {
    ...problem,
    loss: customLoss("of three", ({ outputs: [[p, q, r]] }) => ({
      value: p - q + r,
      errorSignals: [Float64Array.of(1, -1, 1)],
    })),
    parameters: Float64Array.of(0.5, 0.4, -0.6),
  };
  const budget = { free: 100, nudged: 5000 };

  test("the bias is held by its own error bars", async () => {
    const settings = { method: "symmetric", beta: 0.5 } as const;
    const exact = await pilotBias(new CorrelatedDevice(), correlated, settings);
    let chiSquare = 0;
    const repetitions = 200;
    for (let r = 0; r < repetitions; r++) {
      const own = { ...correlated, stream: ["pilot", r] };
      const found = await pilotBias(new CorrelatedDevice(), own, { ...settings, budget });
      for (const [j, error] of found.standardError.entries()) {
        chiSquare += ((found.bias[j] - exact.bias[j]) / error) ** 2;
      }
    }
    // χ² per component, which are correlated: each mean of 200 within 4·√(2/200) of 1, 1 false alarm in 5,000.
    expect(Math.abs(chiSquare / (3 * repetitions) - 1)).toBeLessThan(4 * Math.sqrt(2 / repetitions));
  });

  test("the noise of the pilots is no bias: the squared bias of the model has their variance taken off", async () => {
    const settings = { method: "symmetric", beta: 0.8, budget: { free: 1e12, nudged: 1000 } } as const;
    const device = new CorrelatedDevice({ isNoiseless: true });
    const { bias, model } = await pilotBias(device, correlated, settings);
    // (4/3)²(Var g(β) + Var g(β/2)), Var g(β) = Σ_j Var(A_j)/(2 M β²), and half of it for two samples.
    const noise = ((16 / 9) * 5 * (0.81 + 0.49 + 1.21)) / (2 * 1000 * 0.64) / 2;
    const plain = bias.reduce((sum, value) => sum + value ** 2, 0);
    expect(noise).toBeGreaterThan(0.01 * plain);
    expect(model.biasSquare).toBeCloseTo((plain - noise) / 0.8 ** 4, 9);
    const noisy = { ...settings, budget: { free: 1e12, nudged: 10 } };
    expect((await pilotBias(device, correlated, noisy)).model.biasSquare).toBe(0);
  });

  test("noise falls as 1/β², and the optimum is where the model is least", async () => {
    const { model } = await pilotBias(new CorrelatedDevice(), correlated, {
      method: "symmetric",
      beta: 0.5,
      budget,
    });
    // Σ V/(2M), two samples averaged: deviations 0.9, 0.7, 1.1.
    expect(model.noiseSquare).toBeCloseTo((0.81 + 0.49 + 1.21) / (2 * 5000) / 2, 12);
    expect(model.signalNoise).toBeCloseTo(0, 12);
    const best = optimalNudge(model);
    for (const factor of [0.95, 1.05]) {
      expect(expectedError(model, factor * best)).toBeGreaterThan(expectedError(model, best));
    }
    expect(optimalNudge(withMoreShots(model, 64)) / best).toBeCloseTo(1 / 2, 12);
    expect(withMoreShots({ ...model, signalNoise: 8 }, 4).signalNoise).toBe(2);
  });
});

test("refused: methods without a nudge, samples of different shapes", async () => {
  const device = new PolynomialDevice();
  await expect(pilotBias(device, problem, { method: "finite-difference" })).rejects.toThrow(
    /only nudged methods have a bias/,
  );
  const unlike = {
    ...problem,
    samples: [...problem.samples, { points: [0, 1].map((x) => Float64Array.of(x)) }],
  };
  const linear = customLoss("all", ({ outputs }) => outputs.reduce((sum, [p]) => sum + p, 0));
  await expect(
    pilotBias(device, { ...unlike, loss: linear }, { method: "symmetric", beta: 0.1, trainedInputs: [0] }),
  ).rejects.toThrow(/as many components each; given 3 and 4/);
});

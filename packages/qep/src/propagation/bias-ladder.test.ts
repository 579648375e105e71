import { describe, expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { biasLadder, stepLadder } from "./bias-ladder.ts";
import { customLoss } from "./custom-loss.ts";
import type { GradientProblem } from "./problem.ts";

/** Along the error signal (1, 0, 0): ⟨A_a⟩ = a + 1.1β + 0.3β² + 0.2β⁵, ⟨A_b⟩ = 0.5β, ⟨A_c⟩ = b + 0.8β. */
const [FIRST, SECOND, FIFTH] = [1.1, 0.3, 0.2];
const problem: GradientProblem = {
  loss: customLoss("first output", ({ outputs }) => ({
    value: outputs[0][0],
    errorSignals: [Float64Array.of(1, 0, 0)],
  })),
  samples: [{ points: [Float64Array.of(0.7)] }],
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["ladder"],
};
const settings = { largest: 0.8, octaves: 2, trainedInputs: [] };

/** Estimates of the first component: (A_β − A_0)/β, (A_β − A_−β)/2β, (4 g(β/2) − g(β))/3. */
const oneSided = (beta: number) => FIRST + SECOND * beta + FIFTH * beta ** 4;
const symmetric = (beta: number) => FIRST + FIFTH * beta ** 4;
const richardson = (beta: number) => (4 * symmetric(beta / 2) - symmetric(beta)) / 3;

describe("without an exact response the reference is the Richardson combination at the least strengths", () => {
  test("one-sided and symmetric biases are the distances to it", async () => {
    const found = await biasLadder(new CorrelatedDevice(), problem, settings);
    expect(found.betas).toEqual([0.2, 0.4, 0.8]);
    expect(found.isExact).toBe(false);
    const [reference] = found.reference.gradients;
    expect([...reference]).toEqual([richardson(0.4), 0.5, 0.8].map((value) => expect.closeTo(value, 12)));
    for (const beta of found.betas) {
      expect(found.curves["one-sided"](beta).mean[0]).toBeCloseTo(oneSided(beta) - richardson(0.4), 12);
      expect(found.curves.symmetric(beta).mean[0]).toBeCloseTo(symmetric(beta) - richardson(0.4), 12);
    }
  });

  test("the Richardson bias begins with the next pair, since that of the first is 0 by its own definition", async () => {
    const { curves } = await biasLadder(new CorrelatedDevice(), problem, settings);
    const bias = richardson(0.8) - richardson(0.4);
    expect(bias).toBeLessThan(-0.01);
    expect(curves.richardson(0.8).mean[0]).toBeCloseTo(bias, 12);
    // Below the least known strength the leading order holds, β⁴.
    expect(curves.richardson(0.4).mean[0]).toBeCloseTo(bias / 16, 12);
  });

  test("pairs are an octave apart also where there are strengths between", async () => {
    const { curves, betas } = await biasLadder(new CorrelatedDevice(), problem, {
      ...settings,
      perOctave: 2,
    });
    expect(betas).toHaveLength(5);
    for (const beta of betas.slice(3)) {
      expect(curves.richardson(beta).mean[0]).toBeCloseTo(richardson(beta) - richardson(0.4), 12);
    }
  });

  test("with one pair there is no more to know, and no Richardson bias", async () => {
    const { curves, reference } = await biasLadder(new CorrelatedDevice(), problem, {
      ...settings,
      octaves: 1,
    });
    expect(reference.gradients[0][0]).toBeCloseTo(richardson(0.8), 12);
    expect(curves.richardson(0.8).mean[0]).toBe(0);
  });

  test("noise that a bias has in common with the reference cancels", async () => {
    const budget = { free: 1e12, nudged: 1000, probe: 0 };
    const device = new CorrelatedDevice({ isNoiseless: true });
    const { curves, reference } = await biasLadder(device, problem, { ...settings, budget });
    // Var g(β) = Σ_j Var(A_j)/(2 M β²), deviations 0.9, 0.7, 1.1.
    const own = (beta: number) => (0.81 + 0.49 + 1.21) / (2 * 1000 * beta ** 2);
    expect(reference.variance).toBeCloseTo((16 / 9) * own(0.2) + own(0.4) / 9, 12);
    // g(0.2) − (4 g(0.2) − g(0.4))/3, and g(0.4) − the same.
    expect(curves.symmetric(0.2).variance).toBeCloseTo((own(0.2) + own(0.4)) / 9, 12);
    expect(curves.symmetric(0.4).variance).toBeCloseTo((16 / 9) * (own(0.2) + own(0.4)), 12);
    // (4 g(0.4) − g(0.8))/3 − (4 g(0.2) − g(0.4))/3.
    expect(curves.richardson(0.8).variance).toBeCloseTo((16 * own(0.2) + 25 * own(0.4) + own(0.8)) / 9, 12);
  });
});

test("finite differences: biases against a given gradient, with the noise of both", async () => {
  const gradient = { gradients: [Float64Array.of(1, 0.25, -0.5)], variance: 3 };
  const ladder = await stepLadder(new CorrelatedDevice(), problem, gradient, { ...settings, octaves: 1 });
  expect(ladder.steps).toEqual([0.4, 0.8]);
  // ⟨B_p⟩ = a + 0.3 x is linear: the gradient is (1, 0, 0) at any step.
  const { mean, variance } = ladder.curve(0.4);
  expect([...mean]).toEqual([0, -0.25, 0.5].map((value) => expect.closeTo(value, 12)));
  expect(variance).toBe(3);
});

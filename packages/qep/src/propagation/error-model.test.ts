import { describe, expect, test } from "vitest";
import { biasCurve } from "./bias-curve.ts";
import {
  bestSplit,
  type EstimatorModel,
  gradientError,
  type PlannedBatch,
  planEstimator,
  planForError,
} from "./error-model.ts";

/** One observable of variance V, bias f‴β²/6 or f″β/2, outputs free of noise. */
function textbook(method: "one-sided" | "symmetric", variance: number, derivative: number): EstimatorModel {
  const order = method === "symmetric" ? 2 : 1;
  const bias = method === "symmetric" ? derivative / 6 : derivative / 2;
  return {
    method,
    range: [1e-4, 10],
    bias: biasCurve([{ strength: 10, biases: [Float64Array.of(bias * 10 ** order)], variance: 0 }], order),
    // M shots in each of two settings.
    noise: (beta) => ({ free: 0, responding: ((method === "symmetric" ? 1 / 2 : 2) * variance) / beta ** 2 }),
    settings: { free: 0, responding: 2 },
    leastShots: { free: 0, responding: 1 },
    preparations: 3,
    bases: 3,
  };
}

const single: PlannedBatch = { gradients: [Float64Array.of(2)], variance: 0, size: 1 };

describe("the optimum where outputs are free of noise is the textbook one", () => {
  const [variance, derivative] = [0.7, 3];
  test.each([1e4, 1e6, 1e8])("of %d shots: one-sided β₁* = (16V/(S f″²))^¼", (total) => {
    const plan = planEstimator(textbook("one-sided", variance, derivative), total, single);
    expect(plan?.strength).toBeCloseTo(((16 * variance) / (total * derivative ** 2)) ** (1 / 4), 4);
  });
  test.each([1e4, 1e6, 1e8])("of %d shots: symmetric β₂* = (18V/(S f‴²))^(1/6)", (total) => {
    const plan = planEstimator(textbook("symmetric", variance, derivative), total, single);
    expect(plan?.strength).toBeCloseTo(((18 * variance) / (total * derivative ** 2)) ** (1 / 6), 4);
  });
  test("errors fall as S^−¼ and S^−⅓", () => {
    for (const [method, power] of [
      ["one-sided", 1 / 4],
      ["symmetric", 1 / 3],
    ] as const) {
      const errors = [1e4, 1e7].map((total) => planEstimator(textbook(method, 1, 1), total, single)?.error);
      expect(Math.log((errors[0] as number) / (errors[1] as number)) / Math.log(1000)).toBeCloseTo(power, 3);
    }
  });
});

/** Two operating points, a noisy error signal, six bases in the nudged phases. */
const measured: EstimatorModel = {
  ...textbook("symmetric", 40, 2),
  noise: (beta) => ({ free: 3, responding: 40 / (2 * beta ** 2) }),
  settings: { free: 2, responding: 4 },
  leastShots: { free: 1, responding: 6 },
};

describe("the split between the phases", () => {
  test("is that of the least variance among all that cost the same", () => {
    const total = 1000;
    const split = bestSplit(measured, 1, total);
    if (!split) throw new Error("the shots suffice");
    expect(2 * split.free + 4 * split.responding).toBeCloseTo(total, 9);
    const variance = (free: number) => 3 / free + 20 / ((total - 2 * free) / 4);
    for (let free = 1; free < 450; free++) {
      expect(variance(free)).toBeGreaterThanOrEqual(variance(split.free) - 1e-12);
    }
    // (√(4·20) + √(2·3))²/S
    expect(variance(split.free)).toBeCloseTo((Math.sqrt(80) + Math.sqrt(6)) ** 2 / total, 12);
  });

  test("leaves each basis a shot, and says where that is impossible", () => {
    expect(bestSplit(measured, 1, 26)).toEqual({ free: 1, responding: 6 });
    expect(bestSplit(measured, 1, 25)).toBeNull();
    expect(planEstimator(measured, 25, single)).toBeNull();
    // Where the free noise dominates, the nudged phases keep their bases.
    const noisy = { ...measured, noise: () => ({ free: 1e9, responding: 1 }) };
    expect(bestSplit(noisy, 1, 100)).toEqual({ free: 38, responding: 6 });
  });
});

test("shots for an error: that error comes out, and one shot in a hundred less does not reach it", () => {
  for (const error of [0.3, 0.1, 0.01]) {
    const plan = planForError(measured, error, single);
    expect(plan?.error).toBeLessThanOrEqual(error);
    expect(plan?.error).toBeGreaterThan(0.97 * error);
    const cheaper = planEstimator(measured, 0.97 * (plan?.shotsPerSample ?? 0), single);
    expect(cheaper?.error).toBeGreaterThan(error);
  }
  // The least bias is that of β = 1e-4.
  expect(planForError(measured, 1e-10, single)).toBeNull();
});

test("shots for an error: as few as any strength and any split reach it with", () => {
  const error = 0.1;
  const model: EstimatorModel = {
    ...measured,
    noise: (beta) => ({ free: 3000, responding: 20 / beta ** 2 }),
    settings: { free: 8, responding: 1 },
  };
  let fewest = Number.POSITIVE_INFINITY;
  for (let beta = 0.05; beta < 0.55; beta += 0.002) {
    // At a ratio r of free to responding shots: M (1 + 8 r), where (a + b/r)/M is all of the error that is not bias.
    const room = error ** 2 - model.bias(beta).mean[0] ** 2;
    for (let ratio = 0.1; ratio < 100 && room > 0; ratio *= 1.02) {
      const { free, responding } = model.noise(beta);
      fewest = Math.min(fewest, ((responding + free / ratio) / room) * (1 + 8 * ratio));
    }
  }
  expect((planForError(model, error, single)?.shotsPerSample ?? 0) / fewest).toBeCloseTo(1, 3);
});

describe("error, cosine and signal-to-noise of given settings", () => {
  const gradients = [Float64Array.of(3, 4), Float64Array.of(5, 0)];
  const biases = [Float64Array.of(0.3, 0), Float64Array.of(0.1, 0)];
  const model: EstimatorModel = { ...measured, bias: biasCurve([{ strength: 1, biases, variance: 0 }], 2) };
  const shots = { free: 10, responding: 100 };

  test("for the batch of the pilot itself", () => {
    const found = gradientError(model, 0.5, shots, { gradients, variance: 0, size: 2 });
    // Mean gradient (4, 2), mean bias (0.2, 0)/4, variance (3/10 + 80/100)/2.
    const variance = (3 / 10 + 80 / 100) / 2;
    expect(found.bias).toBeCloseTo(0.05, 12);
    expect(found.noise).toBeCloseTo(Math.sqrt(variance), 12);
    expect(found.error).toBeCloseTo(Math.hypot(0.05, found.noise), 12);
    expect(found.relativeError).toBeCloseTo(found.error / Math.sqrt(20), 12);
    const meanSquare = 4.05 ** 2 + 4;
    expect(found.signalToNoise).toBeCloseTo(1 + meanSquare / variance, 9);
    expect(found.cosine).toBeCloseTo((4.05 * 4 + 4) / Math.sqrt(20 * (meanSquare + variance)), 12);
  });

  test("for batches of other samples: scatter over samples enters as 1/B", () => {
    const found = gradientError(model, 0.5, shots, { gradients, variance: 0, size: 8 });
    // Bias scatter of the samples: (0.1² + 0.1²)/16; mean square over batches ‖E b‖² + s²/8 with ‖E b‖² = 0.05² − s²/2.
    const scatter = 0.02 / 16;
    expect(found.bias ** 2).toBeCloseTo(0.0025 + scatter * (1 / 8 - 1 / 2), 12);
    // Gradients: scatter (1 + 4) + (1 + 4) = 10.
    expect(found.relativeError).toBeCloseTo(found.error / Math.sqrt(20 + 10 * (1 / 8 - 1 / 2)), 12);
  });

  test("the noise of the pilot is no signal", () => {
    const found = gradientError(model, 0.5, shots, { gradients, variance: 4, size: 2 });
    expect(found.relativeError).toBeCloseTo(found.error / 4, 12);
  });
});

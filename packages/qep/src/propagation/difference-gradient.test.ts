import { expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { customLoss } from "./custom-loss.ts";
import { estimateGradients } from "./gradient.ts";

test("outputs read together enter the variance with their covariances: 2 εᵀCε/(2h)² for each difference", async () => {
  const signal = [1, -3, 2];
  const problem = {
    loss: customLoss("linear", ({ outputs: [[p, q, r]] }) => ({
      value: p - 3 * q + 2 * r,
      errorSignals: [Float64Array.from(signal)],
    })),
    samples: [{ points: [Float64Array.of(0.7)] }],
    parameters: Float64Array.of(0.5, 0.4, -0.6),
    stream: ["difference"],
  };
  const [step, shots] = [0.2, 400];
  const [found] = await estimateGradients(new CorrelatedDevice({ isNoiseless: true }), problem, {
    method: "finite-difference",
    step,
    budget: { free: 100, nudged: shots },
  });
  // Deviations of a single shot, all correlations 1/2.
  const deviations = [0.8, 0.6, 1];
  const variance = signal
    .flatMap((a, l) => signal.map((b, m) => a * b * deviations[l] * deviations[m] * (l === m ? 1 : 0.5)))
    .reduce((sum, value) => sum + (2 * value) / shots / (2 * step) ** 2, 0);
  for (const error of found.standardError?.parameters ?? []) expect(error ** 2).toBeCloseTo(variance, 12);
  expect([...found.parameters]).toEqual([1, -3, 1.4].map((value) => expect.closeTo(value, 12)));
});

import { describe, expect, test } from "vitest";
import { cosine, distance, ESTIMATORS, predict } from "./gradient-quality.ts";

describe("the predicted optimum of β", () => {
  // f(β) = g + f″β/2 or g + f‴β²/6 in one component.
  const [V, M, curvature] = [0.8, 50, 3];
  const S = 2 * M;
  test.each([
    [ESTIMATORS[0], (beta: number) => (curvature * beta) / 2, ((16 * V) / (S * curvature ** 2)) ** (1 / 4)],
    [
      ESTIMATORS[1],
      (beta: number) => (curvature * beta ** 2) / 6,
      ((18 * V) / (S * curvature ** 2)) ** (1 / 6),
    ],
  ])("$0.label: bias and variance add up to the least there", (estimator, bias, expected) => {
    const pilots = { beta: 0.1, full: Float64Array.of(1 + bias(0.1)), half: Float64Array.of(1 + bias(0.05)) };
    const { optimum, errorAt } = predict(estimator, pilots, { variance: V, shots: M, batchSize: 1 });
    expect(optimum).toBeCloseTo(expected, 12);
    for (const factor of [0.9, 1.1]) expect(errorAt(factor * optimum)).toBeGreaterThan(errorAt(optimum));
    const variance = estimator.method === "symmetric" ? V / (S * 0.01) : (4 * V) / (S * 0.01);
    expect(errorAt(0.1) ** 2).toBeCloseTo(bias(0.1) ** 2 + variance, 12);
  });

  test("distance and cosine", () => {
    expect(distance(Float64Array.of(3, 0), Float64Array.of(0, 4))).toBe(5);
    expect(cosine(Float64Array.of(1, 1), Float64Array.of(2, 0))).toBeCloseTo(Math.SQRT1_2, 15);
  });
});

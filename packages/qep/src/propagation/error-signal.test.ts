import { describe, expect, test } from "vitest";
import type { Measurement } from "./device.ts";
import { errorSignals } from "./error-signal.ts";
import type { Loss } from "./loss.ts";

const health = {
  gap: null,
  gapSource: "unknown",
  residualNorm: null,
  sector: null,
  nudgeRange: null,
  nudgeRangeSource: "unknown",
} as const;

/** L = x p² q of one point, and y z of two. */
const cubic: Loss = {
  name: "cubic",
  evaluate: ({ outputs: [[p, q]], inputs: [[x]] }) => ({
    value: x * p * p * q,
    errorSignals: [Float64Array.of(2 * x * p * q, x * p * p)],
    inputDerivatives: [Float64Array.of(p * p * q)],
  }),
};
const product: Loss = {
  name: "product",
  evaluate: ({ outputs: [[y], [z]] }) => ({
    value: y * z,
    errorSignals: [Float64Array.of(z), Float64Array.of(y)],
    inputDerivatives: [new Float64Array(0), new Float64Array(0)],
  }),
};

function measured(mean: readonly number[], rest: Partial<Measurement>): Measurement {
  return { mean: Float64Array.from(mean), standardError: null, shots: 1, health, ...rest };
}

describe("error signals of measured outputs", () => {
  const sample = { points: [Float64Array.of(0.5)] };
  // A third mean, read from the same shots, is no output.
  const covariance = Float64Array.of(4e-6, 1e-6, 9, 1e-6, 9e-6, 9, 9, 9, 9);

  test("correlated outputs: L″ Σ L″ᵀ", () => {
    const [found] = errorSignals(cubic, sample, [measured([2, 3, 7], { covariance })], 2);
    expect(found?.mean[0]).toBeCloseTo(6, 5);
    expect(found?.mean[1]).toBeCloseTo(2, 5);
    // Rows of L″ at p = 2, q = 3: (2xq, 2xp) and (2xp, 0).
    expect((found?.standardError[0] ?? 0) ** 2).toBeCloseTo(9 * 4e-6 + 2 * 6 * 1e-6 + 4 * 9e-6, 12);
    expect((found?.standardError[1] ?? 0) ** 2).toBeCloseTo(4 * 4e-6, 12);
  });

  test("exact outputs have no error", () => {
    const [found] = errorSignals(cubic, sample, [measured([2, 3], {})], 2);
    expect(found).toEqual({ mean: Float64Array.of(6, 2), standardError: Float64Array.of(0, 0) });
  });

  test("a calibration is wrong in the same way at all points, beside independent shots", () => {
    const free = [
      measured([2], { standardError: Float64Array.of(0.3), calibrationShifts: [Float64Array.of(0.4)] }),
      measured([5], { standardError: Float64Array.of(0.1), calibrationShifts: [Float64Array.of(-0.2)] }),
    ];
    const points = [new Float64Array(0), new Float64Array(0)];
    const [first, second] = errorSignals(product, { points }, free, 1);
    expect([first?.mean[0], second?.mean[0]]).toEqual([5, 2]);
    expect(first?.standardError[0]).toBeCloseTo(Math.hypot(0.1, 0.2), 12);
    expect(second?.standardError[0]).toBeCloseTo(Math.hypot(0.3, 0.4), 12);
  });
});

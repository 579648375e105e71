import { describe, expect, test } from "vitest";
import type { SquareMatrix } from "./covariance.ts";
import { absoluteExpectationLoss, squareLoss } from "./losses.ts";
import { measuredLoss } from "./measured-loss.ts";

const covariance = (...values: number[]): SquareMatrix => ({
  order: Math.sqrt(values.length),
  values: Float64Array.from(values),
});
const near = (...values: number[]) => values.map((value) => expect.closeTo(value, 9));

/** L = p³/3 + pq with an input derivative p² + q: third derivatives in p alone. */
const cubic = ([[p, q]]: readonly Float64Array[]) => ({
  value: p ** 3 / 3 + p * q,
  errorSignals: [Float64Array.of(p * p + q, p)],
  inputDerivatives: [Float64Array.of(p * p + q)],
});
const [P, Q] = [2, -1];
const SIGMA = covariance(0.04, 0.01, 0.01, 0.09);

describe("a cubic loss of correlated outputs", () => {
  const { loss, noise } = measuredLoss(cubic, [{ outputs: Float64Array.of(P, Q), covariance: SIGMA }]);

  test("less half the curvature times the covariance", () => {
    // L″ = [[2p, 1], [1, 0]]; third derivative 2 in p.
    expect(loss.value).toBeCloseTo(P ** 3 / 3 + P * Q - 0.5 * (2 * P * 0.04 + 2 * 0.01), 9);
    expect([...loss.errorSignals[0]]).toEqual(near(P * P + Q - 0.04, P));
    expect([...loss.inputDerivatives[0]]).toEqual(near(P * P + Q - 0.04));
  });

  test("slopes in each output", () => {
    // Over one standard deviation a cubic's slope in p is 2p still: its second derivative is odd about p.
    expect([...(noise?.slopes[0][0].errorSignals[0] ?? [])]).toEqual(near(2 * P, 1));
    expect([...(noise?.slopes[0][1].errorSignals[0] ?? [])]).toEqual(near(1, 0));
    expect([...(noise?.slopes[0][1].inputDerivatives[0] ?? [])]).toEqual(near(1));
  });

  test("variance εᵀΣε − ½ tr(L″ΣL″Σ)", () => {
    const signal = [P * P + Q, P];
    const linear = signal[0] ** 2 * 0.04 + 2 * signal[0] * signal[1] * 0.01 + signal[1] ** 2 * 0.09;
    // L″Σ by hand.
    const [a, b, c, d] = [2 * P * 0.04 + 0.01, 2 * P * 0.01 + 0.09, 0.04, 0.01];
    expect(noise?.variance).toBeCloseTo(linear - (a * a + 2 * b * c + d * d) / 2, 9);
  });
});

test("square loss: unbiased by tr Σ, error signal untouched, at the target the variance of χ²", () => {
  const lossAt = (outputs: readonly Float64Array[]) =>
    squareLoss().evaluate({ outputs, inputs: [new Float64Array(0)], target: Float64Array.of(0.3, 0.1) });
  const { loss, noise } = measuredLoss(lossAt, [
    { outputs: Float64Array.of(0.3, 0.1), covariance: covariance(0.04, 0, 0, 0.09) },
  ]);
  expect(loss.value).toBeCloseTo(-0.13, 12);
  expect([...loss.errorSignals[0]]).toEqual([0, 0]);
  // Var Σ σ²z² = 2 Σ σ⁴.
  expect(noise?.variance).toBeCloseTo(2 * (0.04 ** 2 + 0.09 ** 2), 12);
});

test("noise of one point moves the error signal of another, and points without noise move nothing", () => {
  const lossAt = ([[p], [q]]: readonly Float64Array[]) => ({
    value: p * p * q,
    errorSignals: [Float64Array.of(2 * p * q), Float64Array.of(p * p)],
    inputDerivatives: [new Float64Array(0), new Float64Array(0)],
  });
  const { loss, noise } = measuredLoss(lossAt, [
    { outputs: Float64Array.of(3), covariance: covariance(0.25) },
    { outputs: Float64Array.of(2), covariance: covariance(0) },
  ]);
  expect([...loss.errorSignals[1]]).toEqual(near(9 - 0.25));
  expect([...(noise?.slopes[0][0].errorSignals[1] ?? [])]).toEqual(near(6));
  expect([...(noise?.slopes[1][0].errorSignals[0] ?? [])]).toEqual([0]);
});

test("beside a kink the error signal stays what it is", () => {
  const lossAt = (outputs: readonly Float64Array[]) =>
    absoluteExpectationLoss({ output: 0, goal: "minimize" }).evaluate({
      outputs,
      inputs: [new Float64Array(0)],
    });
  const at = (output: number) =>
    measuredLoss(lossAt, [{ outputs: Float64Array.of(output), covariance: covariance(0.04) }]);
  expect(at(0.1).loss.errorSignals[0][0]).toBe(1);
  expect(at(0.3).noise?.slopes[0][0].errorSignals[0][0]).toBe(0);
});

test("exact outputs: the loss as it is", () => {
  const exact = measuredLoss(cubic, [{ outputs: Float64Array.of(P, Q), covariance: covariance(0, 0, 0, 0) }]);
  expect(exact).toEqual({ loss: cubic([Float64Array.of(P, Q)]), noise: null });
});

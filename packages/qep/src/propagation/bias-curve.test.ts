import { describe, expect, test } from "vitest";
import { biasCurve, meanAndScatter, squaredBias } from "./bias-curve.ts";

/** b(β) = (2β² + β⁴, −β²). */
const bias = (beta: number) => Float64Array.of(2 * beta ** 2 + beta ** 4, -(beta ** 2));
const points = [0.8, 0.2, 0.4].map((strength) => ({ strength, biases: [bias(strength)], variance: 0 }));

describe("a bias of second order", () => {
  const curve = biasCurve(points, 2);
  test("goes through the points", () => {
    for (const { strength, biases } of points) {
      const { mean } = curve(strength);
      expect([...mean]).toEqual([...biases[0]].map((value) => expect.closeTo(value, 12)));
    }
  });
  test("lies between them, and follows the leading order below the least", () => {
    const { mean } = curve(0.3);
    expect(mean[0] / bias(0.3)[0]).toBeCloseTo(1, 1.5);
    expect(mean[1]).toBeCloseTo(-0.09, 3);
    expect(curve(0.02).mean[0]).toBeCloseTo(bias(0.2)[0] / 100, 12);
  });
  test("is refused above the largest, and at 0", () => {
    expect(() => curve(0.81)).toThrow(/known at strengths above 0 and up to 0\.8, asked for was 0\.81/);
    expect(() => curve(0)).toThrow(/asked for was 0/);
  });
});

test("noise of the pilot is scaled with the bias and taken off its square", () => {
  const noisy = biasCurve([{ strength: 1, biases: [Float64Array.of(3, 4)], variance: 9 }], 2);
  expect(squaredBias(noisy(1), 1)).toBe(16);
  expect(squaredBias(noisy(0.5), 1)).toBe(1);
  const pure = biasCurve([{ strength: 1, biases: [Float64Array.of(1)], variance: 9 }], 2);
  expect(squaredBias(pure(1), 1)).toBe(0);
});

test("mean and scatter of vectors", () => {
  const { mean, scatter } = meanAndScatter([Float64Array.of(1, 0), Float64Array.of(3, 6)]);
  expect([...mean, scatter]).toEqual([2, 3, 2 + 18]);
  expect(meanAndScatter([Float64Array.of(5)]).scatter).toBe(0);
});

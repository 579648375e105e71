import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { biasCurve, meanAndScatter, squaredMean } from "./bias-curve.ts";

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
  expect(squaredMean(noisy(1), 1)).toBe(16);
  expect(squaredMean(noisy(0.5), 1)).toBe(1);
  const pure = biasCurve([{ strength: 1, biases: [Float64Array.of(1)], variance: 9 }], 2);
  expect(squaredMean(pure(1), 1)).toBe(0);
});

test("noise of the pilot is taken off the scatter of its samples too: what is left is right on average", () => {
  const random = new RandomStream("pilot", 1);
  const [samples, noise, spread, center, repetitions] = [5, 2, 1, 6, 4000];
  const found = [1, samples, 20].map(() => 0);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const vectors = Array.from({ length: samples }, () =>
      Float64Array.of(center + spread * random.normal() + noise * random.normal()),
    );
    const mean = { ...meanAndScatter(vectors), variance: noise ** 2 / samples, samples };
    for (const [k, size] of [1, samples, 20].entries()) found[k] += squaredMean(mean, size) / repetitions;
  }
  // Each mean square has a standard error of 2·6·√(5/5)/√4000 = 0.19; 4 of them: 1 false alarm in 5,000 for the three.
  for (const [k, size] of [1, samples, 20].entries()) {
    expect(Math.abs(found[k] - (center ** 2 + spread ** 2 / size))).toBeLessThan(4 * 0.19);
  }
  // Without the correction a batch of one sample would be 4·(1 − 1/5) = 3.2 too large.
});

test("one sample tells nothing of a scatter, whatever its noise", () => {
  const one = { mean: Float64Array.of(5), scatter: 0, variance: 4, samples: 1 };
  expect(squaredMean(one, 1)).toBe(21);
  expect(squaredMean(one, 10)).toBe(21);
});

test("mean and scatter of vectors", () => {
  const { mean, scatter } = meanAndScatter([Float64Array.of(1, 0), Float64Array.of(3, 6)]);
  expect([...mean, scatter]).toEqual([2, 3, 2 + 18]);
  expect(meanAndScatter([Float64Array.of(5)]).scatter).toBe(0);
});

import { describe, expect, test } from "vitest";
import { BIAS_ORDER, nudgeSteps, shotsOfStep } from "./nudge-steps.ts";

describe("the quotients of a method", () => {
  /** The estimate of f′(0) from a power β^n, two-sided or not. */
  const estimate = (method: keyof typeof BIAS_ORDER, power: number, beta: number) =>
    nudgeSteps(method).reduce((sum, { factor, weight }) => {
      const [above, below] = [(factor * beta) ** power, (-factor * beta) ** power];
      const quotient =
        method === "one-sided" ? above / (factor * beta) : (above - below) / (2 * factor * beta);
      return sum + weight * quotient;
    }, 0);

  test.each(["one-sided", "symmetric", "richardson"] as const)(
    "%s: exact up to powers of its order, then biased",
    (method) => {
      const order = BIAS_ORDER[method];
      expect(estimate(method, 1, 0.7)).toBeCloseTo(1, 14);
      for (let power = 2; power <= order; power++) expect(estimate(method, power, 0.7)).toBeCloseTo(0, 14);
      expect(Math.abs(estimate(method, order + 1, 0.7))).toBeGreaterThan(0.05);
    },
  );

  test("Richardson: bias −f⁽⁵⁾β⁴/480", () => {
    // f = β⁵ has f⁽⁵⁾ = 120.
    expect(estimate("richardson", 5, 0.3)).toBeCloseTo((-120 * 0.3 ** 4) / 480, 14);
  });
});

test("Richardson's shots: all of them, at least one each, near the share of the least variance", () => {
  const [full, half] = nudgeSteps("richardson");
  for (const shots of [2, 3, 9, 10, 900]) {
    const parts = [full, half].map((step) => shotsOfStep(step, shots));
    expect(parts[0] + parts[1]).toBe(shots);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(1);
  }
  const variance = (atFull: number) => 1 / 9 / atFull + 64 / 9 / (900 - atFull);
  const best = shotsOfStep(full, 900);
  for (const other of [best - 5, best + 5]) expect(variance(other)).toBeGreaterThan(variance(best));
});

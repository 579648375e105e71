import { describe, expect, test } from "vitest";
import { exponentialCoefficients } from "./exponential-coefficients.ts";

const grid = Array.from({ length: 401 }, (_, k) => -1 + k / 200);

/** Σ c_k T_k(x) by Clenshaw's recurrence. */
function series(coefficients: Float64Array, x: number): number {
  let [later, last] = [0, 0];
  for (let k = coefficients.length - 1; k > 0; k--) {
    [later, last] = [(coefficients[k] as number) + 2 * x * later - last, later];
  }
  return (coefficients[0] as number) + x * later - last;
}

describe.each([1e-80, 1e-6, 0.1, 1, 12, 300, 1e5])("z = %d", (z) => {
  test.each([1e-4, 1e-9, 1e-13])(
    "the series is e^(-z(1+x)) to %d, and hardly longer than it must be",
    (tolerance) => {
      const coefficients = exponentialCoefficients(z, tolerance);
      const error = (length: number) =>
        grid.reduce((most, x) => {
          return Math.max(
            most,
            Math.abs(series(coefficients.subarray(0, length), x) - Math.exp(-z * (1 + x))),
          );
        }, 0);
      expect(error(coefficients.length)).toBeLessThan(tolerance + 1e-14);
      // All terms have one sign at x = −1, so that is where the error shows.
      const half = Math.ceil(coefficients.length / 2);
      if (z >= 0.1) expect(error(half)).toBeGreaterThan(tolerance);
    },
  );

  test("the derivative with respect to z x is as good, in units of z", () => {
    const coefficients = exponentialCoefficients(z, 1e-9);
    const h = 1e-5;
    for (const x of [-0.9, -0.3, 0.2, 0.8]) {
      const slope = (series(coefficients, x + h) - series(coefficients, x - h)) / (2 * h);
      expect(Math.abs(slope / z + Math.exp(-z * (1 + x)))).toBeLessThan(1e-7 + 1e-10 / z + z * z * h * h);
    }
  });
});

test("terms grow as the square root of z", () => {
  const length = (z: number) => exponentialCoefficients(z, 1e-10).length;
  expect(length(4e6) / length(1e6)).toBeCloseTo(2, 1);
});

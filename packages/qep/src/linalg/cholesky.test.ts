import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solvePositiveDefinite } from "./cholesky.ts";

describe("solving with a positive definite matrix", () => {
  test("by hand: L = [[2, 0], [1, 3]]", () => {
    // A x with x = (1, −2)
    expect(solvePositiveDefinite(Float64Array.of(4, 2, 2, 10), Float64Array.of(0, -18))).toEqual(
      Float64Array.of(1, -2),
    );
  });

  test("reads the lower triangle only", () => {
    expect(solvePositiveDefinite(Float64Array.of(4, 99, 2, 10), Float64Array.of(0, -18))).toEqual(
      Float64Array.of(1, -2),
    );
  });

  test("A x is b again, for A = M Mᵀ + 1", () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    const sized = fc.integer({ min: 1, max: 7 }).chain((n) =>
      fc.record({
        m: fc.array(entry, { minLength: n * n, maxLength: n * n }),
        b: fc.array(entry, { minLength: n, maxLength: n }),
      }),
    );
    fc.assert(
      fc.property(sized, ({ m, b }) => {
        const n = b.length;
        const a = Float64Array.from({ length: n * n }, (_, index) => {
          const [i, j] = [Math.floor(index / n), index % n];
          return m.slice(0, n).reduce((sum, _, k) => sum + m[i * n + k] * m[j * n + k], i === j ? 1 : 0);
        });
        const x = solvePositiveDefinite(a, Float64Array.from(b));
        for (let i = 0; i < n; i++) {
          const product = x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0);
          // ‖A‖ ≤ 9·49 + 1, ‖x‖ ≤ ‖b‖ ≤ 8: rounding of about 1e-16 times their product.
          expect(Math.abs(product - b[i])).toBeLessThan(1e-11);
        }
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  test("refuses what is not positive definite", () => {
    const singular = Float64Array.of(1, 1, 1, 1);
    expect(() => solvePositiveDefinite(singular, Float64Array.of(1, 1))).toThrow(/pivot 1 of 2 is 0/);
  });
});

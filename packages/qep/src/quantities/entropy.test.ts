import fc from "fast-check";
import { expect, test } from "vitest";
import { renyiEntropy } from "./entropy.ts";

test("flat spectra have the logarithm of their rank at every order, in any base", () => {
  for (const order of [0, 0.5, 1, 2, Number.POSITIVE_INFINITY]) {
    expect(renyiEntropy([0.25, 0.25, 0.25, 0.25], order)).toBeCloseTo(Math.log(4), 14);
    expect(renyiEntropy([0.25, 0.25, 0.25, 0.25], order, 2)).toBeCloseTo(2, 14);
  }
});

test("a pure state has the entropy 0, whatever rounding left", () => {
  for (const order of [0, 1, 2]) expect(renyiEntropy([1, 1e-17, -1e-16], order)).toBe(0);
});

test("entropies fall with their order and are continuous at 1", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-3, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 }),
      (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const spectrum = weights.map((weight) => weight / total);
        const orders = [0, 0.3, 1, 1.7, 3, Number.POSITIVE_INFINITY].map((order) =>
          renyiEntropy(spectrum, order),
        );
        for (const [k, entropy] of orders.slice(1).entries())
          expect(entropy).toBeLessThanOrEqual((orders[k] as number) + 1e-12);
        expect(renyiEntropy(spectrum, 1 + 1e-7)).toBeCloseTo(renyiEntropy(spectrum, 1), 5);
      },
    ),
  );
});

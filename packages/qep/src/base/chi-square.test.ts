import { expect, test } from "vitest";
import { chiSquareTail } from "./chi-square.ts";

// scipy.stats.chi2.sf
test.each([
  [1e-3, 1, 0.9747728793699604],
  [3.841458820694124, 1, 0.05],
  [2, 2, 0.36787944117144233],
  [7.814727903251178, 3, 0.05],
  [4, 5, 0.5494159513527802],
  [30, 10, 0.000856641210775301],
  [80, 100, 0.9296649333406051],
])("Q(χ² = %d; k = %i) = %d", (value, degrees, expected) => {
  expect(chiSquareTail(value, degrees) / expected).toBeCloseTo(1, 11);
});

test("both expansions meet, and the ends are 1 and almost 0", () => {
  for (const degrees of [1, 2, 5, 9]) {
    const seam = degrees + 2;
    expect(chiSquareTail(seam * (1 - 1e-12), degrees)).toBeCloseTo(chiSquareTail(seam, degrees), 11);
  }
  expect(chiSquareTail(0, 3)).toBe(1);
  expect(chiSquareTail(1000, 3)).toBeLessThan(1e-200);
});

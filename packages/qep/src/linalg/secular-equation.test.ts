import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { type SecularFunction, secularRoot } from "./secular-equation.ts";

/** Roots by bisection of the function as it is defined, from the pole left of each root. */
function byBisection({ poles, weights, inverseRho }: SecularFunction, index: number): number {
  let [low, high] = [0, (index + 1 < poles.length ? poles[index + 1] : 1e6) - poles[index]];
  for (let step = 0; step < 2000 && (low + high) / 2 > low && (low + high) / 2 < high; step++) {
    const x = (low + high) / 2;
    const value = poles.reduce((sum, pole, j) => sum + weights[j] / (pole - poles[index] - x), inverseRho);
    if (value < 0) low = x;
    else high = x;
  }
  return low;
}

const problems: [string, SecularFunction][] = [
  ["one pole", { poles: Float64Array.of(2), weights: Float64Array.of(0.25), inverseRho: 0.5 }],
  ["two poles", { poles: Float64Array.of(-1, 1), weights: Float64Array.of(0.5, 0.5), inverseRho: 3 }],
  [
    "tiny weights beside large ones",
    { poles: Float64Array.of(0, 1, 2, 3), weights: Float64Array.of(1, 1e-28, 1e-14, 1), inverseRho: 1e-3 },
  ],
  [
    "poles 1e-10 apart",
    {
      poles: Float64Array.of(1, 1 + 1e-10, 1 + 2e-10, 2),
      weights: new Float64Array(4).fill(0.25),
      inverseRho: 0.7,
    },
  ],
  [
    "weak coupling",
    { poles: Float64Array.of(0, 0.5, 4), weights: new Float64Array(3).fill(1 / 3), inverseRho: 1e12 },
  ],
];
const stream = new RandomStream("secular");
problems.push([
  "random",
  {
    poles: Float64Array.from({ length: 40 }, () => stream.normal()).sort(),
    weights: Float64Array.from({ length: 40 }, () => stream.normal() ** 2 / 40),
    inverseRho: 0.8,
  },
]);

describe.each(problems)("%s", (_, problem) => {
  test("every root, and its distance from every pole, to rounding", () => {
    const { poles } = problem;
    for (let index = 0; index < poles.length; index++) {
      const differences = new Float64Array(poles.length);
      const root = secularRoot(problem, index, differences);
      const distance = byBisection(problem, index);
      expect(Math.abs(-differences[index] / distance - 1)).toBeLessThan(1e-11);
      for (const [j, pole] of poles.entries()) {
        const expected = pole - poles[index] - distance;
        expect(Math.abs(differences[j] - expected)).toBeLessThan(
          1e-14 * (Math.abs(expected) + Math.abs(distance)) + 1e-26,
        );
      }
      expect(Math.abs(root - (poles[index] + distance))).toBeLessThan(4e-16 * Math.max(1, Math.abs(root)));
    }
  });
});

test("a root far closer to the pole on its right than rounding of that pole keeps its distance", () => {
  // 0.1 − 1/λ + 1e-20/(1 − λ) = 0 has 1 − λ = 1e-20/0.9 to first order.
  const problem = { poles: Float64Array.of(0, 1), weights: Float64Array.of(1, 1e-20), inverseRho: 0.1 };
  const differences = new Float64Array(2);
  secularRoot(problem, 0, differences);
  expect(differences[1] * 0.9e20).toBeCloseTo(1, 12);
});

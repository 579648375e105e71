import { describe, expect, test } from "vitest";
import { chiSquareRatio } from "../../test/support/chi-square.ts";
import { drawMultinomial } from "./multinomial.ts";
import { RandomStream } from "./random.ts";

describe("multinomial sampling", () => {
  test("has the probabilities of the weights (false alarm: one in a million)", () => {
    const weights = Float64Array.of(0, 3, 0.5, 0, 2, 0.001, 1, 0);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const { indices, occurrences } = drawMultinomial(weights, 1e6, new RandomStream("multinomial"));
    const all = new Float64Array(weights.length);
    for (const [k, index] of indices.entries()) all[index] = occurrences[k];
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(1e6);
    expect([...indices]).toEqual([1, 2, 4, 5, 6]);
    expect(
      chiSquareRatio(
        all,
        weights.map((weight) => weight / total),
      ),
    ).toBeLessThan(1);
  });

  test("the number of each has the variance M p (1 − p) (false alarm: one in 10,000)", () => {
    const [shots, repetitions, p] = [50, 20_000, 0.2];
    const stream = new RandomStream("variance");
    let squares = 0;
    for (let k = 0; k < repetitions; k++) {
      const { indices, occurrences } = drawMultinomial(Float64Array.of(0.8, p), shots, stream);
      const ones = indices.at(-1) === 1 ? (occurrences.at(-1) as number) : 0;
      squares += (ones - shots * p) ** 2;
    }
    const variance = shots * p * (1 - p);
    expect(Math.abs(squares / repetitions / variance - 1)).toBeLessThan(3.9 * Math.sqrt(2 / repetitions));
  });

  test("one shot, one possibility", () => {
    const { indices, occurrences } = drawMultinomial(Float64Array.of(0, 0, 1e-300), 1, new RandomStream(1));
    expect([[...indices], [...occurrences]]).toEqual([[2], [1]]);
  });
});

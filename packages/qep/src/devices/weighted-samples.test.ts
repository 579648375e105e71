import { expect, test } from "vitest";
import { logarithmOfMean, weightedMean } from "./weighted-samples.ts";

const weights = [1, 2, 5];
const values = [Float64Array.of(1, 10), Float64Array.of(2, -10), Float64Array.of(4, 0)];
const near = (...expected: number[]) => expected.map((value) => expect.closeTo(value, 11));

// Far beyond what exp can represent: only ratios matter.
test.each([0, 5000, -5000])(
  "weighted means and those with one sample left out, logarithms shifted by %d",
  (shift) => {
    const logWeights = weights.map((weight) => Math.log(weight) + shift);
    const { mean, replicates } = weightedMean(logWeights, values);
    expect([...mean]).toEqual(near(25 / 8, -10 / 8));
    expect(replicates.map((row) => [...row])).toEqual([
      near(24 / 7, -20 / 7),
      near(21 / 6, 10 / 6),
      near(5 / 3, -10 / 3),
    ]);
    const logarithm = logarithmOfMean(logWeights);
    expect([...logarithm.mean]).toEqual(near(Math.log(8 / 3) + shift));
    expect(logarithm.replicates.map((row) => row[0] - shift)).toEqual(
      near(Math.log(3.5), Math.log(3), Math.log(1.5)),
    );
  },
);

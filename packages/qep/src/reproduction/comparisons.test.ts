import { describe, expect, test } from "vitest";
import { compareNumbers, largestDeviation } from "./comparisons.ts";
import { type Comparison, type Verdict, verdictOf } from "./reproduction.ts";

describe("comparisons number by number", () => {
  const compare = (published: number[] | undefined, ours: number[]) =>
    compareNumbers({ quantity: "q", published, ours, bound: 1e-3 });

  test("the largest deviation decides, the bound included", () => {
    expect(compare([1, 2], [1, 2.0005])).toEqual({
      quantity: "q",
      published: "2 numbers",
      ours: "2 numbers",
      evidence: "largest deviation 5.0e-4, asked 1e-3",
      verdict: "agrees",
    });
    expect(compare([1, 2], [1.002, 2]).verdict).toBe("differs");
    expect(compareNumbers({ quantity: "q", published: [0], ours: [0.5], bound: 0.5 }).verdict).toBe("agrees");
  });

  test("a number that is none differs, and so do lists of other lengths", () => {
    expect(compare([1, 2], [Number.NaN, 2]).verdict).toBe("differs");
    expect(compare([1, 2], [1]).verdict).toBe("differs");
    expect(largestDeviation([Number.NaN, 3], [1, 1])).toBeNaN();
  });

  test("without published data there is no verdict", () => {
    expect(compare(undefined, [1])).toMatchObject({
      published: "not in the data given",
      verdict: "not compared",
    });
  });
});

describe("the verdict on a reproduction", () => {
  test.each([
    [[], "not compared"],
    [["not compared"], "not compared"],
    [["agrees", "not compared"], "agrees"],
    [["agrees", "differs"], "differs"],
  ] as [Verdict[], Verdict][])("%j: %s", (verdicts, expected) => {
    const comparisons = verdicts.map((verdict): Comparison => {
      return { quantity: "q", published: "", ours: "", evidence: "", verdict };
    });
    expect(verdictOf(comparisons)).toBe(expected);
  });
});

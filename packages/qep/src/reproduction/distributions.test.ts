import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { compareSamples, quantile, sampleText } from "./distributions.ts";

const sample = (name: string, count: number, mean: number, deviation: number) => {
  const stream = new RandomStream("distributions", name);
  return Array.from({ length: count }, () => mean + deviation * stream.normal());
};

describe("two samples of runs", () => {
  const published = sample("published", 30, 0.95, 0.02);

  test("of the same distribution agree, of another differ", () => {
    expect(compareSamples("q", published, sample("same", 12, 0.95, 0.02)).verdict).toBe("agrees");
    expect(compareSamples("q", published, sample("lower", 12, 0.85, 0.02)).verdict).toBe("differs");
    // The same mean, but another shape: Kolmogorov–Smirnov sees it.
    const twofold = Array.from({ length: 40 }, (_, k) => 0.95 + (k % 2 === 0 ? 0.08 : -0.08));
    expect(compareSamples("q", published, twofold).verdict).toBe("differs");
  });

  test("fewer than ten own runs have numbers but no verdict", () => {
    const few = compareSamples("q", published, sample("same", 9, 0.95, 0.02));
    expect(few.verdict).toBe("not compared");
    expect(few.evidence).toMatch(/difference of means .*p = .*fewer than 10 runs here/);
    expect(compareSamples("q", undefined, [1, 2])).toMatchObject({ published: "not in the data given" });
    expect(compareSamples("q", published, [1]).verdict).toBe("not compared");
  });

  test("mean and standard deviation in words; quantiles between neighbours", () => {
    expect(sampleText([1, 2, 3])).toBe("2.000 ± 1.000 (3 runs)");
    expect(sampleText([0.5])).toBe("0.500 (1 run)");
    expect([0, 0.25, 0.5, 1].map((share) => quantile([4, 1, 2], share))).toEqual([1, 1.5, 2, 4]);
  });
});

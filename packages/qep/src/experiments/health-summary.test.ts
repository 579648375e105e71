import { describe, expect, test } from "vitest";
import { describeHealth, healthAdvice, summarizeHealth } from "./health-summary.ts";
import type { HistoryRecord } from "./run-record.ts";

function step(
  index: number,
  gap: number | null,
  nudgeToGap: number | null,
  nonlinearity: number | null,
): HistoryRecord {
  const health = { gap, nudgeToGap, nonlinearity };
  return { step: index, cost: 1, penalty: 0, gradientNorm: 1, preparations: 3, shots: 10, health };
}

const tested: HistoryRecord = {
  step: 0,
  test: { cost: 0, accuracy: 0, maxChoice: 0, singleShot: 0, product: 0 },
};

describe("summarizeHealth", () => {
  test("extremes, medians and shares over steps; tests do not count", () => {
    const history = [tested, step(0, 0.5, 0.2, 0.1), step(1, 0.3, 4, 0.5), step(2, null, 2, null)];
    expect(summarizeHealth(history)).toEqual({
      steps: 3,
      smallestGap: 0.3,
      medianNudgeToGap: 2,
      strongNudges: 2 / 3,
      medianNonlinearity: 0.3,
      preparations: 9,
      shots: 30,
    });
  });

  test("nothing known", () => {
    const summary = summarizeHealth([step(0, null, null, null)]);
    expect(summary).toMatchObject({ smallestGap: null, medianNudgeToGap: null, strongNudges: null });
    expect(describeHealth(summary)).toBe("no step knew its health");
  });
});

describe("describeHealth and healthAdvice", () => {
  test("advises a smaller beta where most nudges are strong and the response bends", () => {
    const alarming = summarizeHealth([step(0, 0.1, 3, 0.6), step(1, 0.1, 5, 0.7)]);
    expect(healthAdvice(alarming)).toContain("a smaller gradient.beta would be less biased");
    const linear = summarizeHealth([step(0, 0.1, 3, 0.01), step(1, 0.1, 5, 0.02)]);
    expect(healthAdvice(linear)).toBeUndefined();
    expect(describeHealth(linear)).toBe(
      "smallest gap 0.10, β·range(B)/gap 4.0, non-linearity 0.015 (medians of the worst in a batch)",
    );
  });
});

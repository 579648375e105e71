import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import type { StepHealth } from "../training/step-health.ts";
import { describeHealth, errorsAboveNoise, summarizeHealth } from "./health-summary.ts";
import type { HistoryRecord } from "./run-record.ts";

const unknown: StepHealth = {
  gap: null,
  gapSource: "unknown",
  coupledGap: null,
  nudgeToGap: null,
  nonlinearity: null,
  signalToNoise: null,
  drift: null,
};

function step(index: number, health: Partial<StepHealth>, shots = 10): HistoryRecord {
  const own = { ...unknown, ...health };
  return { step: index, cost: 1, penalty: 0, gradientNorm: 1, preparations: 3, shots, health: own };
}

const tested: HistoryRecord = {
  step: 0,
  test: { cost: 0, accuracy: 0, maxChoice: 0, singleShot: 0, product: 0 },
};

describe("summarizeHealth", () => {
  test("medians, worst values and shares over steps; tests do not count", () => {
    const history = [
      tested,
      step(0, { gap: 0.5, gapSource: "converged", nudgeToGap: 0.2, nonlinearity: 0.1, signalToNoise: 1 }),
      step(1, { gap: 0.3, gapSource: "ritz", nudgeToGap: 4, nonlinearity: 0.5, signalToNoise: 2 }),
      step(2, { nudgeToGap: 2, signalToNoise: 6 }),
    ];
    expect(summarizeHealth(history)).toEqual({
      steps: 3,
      preparations: 9,
      shots: 30,
      courses: {
        gap: { median: 0.4, worst: 0.3, steps: 2 },
        coupledGap: null,
        nudgeToGap: { median: 2, worst: 4, steps: 3 },
        nonlinearity: { median: 0.3, worst: 0.5, steps: 2 },
        signalToNoise: { median: 2, worst: 1, steps: 3 },
        drift: null,
      },
      gapSource: "ritz",
      strongNudges: 2 / 3,
      signal: null,
      drift: null,
    });
  });

  test("reads histories whose steps know fewer quantities", () => {
    const { health: _, ...bare } = step(0, {}) as Extract<HistoryRecord, { health: unknown }>;
    const text = JSON.stringify({ ...bare, health: { gap: 0.5 } });
    const summary = summarizeHealth([JSON.parse(text) as HistoryRecord]);
    expect(summary.courses).toMatchObject({ gap: { worst: 0.5 }, nudgeToGap: null, signalToNoise: null });
    expect(summary.gapSource).toBe("unknown");
  });
});

describe("the signal of a run", () => {
  const signalOf = (ratios: readonly number[]) =>
    summarizeHealth(ratios.map((signalToNoise, index) => step(index, { signalToNoise }))).signal;
  const noise = (steps: number) => Array.from({ length: steps }, (_, k) => (k % 2 === 0 ? 0.6 : 1.4));

  test("is its mean ratio, with the error that the scatter tells", () => {
    const signal = signalOf(noise(38).map((ratio) => ratio + 0.3));
    expect(signal).toEqual({
      steps: 38,
      mean: expect.closeTo(1.3, 14),
      standardError: expect.closeTo(0.4 / Math.sqrt(37), 14),
    });
  });

  test("is looked for in the first part where training has converged", () => {
    const signal = signalOf([...noise(40).map((ratio) => ratio + 0.5), ...noise(280)]);
    expect(signal).toMatchObject({ steps: 40, mean: expect.closeTo(1.5, 14) });
  });

  test("is not lost in its own scatter: noise alone scatters by the square root of 2 at most", () => {
    const signal = signalOf([1001, ...noise(39)]);
    expect(signal?.standardError).toBeCloseTo(Math.sqrt(2 / 20), 14);
    expect(signal).toMatchObject({ steps: 20, mean: expect.closeTo(50.98, 12) });
  });

  test("of noise alone exceeds the limit in fewer than one of ten runs, and in some", () => {
    // Four parts, each above two standard errors with a probability of 2.3 % if normal: 9.1 % at most together.
    const stream = new RandomStream("noise of five components");
    const squares = () => Array.from({ length: 5 }, () => stream.normal() ** 2);
    const ratio = () => squares().reduce((sum, square) => sum + square) / 5;
    const runs = Array.from({ length: 1000 }, () => signalOf(Array.from({ length: 160 }, ratio)));
    const above = runs.filter((signal) => signal && errorsAboveNoise(signal) > 2).length / 1000;
    expect(above).toBeGreaterThan(0.01);
    expect(above).toBeLessThan(0.1);
  });

  test("drift has the mean of all steps", () => {
    const drifts = noise(38).map((drift, index) => step(index, { drift: drift + (index < 19 ? 2 : 0) }));
    expect(summarizeHealth(drifts).drift).toMatchObject({ steps: 38, mean: expect.closeTo(2, 14) });
  });

  test("needs twenty steps", () => {
    expect(signalOf(noise(19))).toBeNull();
    expect(signalOf(noise(20))).toMatchObject({ steps: 20, mean: expect.closeTo(1, 14) });
  });
});

describe("describeHealth", () => {
  test("says what is known, and what was spent, in one line", () => {
    const history = [
      step(0, { gap: 0.0331, gapSource: "ritz", nudgeToGap: 3, signalToNoise: 1.04 }, 600_000),
      step(1, { gap: 1.3e-9, gapSource: "ritz", nudgeToGap: 120.4, signalToNoise: 3 }, 600_000),
    ];
    expect(describeHealth(summarizeHealth(history))).toBe(
      "smallest gap 1.3e-9 (ritz), nudge/gap median 62, worst 120, signal-to-noise median 2, worst 1; " +
        "1.2e6 shots in 6 preparations",
    );
  });

  test("of a run that knows nothing", () => {
    expect(describeHealth(summarizeHealth([step(0, {}, 0)]))).toBe(
      "no step knew its health; exact expectation values in 3 preparations",
    );
  });
});

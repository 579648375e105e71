import { describe, expect, test } from "vitest";
import { driftedSetting, wander } from "./drift.ts";

const SEEDS = 20_000;

/** The mean over seeds of a product of two values. */
function correlation(first: number, second: number): number {
  let sum = 0;
  for (let seed = 0; seed < SEEDS; seed++) sum += wander(first, seed) * wander(second, seed);
  return sum / SEEDS;
}

describe("what wanders", () => {
  test("has variance 1 at every time and the documented correlations (false alarm: one in 10,000 each)", () => {
    const error = 3.9 * Math.sqrt(2 / SEEDS);
    for (const time of [0, 0.3, 17.5]) expect(Math.abs(correlation(time, time) - 1)).toBeLessThan(error);
    expect(Math.abs(correlation(2, 3) - 8 / 18)).toBeLessThan(error);
    expect(Math.abs(correlation(2, 4) - 1 / 18)).toBeLessThan(error);
    expect(Math.abs(correlation(2, 6))).toBeLessThan(error);
  });

  test("is smooth, across knots too, and moves", () => {
    const step = 1e-3;
    const at = (k: number) => wander(k * step, "smooth");
    let largest = 0;
    for (let k = 900; k < 1100; k++) {
      expect(Math.abs(at(k) - at(k - 1))).toBeLessThan(0.02);
      expect(Math.abs(at(k + 1) - 2 * at(k) + at(k - 1))).toBeLessThan(50 * step ** 2);
      largest = Math.max(largest, Math.abs(at(k) - at(900)));
    }
    expect(largest).toBeGreaterThan(0.01);
  });
});

describe("a drifted setting", () => {
  const setting = {
    inputs: Float64Array.of(2, 0),
    parameters: Float64Array.of(-1),
    nudge: Float64Array.of(0.1),
    stream: ["s"],
    time: 12.25,
  };

  test("has moved inputs and parameters, each on its own, and the nudge that was set", () => {
    const relative = driftedSetting(setting, { correlationTime: 5, relative: 0.1 });
    expect(relative.nudge).toEqual(setting.nudge);
    expect(relative.inputs[1]).toBe(0);
    const [input, parameter] = [relative.inputs[0] / 2 - 1, relative.parameters[0] / -1 - 1];
    for (const change of [input, parameter]) expect(Math.abs(change)).toBeGreaterThan(1e-3);
    expect(input).not.toBeCloseTo(parameter, 6);
    expect(input).toBeCloseTo(0.1 * wander(12.25 / 5, "drift", 1, "inputs", 0, "relative"), 12);
    const absolute = driftedSetting(setting, { correlationTime: 5, absolute: 0.1 });
    expect(absolute.inputs[1]).not.toBe(0);
    const { time: _, ...still } = setting;
    expect(driftedSetting(setting, { correlationTime: 5 })).toEqual(still);
  });

  test("depends on its time and the seed alone", () => {
    const drift = { correlationTime: 5, relative: 0.1, absolute: 0.2 };
    const elsewhere = driftedSetting({ ...setting, stream: ["other"] }, drift);
    expect(driftedSetting(setting, drift).inputs).toEqual(elsewhere.inputs);
    const { time: _, ...untimed } = setting;
    expect(driftedSetting(untimed, drift)).toEqual(driftedSetting({ ...setting, time: 0 }, drift));
    expect(driftedSetting({ ...setting, time: 13 }, drift).inputs).not.toEqual(
      driftedSetting(setting, drift).inputs,
    );
    expect(driftedSetting(setting, { ...drift, seed: 2 }).inputs).not.toEqual(
      driftedSetting(setting, drift).inputs,
    );
  });
});

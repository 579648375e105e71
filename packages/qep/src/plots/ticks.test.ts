import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearTickCount, logarithmicTicks } from "./ticks.ts";

/** Labels of a logarithmic axis. */
function labels(low: number, high: number, length = 200, spacing = 16): string[] {
  const { ticks, tickFormat } = logarithmicTicks(low, high, length, spacing);
  return ticks.map(tickFormat);
}

describe("ticks of a logarithmic axis", () => {
  test("are powers of ten over many of them, thinned out where there is no room", () => {
    expect(labels(1e-3, 1e2)).toEqual(["10^{−3}", "10^{−2}", "10^{−1}", "10^{0}", "10^{1}", "10^{2}"]);
    expect(labels(1e-8, 1, 100)).toEqual(["10^{−8}", "10^{−5}", "10^{−2}"]);
  });

  test("are parts of powers of ten over few of them", () => {
    expect(labels(0.004, 0.3)).toEqual(["0.005", "0.01", "0.02", "0.05", "0.1", "0.2"]);
    expect(labels(3e-7, 8e-6)).toEqual(["5·10^{−7}", "10^{−6}", "2·10^{−6}", "5·10^{−6}"]);
  });

  test("are round multiples within one power of ten", () => {
    expect(labels(0.0021, 0.0089)).toEqual(["0.003", "0.004", "0.005", "0.006", "0.007", "0.008"]);
    expect(labels(11, 13)).toEqual([
      "11",
      "11.2",
      "11.4",
      "11.6",
      "11.8",
      "12",
      "12.2",
      "12.4",
      "12.6",
      "12.8",
      "13",
    ]);
  });

  test("are at least three, inside, in order and not too close, whatever the range", () => {
    const range = fc.record({
      low: fc.double({ min: -12, max: 6, noNaN: true }).map((x) => 10 ** x),
      ratio: fc.double({ min: 0.05, max: 12, noNaN: true }).map((x) => 10 ** x),
    });
    fc.assert(
      fc.property(range, ({ low, ratio }) => {
        const high = low * ratio;
        const { ticks } = logarithmicTicks(low, high, 240, 16);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        const places = ticks.map((tick) => (240 * Math.log(tick / low)) / Math.log(high / low));
        expect(Math.min(...places)).toBeGreaterThanOrEqual(-1e-6);
        expect(Math.max(...places)).toBeLessThanOrEqual(240 + 1e-6);
        for (let k = 1; k < places.length; k++)
          expect((places[k] as number) - (places[k - 1] as number)).toBeGreaterThanOrEqual(15.9);
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});

describe("ticks of a linear axis", () => {
  const room = { spacing: 42, least: 16 };
  test("are as many as have room", () => {
    expect(linearTickCount(0, 1, 420, room)).toBe(10);
  });
  test("are more where there would be one or two", () => {
    // Asked for two, 0.3 to 1 has 0.5 and 1; asked for three, 0.4, 0.6, 0.8 and 1.
    expect(linearTickCount(0.3, 1, 96, room)).toBe(3);
    expect(linearTickCount(0.3, 1, 30, room)).toBe(2);
  });
});

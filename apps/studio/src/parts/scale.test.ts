import { describe, expect, test } from "vitest";
import { linearScale, logScale, roundInterval, signed } from "./scale.ts";

const labels = ({ ticks }: { readonly ticks: readonly { readonly label: string }[] }) =>
  ticks.map(({ label }) => label);

describe("axes", () => {
  test("linear: ends at 0 and 1, ticks at round numbers within", () => {
    const scale = linearScale(-0.3, 0.5, 4);
    expect([scale.at(-0.3), scale.at(0.1), scale.at(0.5)]).toEqual([0, 0.5, 1]);
    expect(labels(scale)).toEqual(["−0.2", "0.0", "0.2", "0.4"]);
  });

  test("logarithmic: equal factors are equal distances, ticks at powers of ten", () => {
    const scale = logScale(0.01, 100);
    expect(scale.at(0.1)).toBeCloseTo(0.25, 12);
    expect(scale.at(1)).toBeCloseTo(0.5, 12);
    expect(labels(scale)).toEqual(["0.01", "0.1", "1", "10", "100"]);
    expect(labels(logScale(1e-5, 1e-4))).toEqual(["10⁻⁵", "10⁻⁴"]);
  });

  test("intervals are round, hold all values, and zero where asked for", () => {
    expect(roundInterval([0.13, 0.87])).toEqual([0, 1]);
    expect(roundInterval([-0.31, 0.1])).toEqual([-0.4, 0.2]);
    expect(roundInterval([3.1, 3.9], false)).toEqual([3, 4]);
    expect(roundInterval([0, 0])).toEqual([-1, 1]);
  });

  test("numbers have a true minus sign, zero none", () => {
    expect(signed(-0.5, 2)).toBe("−0.50");
    expect(signed(-0.001, 2)).toBe("0.00");
  });
});

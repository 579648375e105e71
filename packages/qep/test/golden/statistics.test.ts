import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { kolmogorovSmirnov, kolmogorovTail, welchInterval } from "../../src/reproduction/statistics.ts";
import { studentQuantile } from "../../src/reproduction/student-quantile.ts";

interface Golden {
  studentQuantiles: { probability: number; degreesOfFreedom: number; value: number }[];
  welch: {
    a: number[];
    b: number[];
    confidence: number;
    degreesOfFreedom: number;
    difference: number;
    low: number;
    high: number;
  }[];
  kolmogorovSmirnov: { a: number[]; b: number[]; ties: boolean; statistic: number; pValue: number }[];
  kolmogorovTail: { scaled: number; value: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../golden/statistics.json", import.meta.url), "utf8"),
);

function expectRelative(given: number, wanted: number, tolerance: number): void {
  expect(Math.abs(given - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
}

/** The lattice path count with big integers: the share of orders in which the bound is reached, without ties. */
function countedProbability(m: number, n: number, distance: number): number {
  const inside: bigint[][] = [];
  const all: bigint[][] = [];
  for (let i = 0; i <= m; i++) {
    inside.push([]);
    all.push([]);
    for (let j = 0; j <= n; j++) {
      const sum = (grid: bigint[][]) =>
        i + j === 0 ? 1n : (grid[i - 1]?.[j] ?? 0n) + (j > 0 ? (grid[i]?.[j - 1] ?? 0n) : 0n);
      all[i]?.push(sum(all));
      inside[i]?.push(Math.abs(i * n - j * m) >= distance ? 0n : sum(inside));
    }
  }
  const total = all[m]?.[n] as bigint;
  return Number(((total - (inside[m]?.[n] as bigint)) * 10n ** 40n) / total) / 1e40;
}

describe("studentQuantile", () => {
  test.each(golden.studentQuantiles)("ν = $degreesOfFreedom, p = $probability, against scipy", (row) => {
    // Log-gamma at ν/2 loses digits in proportion to ν.
    const tolerance = row.degreesOfFreedom > 1e4 ? 1e-8 : 1e-12;
    expectRelative(studentQuantile(row.probability, row.degreesOfFreedom), row.value, tolerance);
  });

  test("closed forms at one and two degrees of freedom, and symmetry", () => {
    expectRelative(studentQuantile(0.99, 1), Math.tan(Math.PI * 0.49), 1e-12);
    expectRelative(studentQuantile(0.9, 2), 0.8 / Math.sqrt(2 * 0.9 * 0.1), 1e-12);
    expect(studentQuantile(0.25, 5)).toBe(-studentQuantile(0.75, 5));
    expect(Math.abs(studentQuantile(0.5, 3))).toBeLessThan(1e-12);
  });

  test.each([
    [0, 3],
    [1, 3],
    [0.5, 0],
    [0.5, Number.NaN],
    [Number.NaN, 3],
  ])("refuses probability %d with %d degrees of freedom", (probability, degreesOfFreedom) => {
    expect(() => studentQuantile(probability, degreesOfFreedom)).toThrow(/studentQuantile/);
  });
});

describe("welchInterval", () => {
  test.each(golden.welch)(
    "$confidence interval with $degreesOfFreedom degrees of freedom, against scipy",
    (row) => {
      const interval = welchInterval(row.a, row.b, row.confidence);
      for (const key of ["degreesOfFreedom", "low", "high"] as const)
        expectRelative(interval[key], row[key], 1e-10);
      expect(interval.difference).toBeCloseTo(row.difference, 14);
      expect(interval.confidence).toBe(row.confidence);
    },
  );

  test("samples that do not vary give a point, one value or NaN is refused", () => {
    expect(welchInterval([2, 2], [1, 1, 1])).toMatchObject({
      difference: 1,
      low: 1,
      high: 1,
      standardError: 0,
    });
    expect(() => welchInterval([1], [1, 2])).toThrow(/sample a needs at least 2 values, got 1/);
    expect(() => welchInterval([1, 2], [1, Number.NaN])).toThrow(/sample b must be finite, value 1 is NaN/);
    expect(() => welchInterval([1, 2], [1, 2], 95)).toThrow(/confidence must lie in \(0, 1\), got 95/);
  });
});

describe("kolmogorovSmirnov", () => {
  test.each(golden.kolmogorovSmirnov.map((row) => ({ ...row, m: row.a.length, n: row.b.length })))(
    "$m and $n values, ties: $ties, against scipy and enumeration",
    ({ a, b, statistic, pValue }) => {
      for (const result of [kolmogorovSmirnov(a, b), kolmogorovSmirnov(b, a)]) {
        expect(result.method).toBe("exact");
        expectRelative(result.statistic, statistic, 1e-12);
        expectRelative(result.pValue, pValue, 1e-10);
      }
    },
  );

  test("disjoint samples: two orders of all the C(60, 30), digits kept at 1e-17", () => {
    const a = Array.from({ length: 30 }, (_, i) => i);
    const apart = kolmogorovSmirnov(
      a,
      a.map((value) => value + 100),
    );
    expect(apart.statistic).toBe(1);
    expectRelative(apart.pValue, 2 / 1.1826458156486142e17, 1e-12);
  });

  test("agrees with a count in big integers for unequal sizes", () => {
    const a = Array.from({ length: 23 }, (_, i) => i + 0.1);
    const b = Array.from({ length: 40 }, (_, i) => 0.9 * i - 8);
    const { statistic, pValue } = kolmogorovSmirnov(a, b);
    const distance = Math.round(statistic * 23 * 40);
    expectRelative(pValue, countedProbability(23, 40, distance), 1e-12);
  });

  test("large samples use the limiting distribution, which is close to the exact one below the limit", () => {
    const grid = (count: number, shift: number) => Array.from({ length: count }, (_, i) => i / count + shift);
    const large = kolmogorovSmirnov(grid(2001, 0), grid(2003, 0.04));
    expect(large.method).toBe("asymptotic");
    const exact = kolmogorovSmirnov(grid(1997, 0), grid(1999, 0.04));
    expect(exact.method).toBe("exact");
    expectRelative(large.pValue, exact.pValue, 0.05);
  });

  test.each(golden.kolmogorovTail)("limiting tail at $scaled, against scipy", ({ scaled, value }) => {
    expectRelative(kolmogorovTail(scaled), value, 1e-12);
  });

  test("an empty sample and infinity are refused", () => {
    expect(() => kolmogorovSmirnov([], [1])).toThrow(/sample a needs at least 1 values/);
    expect(() => kolmogorovSmirnov([1], [Number.POSITIVE_INFINITY])).toThrow(/sample b must be finite/);
  });
});

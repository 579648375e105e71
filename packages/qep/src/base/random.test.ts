import { describe, expect, test } from "vitest";
import { portableLog } from "./logarithm.ts";
import { RandomStream } from "./random.ts";

describe("portableLog", () => {
  test("agrees with Math.log to four units in the last place over 40 decades", () => {
    const stream = new RandomStream(7);
    for (let i = 0; i < 20_000; i++) {
      const x = Math.exp(stream.uniform(-46, 46));
      expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(
        1e-15 * Math.max(1e-3, Math.abs(Math.log(x))),
      );
    }
    expect(portableLog(1)).toBe(0);
    expect(portableLog(5e-324)).toBeCloseTo(Math.log(5e-324), 12);
  });
});

describe("RandomStream", () => {
  test("the same path gives the same numbers, another path others", () => {
    const draw = (...path: (string | number)[]) => {
      const stream = new RandomStream(...path);
      return Array.from({ length: 4 }, () => stream.normal());
    };
    expect(draw(1, "a", 2)).toEqual(draw(1, "a", 2));
    const seen = new Set([draw(1), draw(2), draw("1"), draw(1, 1), draw(11), draw(1, "a")].map(String));
    expect(seen.size).toBe(6);
  });

  test("splitting does not advance the parent", () => {
    const parent = new RandomStream(3);
    parent.split("child").normal();
    expect(parent.uniform()).toBe(new RandomStream(3).uniform());
  });

  test("golden values: a change here changes every published run", () => {
    const stream = new RandomStream(1, "golden");
    expect([stream.uniform(), stream.normal(), stream.integer(1000)]).toMatchInlineSnapshot(`
      [
        0.17786763067011058,
        -0.034763152465819964,
        907,
      ]
    `);
  });

  test("moments of 200,000 normal deviates, neighbouring seeds uncorrelated", () => {
    const count = 200_000;
    const a = new RandomStream(1);
    const b = new RandomStream(2);
    let [mean, square, fourth, cross] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const x = a.normal();
      mean += x / count;
      square += x ** 2 / count;
      fourth += x ** 4 / count;
      cross += (x * b.normal()) / count;
    }
    const sigma = 1 / Math.sqrt(count);
    expect(Math.abs(mean)).toBeLessThan(4 * sigma);
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.SQRT2 * sigma);
    expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96) * sigma);
    expect(Math.abs(cross)).toBeLessThan(4 * sigma);
  });

  test("first draws of 20,000 consecutive seeds are uniform", () => {
    const bins = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 20_000; seed++) {
      const bin = Math.floor(new RandomStream(seed, "x").uniform() * 16);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - 1250) ** 2 / 1250, 0);
    expect(chiSquare).toBeLessThan(44); // 15 degrees of freedom, p = 1e-4
  });
});

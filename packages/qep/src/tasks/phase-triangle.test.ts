import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import type { LabelledSample } from "./classification.ts";
import {
  isOnPhaseBoundary,
  PHASES,
  phaseAt,
  phaseTriangleGrid,
  phaseTriangleTestSet,
  samplePhaseTriangle,
} from "./phase-triangle.ts";

const draw = (count: number, region: "triangle" | "patches", seed = 1): LabelledSample[] => {
  const stream = new RandomStream(seed, "phase-triangle");
  return Array.from({ length: count }, () => samplePhaseTriangle(stream, { region }));
};

const phaseOf = ({ target }: LabelledSample) => {
  expect([...target].sort()).toEqual([0, 0, 1]);
  return PHASES[target.indexOf(1)];
};

function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, n, cell) => sum + (n - expected[cell]) ** 2 / expected[cell], 0);
}

describe("labels", () => {
  test.each([
    // gX, gZZ, phase; the corners, the insides, and points next to the lines
    [0, 0, "I"],
    [0, 4, "II"],
    [4, 0, "III"],
    [1, 0.5, "I"],
    [0.5, 3, "II"],
    [2.5, 0.5, "III"],
    [0.1, 1.999, "I"],
    [0.1, 2, "II"],
    [1.9, 2, "II"],
    [1.9, 1.999, "III"],
    [1.499, 1, "I"],
    [1.5, 1, "III"],
  ] as const)("gX = %f, gZZ = %f is phase %s", (gX, gZZ, phase) => {
    expect(phaseAt(gX, gZZ)).toBe(phase);
    expect(phaseAt(2.5 * gX, 2.5 * gZZ, 10)).toBe(phase);
  });
});

describe("samples of the triangle", () => {
  test("are inside, sum to the total, in the order gZXZ, gZZ, gX, labelled by their phase", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 4, 10), (seed, total) => {
        const { inputs, target } = samplePhaseTriangle(new RandomStream(seed), { total });
        const [gZXZ, gZZ, gX] = inputs;
        for (const g of inputs) expect(g).toBeGreaterThanOrEqual(-1e-15 * total);
        expect(Math.abs(gZXZ + gZZ + gX - total)).toBeLessThan(1e-15 * total);
        expect(PHASES[target.indexOf(1)]).toBe(phaseAt(gX, gZZ, total));
        expect(target.reduce((a, b) => a + b)).toBe(1);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  test("fold a draw outside to (total − gZZ, total − gX)", () => {
    let folded = 0;
    for (let seed = 0; seed < 50; seed++) {
      const stream = new RandomStream(seed);
      const [gX, gZZ] = [stream.uniform(0, 4), stream.uniform(0, 4)];
      const { inputs } = samplePhaseTriangle(new RandomStream(seed));
      const outside = gX + gZZ > 4;
      if (outside) folded++;
      expect(Array.from(inputs.slice(1))).toEqual(outside ? [4 - gX, 4 - gZZ] : [gZZ, gX]);
    }
    expect(folded).toBeGreaterThan(10);
    expect(folded).toBeLessThan(40);
  });

  test("are uniform: 25 cells of equal area", () => {
    // Cells between lines of constant gX, gZZ and gZXZ, 0.8 apart. χ² with 24 degrees of freedom exceeds 72.23 once
    // in 1e6 seeds.
    const counts = new Map<string, number>();
    for (const { inputs } of draw(25_000, "triangle")) {
      const cell = Array.from(inputs, (g) => Math.floor(Math.max(g, 0) / 0.8)).join();
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(counts.size).toBe(25);
    expect(chiSquare([...counts.values()], new Array<number>(25).fill(1000))).toBeLessThan(72.23);
  });

  test("hold the phases I, II, III in the ratio of their areas 3 : 2 : 3", () => {
    const counts = [0, 0, 0];
    for (const { target } of draw(20_000, "triangle", 2)) counts[target.indexOf(1)]++;
    // Two degrees of freedom: exceeds 27.63 once in 1e6 seeds.
    expect(chiSquare(counts, [7500, 5000, 7500])).toBeLessThan(27.63);
  });
});

describe("samples of the patches", () => {
  const centers = { I: [1, 0.5], II: [0.5, 3], III: [2.5, 0.5] } as const;

  test("lie in the square of their phase, uniform over the nine ninths of each of the three", () => {
    const counts = new Array<number>(27).fill(0);
    for (const sample of draw(27_000, "patches")) {
      const [gZXZ, gZZ, gX] = sample.inputs;
      const phase = phaseOf(sample);
      const [dX, dZZ] = [gX - centers[phase][0] + 0.2, gZZ - centers[phase][1] + 0.2];
      for (const d of [dX, dZZ]) {
        expect(d).toBeGreaterThanOrEqual(-1e-15);
        expect(d).toBeLessThan(0.4 + 1e-15);
      }
      expect(gZXZ).toBe(4 - gX - gZZ);
      const ninth = (d: number) => Math.min(2, Math.floor((Math.max(d, 0) * 3) / 0.4));
      counts[9 * PHASES.indexOf(phase) + 3 * ninth(dX) + ninth(dZZ)]++;
    }
    // 26 degrees of freedom: exceeds 75.55 once in 1e6 seeds.
    expect(chiSquare(counts, new Array<number>(27).fill(1000))).toBeLessThan(75.55);
  });
});

test("of twice the total, patches are twice as far apart and twice as large", () => {
  const of = (total: number) => {
    const stream = new RandomStream(1, "patches");
    return Array.from({ length: 20 }, () => samplePhaseTriangle(stream, { region: "patches", total }));
  };
  const [small, large] = [of(4), of(8)];
  for (const [k, { inputs, target }] of small.entries()) {
    expect([...large[k].inputs]).toEqual(Array.from(inputs, (value) => expect.closeTo(2 * value, 12)));
    expect(large[k].target).toEqual(target);
  }
});

describe("test set", () => {
  test("is the seed's, a longer one begins with the shorter, and it is no training batch", () => {
    const set = phaseTriangleTestSet(1, 200);
    expect(set).toHaveLength(200);
    expect(phaseTriangleTestSet(1, 300).slice(0, 200)).toEqual(set);
    expect(phaseTriangleTestSet(2, 200)).not.toEqual(set);
    expect(samplePhaseTriangle(new RandomStream(1))).not.toEqual(set[0]);
  });

  test("covers all three phases and more than the patches", () => {
    const set = phaseTriangleTestSet(1, 200);
    expect(new Set(set.map(phaseOf)).size).toBe(3);
    const inPatches = set.filter(({ inputs: [, gZZ, gX] }) =>
      [
        [1, 0.5],
        [2.5, 0.5],
        [0.5, 3],
      ].some(([x, zz]) => Math.abs(gX - x) <= 0.2 && Math.abs(gZZ - zz) <= 0.2),
    );
    // Patches are 6 % of the area.
    expect(inPatches.length).toBeLessThan(30);
  });

  test("golden values: a change here changes every published run", () => {
    expect(Array.from(phaseTriangleTestSet(1, 1)[0].inputs)).toMatchInlineSnapshot(`
      [
        3.1652770098168754,
        0.6926970773357284,
        0.14202591284739619,
      ]
    `);
  });
});

describe("grid", () => {
  const grid = phaseTriangleGrid();

  test("has 210 points, gX outer and gZXZ inner, from one corner to the last", () => {
    expect(grid).toHaveLength(210);
    expect(Array.from(grid[0].inputs)).toEqual([0, 4, 0]);
    expect(Array.from(grid[1].inputs)).toEqual([4 / 19, 4 - 4 / 19, 0]);
    expect(grid[19].inputs[0]).toBe(4);
    expect(grid[20].inputs[0]).toBe(0);
    expect(grid[20].inputs[2]).toBe(4 / 19);
    expect(Array.from(grid[209].inputs)).toEqual([0, 0, 4]);
  });

  test("has the phase of each point as one-hot target", () => {
    for (const sample of grid) expect(phaseOf(sample)).toBe(phaseAt(sample.inputs[2], sample.inputs[1]));
  });

  test("has exactly five points on the line gX = gZXZ below gZZ = 2", () => {
    const onBoundary = grid.filter(({ inputs }) => isOnPhaseBoundary(inputs));
    expect(onBoundary.map(({ inputs }) => Math.round((inputs[2] * 19) / 4))).toEqual([5, 6, 7, 8, 9]);
    for (const { inputs } of onBoundary) expect(inputs[0]).toBeCloseTo(inputs[2], 12);
  });

  test("of another count and total has the same shape", () => {
    for (const total of [1e-3, 1, 4, 7]) {
      for (const count of [2, 5, 21, 64]) {
        expect(phaseTriangleGrid(total, count)).toHaveLength((count * (count + 1)) / 2);
      }
    }
  });

  test.each([
    [4, 1, /count of 2 or more; given: 1/],
    [4, 2.5, /count of 2 or more; given: 2.5/],
    [0, 20, /total must be a finite number above 0; given: 0/],
    [Number.NaN, 20, /total must be/],
  ])("total %f with count %f is refused", (total, count, message) => {
    expect(() => phaseTriangleGrid(total, count)).toThrow(message);
  });
});

describe("boundary points", () => {
  test.each([
    [[1.5, 1, 1.5], true],
    [[1.5 + 1e-12, 1, 1.5 - 1e-12], true],
    [[1.5 + 1e-6, 1, 1.5 - 1e-6], false],
    [[1.8, 2, 0.2], true],
    [[1.8, 2 - 1e-12, 0.2], true],
    [[1.7, 2.1, 0.2], false],
    // gX = gZXZ is no boundary inside phase II
    [[0.5, 3, 0.5], false],
  ])("(gZXZ, gZZ, gX) = %j: %s", (inputs, expected) => {
    expect(isOnPhaseBoundary(Float64Array.from(inputs))).toBe(expected);
  });
});

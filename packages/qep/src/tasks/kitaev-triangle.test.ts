import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import { kitaevPhaseAt, kitaevTestSet, kitaevTriangleBatch, kitaevTriangleGrid } from "./kitaev-triangle.ts";

const stream = () => new RandomStream(1, "kitaev-triangle");
const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);

test("a batch of six has one sample in each Abelian corner and three in the middle", () => {
  const draws = stream();
  for (let round = 0; round < 200; round++) {
    const batch = kitaevTriangleBatch(draws, 6);
    const largest = batch.slice(0, 3).map(({ inputs }) => inputs.findIndex((coupling) => coupling > 0.5));
    expect(largest).toEqual([0, 1, 2]);
    for (const { inputs } of batch.slice(3)) expect(Math.max(...inputs)).toBeLessThanOrEqual(0.5);
    for (const { inputs, target } of batch) {
      expect(sum(inputs)).toBeCloseTo(1, 12);
      expect(Math.min(...inputs)).toBeGreaterThanOrEqual(0);
      expect([...target]).toEqual(kitaevPhaseAt(inputs) === "Abelian" ? [1, 0] : [0, 1]);
    }
  }
});

test("samples are uniform in their part: mean at its centre, variances and covariance of a triangle", () => {
  const batches = 4000;
  const draws = stream();
  const parts: number[][][] = [[], []];
  for (let round = 0; round < batches; round++) {
    const batch = kitaevTriangleBatch(draws, 4);
    parts[0]?.push([...(batch[0]?.inputs ?? [])]);
    parts[1]?.push([...(batch[3]?.inputs ?? [])]);
  }
  const centres = [
    [2 / 3, 1 / 6, 1 / 6],
    [1 / 3, 1 / 3, 1 / 3],
  ];
  for (const [part, points] of parts.entries()) {
    const mean = [0, 1, 2].map((k) => points.reduce((all, point) => all + (point[k] as number), 0) / batches);
    const covariance = (a: number, b: number) =>
      points.reduce(
        (all, point) =>
          all + ((point[a] as number) - (mean[a] as number)) * ((point[b] as number) - (mean[b] as number)),
        0,
      ) / batches;
    // Barycentric weights of a uniform point have variance 1/18 and covariance −1/36; the parts have half the size.
    for (const k of [0, 1, 2]) {
      expect(Math.abs((mean[k] as number) - (centres[part]?.[k] as number))).toBeLessThan(0.006);
      expect(covariance(k, k) * 72).toBeCloseTo(1, 1);
    }
    expect(covariance(0, 1) * 144).toBeCloseTo(-1, 0);
  }
});

test("the published test points: nine in each phase, their labels those of the phase diagram", () => {
  const samples = kitaevTestSet();
  expect(samples).toHaveLength(18);
  expect(samples.filter(({ target }) => target[0] === 1)).toHaveLength(9);
  for (const { inputs, target } of samples) {
    expect(kitaevPhaseAt(inputs) === "Abelian").toBe(target[0] === 1);
  }
  // As they were written: four of them do not add up to 1.
  expect(samples.filter(({ inputs }) => Math.abs(sum(inputs) - 1) > 1e-9)).toHaveLength(4);
});

describe("grid", () => {
  const grid = kitaevTriangleGrid();
  test("has the points of the published map", () => {
    expect(grid).toHaveLength(210);
    const [first, second] = grid.map(({ inputs }) => [...inputs].map((value) => value.toFixed(6)));
    expect(first).toEqual(["0.016667", "0.016667", "0.966667"]);
    expect(second).toEqual(["0.016667", "0.066667", "0.916667"]);
    for (const { inputs } of grid) expect(Math.min(...inputs)).toBeGreaterThan(0.016);
  });

  test("has no point on a boundary, and both phases", () => {
    for (const { inputs } of grid) expect(Math.abs(Math.max(...inputs) - 0.5)).toBeGreaterThan(0.01);
    expect(grid.filter(({ target }) => target[0] === 1)).toHaveLength(3 * 55);
  });
});

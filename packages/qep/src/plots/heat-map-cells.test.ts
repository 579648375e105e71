import { expect, test } from "vitest";
import { divergingScale } from "./colour-scales.ts";
import { cellEdges, runsByColour } from "./heat-map-cells.ts";

test("equal neighbours are one run, missing values are none", () => {
  const scale = divergingScale(1);
  const runs = runsByColour(
    [
      [0, 0, 1, 1],
      [1, Number.NaN, 0, -1],
    ],
    scale,
  );
  expect(Object.fromEntries(runs)).toEqual({
    [scale.colourOf(0)]: [
      { row: 0, from: 0, to: 2 },
      { row: 1, from: 2, to: 3 },
    ],
    [scale.colourOf(1)]: [
      { row: 0, from: 2, to: 4 },
      { row: 1, from: 0, to: 1 },
    ],
    [scale.colourOf(-1)]: [{ row: 1, from: 3, to: 4 }],
  });
});

test("a large map has at most 257 colours and loses no cell", () => {
  const values = Array.from({ length: 60 }, (_, j) =>
    Array.from({ length: 60 }, (_, i) => Math.sin(i * 60 + j)),
  );
  const runs = runsByColour(values, divergingScale(1));
  expect(runs.size).toBeLessThanOrEqual(257);
  expect(runs.size).toBeGreaterThan(200);
  const cells = [...runs.values()].flat().reduce((sum, run) => sum + run.to - run.from, 0);
  expect(cells).toBe(3600);
});

test("edges lie half way between centres and as far outside at the ends", () => {
  expect(cellEdges([0, 2, 6])).toEqual([-1, 1, 4, 8]);
});

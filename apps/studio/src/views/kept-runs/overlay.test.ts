import { expect, test } from "vitest";
import { overlaidAccuracies, overlaidLosses } from "./overlay.ts";

const run = (losses: readonly number[], tests: readonly [number, number][] = []) => ({
  losses: Float64Array.from(losses),
  tests: tests.map(([step, maxChoice]) => ({ step, cost: 1, maxChoice })),
});

test("losses of runs of different lengths share their steps", () => {
  expect(overlaidLosses([run([2, 4, 6]), run([1])])).toEqual({
    x: [0, 1, 2],
    rows: [
      [2, 3, 4],
      [1, null, null],
    ],
  });
});

test("of a long run and a short one the same steps are drawn", () => {
  const { x, rows } = overlaidLosses([run(new Array(3000).fill(1)), run(new Array(11).fill(2))]);
  expect(x.slice(0, 3)).toEqual([0, 5, 10]);
  expect(rows[1]?.slice(0, 4)).toEqual([2, 2, 2, null]);
});

test("accuracies stand at the steps at which each was tested", () => {
  const runs = [
    run(
      [],
      [
        [0, 0.3],
        [50, 0.9],
      ],
    ),
    run([], [[25, 0.5]]),
  ];
  expect(overlaidAccuracies(runs)).toEqual({
    x: [0, 25, 50],
    rows: [
      [0.3, null, 0.9],
      [null, 0.5, null],
    ],
  });
});

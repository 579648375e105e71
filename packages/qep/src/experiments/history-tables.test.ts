import { expect, test } from "vitest";
import { stepsTable, testsTable } from "./history-tables.ts";
import type { HistoryRecord } from "./run-record.ts";

const health = (gap: number | null) => ({ gap, gapSource: gap === null ? "unknown" : "ritz", drift: null });
const step = (k: number, cost: number, gap: number | null) => ({
  step: k,
  cost,
  shots: 10,
  health: health(gap),
});

// Only what the tables read.
const history = [
  { step: 0, test: { cost: 0.9, maxChoice: 0.4 } },
  step(0, 0.8, null),
  { ...step(1, 0.7, 0.5), rateScale: 0.1 },
  { step: 2, test: { cost: 0.6, maxChoice: 0.7 } },
] as unknown as HistoryRecord[];

test("steps: parts of a record get names with a dot, what is missing is null", () => {
  const columns = stepsTable(history);
  expect(columns.map(({ name }) => name)).toEqual([
    "step",
    "cost",
    "shots",
    "health.gap",
    "health.gapSource",
    "health.drift",
    "rateScale",
  ]);
  expect(columns.map(({ values }) => values)).toEqual([
    [0, 1],
    [0.8, 0.7],
    [10, 10],
    [null, 0.5],
    ["unknown", "ritz"],
    [null, null],
    [null, 0.1],
  ]);
  expect(columns.flatMap(({ name, isInteger }) => (isInteger ? [name] : []))).toEqual(["step", "shots"]);
});

test("tests: metrics beside the step", () => {
  expect(testsTable(history)).toEqual([
    { name: "step", values: [0, 2], isInteger: true },
    { name: "cost", values: [0.9, 0.6], isInteger: false },
    { name: "maxChoice", values: [0.4, 0.7], isInteger: false },
  ]);
  expect(testsTable([])).toEqual([]);
});

import type { TableColumn } from "../formats/parquet.ts";
import { type HistoryRecord, isStep, isTest } from "./run-record.ts";

/** Counts; everything else in a history is a measured number, a name or missing. */
const INTEGERS: readonly string[] = ["step", "preparations", "shots"];

type Cell = TableColumn["values"][number];

/** The steps of a history as a table; parts of a record have names with a dot, `health.gap`. */
export function stepsTable(history: readonly HistoryRecord[]): TableColumn[] {
  return tableOf(history.filter(isStep));
}

/** The tests of a history as a table, the metrics beside the step. */
export function testsTable(history: readonly HistoryRecord[]): TableColumn[] {
  return tableOf(history.filter(isTest).map(({ step, test }) => ({ step, ...test })));
}

/** Columns in the order in which they first appear; null where a record has no such part. */
function tableOf(records: readonly object[]): TableColumn[] {
  const rows = records.map((record) => new Map(cellsOf(record, "")));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return names.map((name) => ({
    name,
    values: rows.map((row) => row.get(name) ?? null),
    isInteger: INTEGERS.includes(name),
  }));
}

function cellsOf(record: object, prefix: string): [string, Cell][] {
  return Object.entries(record).flatMap(([key, value]: [string, unknown]): [string, Cell][] => {
    const name = `${prefix}${key}`;
    if (typeof value === "object" && value !== null) return cellsOf(value, `${name}.`);
    return [[name, value as Cell]];
  });
}

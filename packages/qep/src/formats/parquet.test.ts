import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { type TableColumn, writeParquet } from "./parquet.ts";

/** What an independent reader makes of the bytes. */
async function readBack(columns: readonly TableColumn[]): Promise<Record<string, unknown>[]> {
  const { buffer, byteOffset, byteLength } = writeParquet(columns);
  const file = (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
  return parquetReadObjects({ file });
}

test("numbers to the last bit, counts, names and flags, with what is missing", async () => {
  const columns: TableColumn[] = [
    { name: "step", values: [0, 1, 2 ** 53 - 1], isInteger: true },
    { name: "cost", values: [0.1 + 0.2, -5e-324, 1.7976931348623157e308] },
    { name: "health.gap", values: [null, 1, null] },
    { name: "source", values: ["ritz", null, "schätzung"] },
    { name: "certain", values: [true, false, null] },
    { name: "nothing", values: [null, null, null] },
  ];
  expect(await readBack(columns)).toEqual([
    { step: 0n, cost: 0.1 + 0.2, "health.gap": null, source: "ritz", certain: true, nothing: null },
    { step: 1n, cost: -5e-324, "health.gap": 1, source: null, certain: false, nothing: null },
    {
      step: 2n ** 53n - 1n,
      cost: 1.7976931348623157e308,
      "health.gap": null,
      source: "schätzung",
      certain: null,
      nothing: null,
    },
  ]);
});

test("a long column of repeated and one of different values", async () => {
  const values = Array.from({ length: 20_000 }, (_, k) => Math.sin(k));
  const rows = await readBack([
    { name: "a", values },
    { name: "b", values: values.map((_, k) => k % 3), isInteger: true },
  ]);
  expect(rows.map(({ a }) => a)).toEqual(values);
  expect(rows.map(({ b }) => Number(b))).toEqual(values.map((_, k) => k % 3));
});

test("tables that are none", () => {
  const short = { name: "b", values: [1] };
  expect(() => writeParquet([{ name: "a", values: [1, 2] }, short])).toThrow(
    /"b" has 1 rows, the first has 2/,
  );
  expect(() => writeParquet([short, short])).toThrow(/"b" is used twice/);
  expect(() => writeParquet([{ name: "a", values: [1, "x"] }])).toThrow(/several kinds, number and string/);
});

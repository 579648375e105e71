import { describe, expect, test } from "vitest";
import { npyArray } from "../formats/npy.ts";
import { writeNpz } from "../formats/npz.ts";
import { readDataColumns } from "./data-columns.ts";

const csv = (text: string) => readDataColumns(new TextEncoder().encode(text), "t.csv");
const npz = (arrays: Record<string, Parameters<typeof npyArray>>) =>
  readDataColumns(
    writeNpz(new Map(Object.entries(arrays).map(([key, of]) => [key, npyArray(...of)]))),
    "t.npz",
  );

describe("columns of a table", () => {
  test("CSV by its header", () => {
    expect(csv("x,the label\n0.5,1\n-2,0\n")).toEqual({ x: [0.5, -2], "the label": [1, 0] });
  });

  test("npz: vectors by name, matrices column by column", () => {
    const columns = npz({
      label: [Float64Array.of(1, 0, 2)],
      x: [Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2]],
    });
    expect(columns).toEqual({ label: [1, 0, 2], "x[0]": [1, 3, 5], "x[1]": [2, 4, 6] });
  });

  test("refuses a table without header or rows, columns of different lengths, holes, and other arrays", () => {
    expect(() => csv("1,2\n3,4\n")).toThrow(/^t\.csv: expected a header/);
    expect(() => csv("x,y\n")).toThrow(/with at least one row; given lengths 0/);
    expect(() => csv("x,y\n1,nan\n")).toThrow(/^t\.csv: column "y", row 1 is NaN; remove the row/);
    expect(() => npz({ x: [Float64Array.of(1, 2)], y: [Float64Array.of(1)] })).toThrow(/given lengths 2, 1/);
    expect(() => npz({ x: [Float64Array.of(1, 2), [1, 1, 2]] })).toThrow(/one or two dimensions; "x" has 3/);
  });
});

import { describe, expect, test } from "vitest";
import { npyArray } from "../formats/npy.ts";
import { writeNpz } from "../formats/npz.ts";
import { readDataColumns, requireNumbers } from "./data-columns.ts";

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

  test("what is not finite numbers throughout is text; quotes around numbers do not matter", () => {
    expect(csv('name,x,y,z\nrosé,1,"2",nan\n"x, y",,3,4\n')).toEqual({
      name: ["rosé", "x, y"],
      x: ["1", ""],
      y: [2, 3],
      z: ["nan", "4"],
    });
    expect(npz({ x: [Float64Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY)] })).toEqual({
      x: ["1", "nan", "-inf"],
    });
  });

  test("where numbers are needed, text, holes and infinities are refused with their row", () => {
    const { x, z, label } = csv("x,z,label\n1,nan,a\n,4,b\n");
    expect(() => requireNumbers(x as string[], "x")).toThrow(
      /^expected finite numbers in the column "x", row 2 has nothing/,
    );
    expect(() => requireNumbers(z as string[], "z")).toThrow(
      /"z", row 1 has "nan"; correct or remove the row$/,
    );
    expect(() => requireNumbers(label as string[], "label")).toThrow(/row 1 has "a"/);
    expect(() => requireNumbers([1, -0.5], "y")).not.toThrow();
  });

  test("refuses a table without header or rows, columns of different lengths, and other arrays", () => {
    expect(() => csv("1,2\n3,4\n")).toThrow(/^t\.csv: expected a header .*, given none; add one/);
    expect(() => csv("x;y\n1;2\n")).toThrow(/^t\.csv: .* given one name, "x;y"; separate fields by commas/);
    expect(() => csv("x\ty\n1\t2\n")).toThrow(/given one name, "x\\ty"/);
    expect(() => csv("x,y\n")).toThrow(/with at least one row; given lengths 0/);
    expect(() => csv("x,y\n1,2\n3\n")).toThrow(/^t\.csv, line 3, column 1: row has 1 fields/);
    const utf16 = [0xff, 0xfe, ...[..."x,y\n1,2\n"].flatMap((letter) => [letter.charCodeAt(0), 0])];
    expect(() => readDataColumns(Uint8Array.from(utf16), "t.csv")).toThrow(/^t\.csv: expected UTF-8 text/);
    expect(() => npz({ x: [Float64Array.of(1, 2)], y: [Float64Array.of(1)] })).toThrow(/given lengths 2, 1/);
    expect(() => npz({ x: [Float64Array.of(1, 2), [1, 1, 2]] })).toThrow(/one or two dimensions; "x" has 3/);
  });
});

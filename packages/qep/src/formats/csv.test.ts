import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQepError } from "../base/errors.ts";
import { csvNumber, readCsv, readCsvTexts, writeCsv } from "./csv.ts";

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isQepError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

const refused = (text: string) => refusal(() => readCsv(text, "in.csv"));

describe("writing and reading back", () => {
  test("gives the same numbers to the last bit, with and without a header of any text", () => {
    const name = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\r\n]/.test(text)),
      fc.constantFrom("1", "nan", "#", '"', ",", " a ", "a ", "gX", "θ 1", "\uFEFFa", "-inf", "1e5"),
    );
    const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.record(
        {
          header: fc.uniqueArray(name, { minLength: width, maxLength: width }),
          rows: fc.array(fc.array(fc.double(), { minLength: width, maxLength: width }), { maxLength: 6 }),
        },
        { requiredKeys: ["rows"], noNullPrototype: true },
      ),
    );
    fc.assert(
      fc.property(table, (given) => {
        expect(readCsv(writeCsv(given), "x")).toStrictEqual(given);
      }),
      { numRuns: 500 },
    );
  });

  test("extremes survive, and the text is what numpy and spreadsheets expect", () => {
    const rows = [[-0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, Number.NaN, Number.NEGATIVE_INFINITY]];
    const text = writeCsv({ header: ["a", "b_1", "g X", "θ", "x,y", "1"], rows });
    expect(text).toBe(
      'a,b_1,g X,θ,"x,y","1"\n-0,5e-324,1.7976931348623157e+308,0.30000000000000004,nan,-inf\n',
    );
    expect(readCsv(text, "x").rows).toStrictEqual(rows);
  });
});

describe("reading", () => {
  test("comments, blank lines, blanks around fields, Windows line ends, byte order mark", () => {
    const text =
      '\uFEFF# made by hand\r\n gX , "g,ZZ"  # couplings\r\n\r\n 1 ,\t-2.5e-1 # first\r\n+.5,3.\r\n#end';
    expect(readCsv(text, "x")).toStrictEqual({
      header: ["gX", "g,ZZ"],
      rows: [
        [1, -0.25],
        [0.5, 3],
      ],
    });
  });

  test("numpy.savetxt with its commented header has no header; an empty file has no rows", () => {
    expect(readCsv("# a,b\n1.000000000000000000e+00,nan\n", "x")).toStrictEqual({ rows: [[1, Number.NaN]] });
    expect(readCsv("\n# nothing\n", "x")).toStrictEqual({ rows: [] });
    expect(readCsv("a,b", "x")).toStrictEqual({ header: ["a", "b"], rows: [] });
  });

  test.each([
    ["a,b\n1,2\n1, x3\n", 'invalid-file: in.csv, line 3, column 4: expected a number, got "x3"'],
    ["1,2\n\n3,4,5\n", "invalid-file: in.csv, line 3, column 5: row has 3 fields, the first row has 2"],
    ["1,2\n3\n", "invalid-file: in.csv, line 2, column 1: row has 1 fields, the first row has 2"],
    ["1,2,\n", "invalid-file: in.csv, line 1, column 5: expected a number, got nothing"],
    ["1;2\n3;4\n", 'in.csv, line 1, column 1: expected a number, got "1;2"; fields are separated by commas'],
    ["1,2\n1;2,3\n", 'line 2, column 1: expected a number, got "1;2"; fields are separated by commas'],
    ["1\n1 2\n", 'line 2, column 1: expected a number, got "1 2"; fields are separated by commas'],
    ["1\n0x10\n", 'line 2, column 1: expected a number, got "0x10"'],
    ["1\nInfinity\n", 'line 2, column 1: expected a number, got "Infinity"'],
    ['1,2\n3,"4"\n', 'line 2, column 3: expected a number, got "4"'],
    ["1,b\n", 'line 1, column 3: expected a number, got "b"'],
    ["1\n1e999\n", "line 2, column 1: 1e999 is too large for a double"],
    ["a,b,a\n", 'line 1, column 5: column name "a" appears twice'],
    ["\uFEFFx,1\n", 'in.csv, line 1, column 1: expected a number, got "x"'],
    ["a,,b\n", "line 1, column 3: column name is empty"],
    [
      'a,"b\n',
      'line 1, column 3: a quoted field must be closed by a quote on its line and fill the field, got "b',
    ],
    ['a,"b"c\n', "line 1, column 3: a quoted field must"],
    ['a,b "c"\n', "line 1, column 3: a quoted field must"],
  ])("refuses %j", (text, message) => {
    expect(refused(text)).toContain(message);
  });

  test("fields of any kind, by the same rules of lines and headers", () => {
    const text = '\uFEFFx, name # two\n\n1 ," a ""b"" ,c"\n,#\n';
    expect(readCsvTexts(text, "x")).toStrictEqual({
      header: ["x", "name"],
      rows: [
        ["1", ' a "b" ,c'],
        ["", ""],
      ],
    });
    expect(refusal(() => readCsvTexts("a,b\n1\n", "in.csv"))).toContain(
      "in.csv, line 2, column 1: row has 1 fields",
    );
    expect(["1e3", "-.5", "NaN", "inf", "", "1x"].map(csvNumber)).toEqual([
      1000,
      -0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      undefined,
      undefined,
    ]);
  });

  test("carries the place as data", () => {
    try {
      readCsv("1\nx\n", "in.csv");
      expect.unreachable();
    } catch (error) {
      expect(isQepError(error, "invalid-file") && error.context).toEqual({
        file: "in.csv",
        line: 2,
        column: 1,
      });
    }
  });
});

describe("writing refuses", () => {
  test.each([
    [{ rows: [[1, 2], [3]] }, "wrong-shape: CSV table: line 2 has 1 fields; every line must have 2"],
    [
      { header: ["a"], rows: [[1, 2]] },
      "wrong-shape: CSV table: line 2 has 2 fields; every line must have 1",
    ],
    [{ rows: [[]] }, "wrong-shape: CSV table: line 1 has 0 fields; every line must have 1"],
    [{ header: [], rows: [] }, "wrong-shape: CSV table: line 1 has 0 fields; every line must have 1"],
    [{ header: ["a", "a"], rows: [] }, 'invalid-argument: CSV table: column name "a" (column 2)'],
    [{ header: [""], rows: [] }, 'invalid-argument: CSV table: column name "" (column 1)'],
    [{ header: ["a\nb"], rows: [] }, 'invalid-argument: CSV table: column name "a\\nb" (column 1)'],
  ])("%j", (table, message) => {
    expect(refusal(() => writeCsv(table))).toContain(message);
  });
});

import { QepError } from "../base/errors.ts";
import { csvNumber, csvText, readCsvTexts } from "../formats/csv.ts";
import type { NpyArray } from "../formats/npy.ts";
import { readNpz } from "../formats/npz.ts";

/** A table by column, all of one length. What is not finite numbers throughout is kept as text. */
export type DataColumns = Record<string, number[] | string[]>;

/**
 * The columns of a table file.
 *
 * CSV: by its header; quotes around a number do not matter. npz: a one-dimensional array is a column of its name, a
 * two-dimensional one the columns `x[0]`, `x[1]`, ….
 *
 * @param bytes the whole file
 * @param where its name, for messages; the ending decides how it is read
 * @throws QepError `invalid-file` for a table without header or rows, complex numbers, arrays of other dimensions or of
 *   different lengths
 */
export function readDataColumns(bytes: Uint8Array, where: string): DataColumns {
  const columns = where.endsWith(".npz")
    ? fromArrays(readNpz(bytes, where), where)
    : fromCsv(textOf(bytes, where), where);
  const lengths = new Set(Object.values(columns).map(({ length }) => length));
  if (lengths.size !== 1 || lengths.has(0)) {
    throw new QepError(
      "invalid-file",
      `${where}: expected columns of one length, with at least one row; given lengths ${[...lengths].join(", ") || "of nothing"}`,
      { where },
    );
  }
  return columns;
}

/**
 * A column that has to be numbers.
 *
 * @param column its name, for the message
 * @throws QepError `not-finite` with the first row, counted from 1, that is text, empty, NaN or infinite
 */
export function requireNumbers(
  values: readonly (number | string)[],
  column: string,
): asserts values is readonly number[] {
  const row = values.findIndex((value) => !isFiniteNumber(value));
  if (row < 0) return;
  const given = values[row] === "" ? "nothing" : `"${values[row]}"`;
  throw new QepError(
    "not-finite",
    `expected finite numbers in the column "${column}", row ${row + 1} has ${given}; correct or remove the row`,
    { column, row: row + 1 },
  );
}

function isFiniteNumber(value: number | string): boolean {
  return Number.isFinite(typeof value === "number" ? value : csvNumber(value));
}

function textOf(bytes: Uint8Array, where: string): string {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes("\0")) return text;
  throw new QepError(
    "invalid-file",
    `${where}: expected UTF-8 text, given another encoding; save it as UTF-8`,
    {
      where,
    },
  );
}

function fromCsv(text: string, where: string): DataColumns {
  const { header, rows } = readCsvTexts(text, where);
  const [first = ""] = header ?? [];
  if (!header || (header.length === 1 && /[;\t]/.test(first))) {
    const given = header ? `one name, ${JSON.stringify(first)}; separate fields by commas` : "none; add one";
    throw new QepError(
      "invalid-file",
      `${where}: expected a header with the names of the columns, given ${given}`,
      { where },
    );
  }
  return Object.fromEntries(
    header.map((name, index) => [name, numbersIfAll(rows.map((row) => row[index] as string))]),
  );
}

function numbersIfAll(texts: string[]): number[] | string[] {
  return texts.every(isFiniteNumber) ? texts.map(Number) : texts;
}

/** JSON has no NaN and no infinity. */
function textIfNotFinite(values: number[]): number[] | string[] {
  return values.every(Number.isFinite) ? values : values.map(csvText);
}

function fromArrays(arrays: ReadonlyMap<string, NpyArray>, where: string): DataColumns {
  return Object.fromEntries([...arrays].flatMap(([name, array]) => columnsOf(name, array, where)));
}

function columnsOf(
  name: string,
  { dtype, shape, data }: NpyArray,
  where: string,
): [string, number[] | string[]][] {
  const [rows, width] = shape;
  if (dtype === "<c16" || rows === undefined || shape.length > 2) {
    throw new QepError(
      "invalid-file",
      `${where}: expected real arrays of one or two dimensions; "${name}" has ${shape.length} and type ${dtype}`,
      { where, array: name },
    );
  }
  const values = Array.from(data, Number);
  if (width === undefined) return [[name, textIfNotFinite(values)]];
  return Array.from({ length: width }, (_, k) => [
    `${name}[${k}]`,
    textIfNotFinite(Array.from({ length: rows }, (_, row) => values[row * width + k] as number)),
  ]);
}

import { QepError } from "../base/errors.ts";
import { readCsv } from "../formats/csv.ts";
import type { NpyArray } from "../formats/npy.ts";
import { readNpz } from "../formats/npz.ts";

/** A table of numbers by column, all of one length. */
export type DataColumns = Record<string, number[]>;

/**
 * The columns of a table file.
 *
 * CSV: by its header. npz: a one-dimensional array is a column of its name, a two-dimensional one the columns `x[0]`,
 * `x[1]`, ….
 *
 * @param bytes the whole file
 * @param where its name, for messages; the ending decides how it is read
 * @throws QepError `invalid-file` for a table without header or rows, complex numbers, arrays of other dimensions or of
 *   different lengths; `not-finite` for NaN and infinities
 */
export function readDataColumns(bytes: Uint8Array, where: string): DataColumns {
  const columns = where.endsWith(".npz")
    ? fromArrays(readNpz(bytes, where), where)
    : fromCsv(new TextDecoder().decode(bytes), where);
  const lengths = new Set(Object.values(columns).map(({ length }) => length));
  if (lengths.size !== 1 || lengths.has(0)) {
    throw new QepError(
      "invalid-file",
      `${where}: expected columns of one length, with at least one row; given lengths ${[...lengths].join(", ") || "of nothing"}`,
      { where },
    );
  }
  for (const [name, values] of Object.entries(columns)) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new QepError(
      "not-finite",
      `${where}: column "${name}", row ${bad + 1} is ${values[bad]}; remove the row`,
      {
        where,
        column: name,
        row: bad + 1,
      },
    );
  }
  return columns;
}

function fromCsv(text: string, where: string): DataColumns {
  const { header, rows } = readCsv(text, where);
  if (!header) {
    throw new QepError("invalid-file", `${where}: expected a header with the names of the columns; add one`, {
      where,
    });
  }
  return Object.fromEntries(header.map((name, index) => [name, rows.map((row) => row[index] as number)]));
}

function fromArrays(arrays: ReadonlyMap<string, NpyArray>, where: string): DataColumns {
  return Object.fromEntries([...arrays].flatMap(([name, array]) => columnsOf(name, array, where)));
}

function columnsOf(name: string, { dtype, shape, data }: NpyArray, where: string): [string, number[]][] {
  const [rows, width] = shape;
  if (dtype === "<c16" || rows === undefined || shape.length > 2) {
    throw new QepError(
      "invalid-file",
      `${where}: expected real arrays of one or two dimensions; "${name}" has ${shape.length} and type ${dtype}`,
      { where, array: name },
    );
  }
  const values = Array.from(data, Number);
  if (width === undefined) return [[name, values]];
  return Array.from({ length: width }, (_, k) => [
    `${name}[${k}]`,
    Array.from({ length: rows }, (_, row) => values[row * width + k] as number),
  ]);
}

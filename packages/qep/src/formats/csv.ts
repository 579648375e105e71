import { QepError, type TextLocation } from "../base/errors.ts";
import type { CsvField } from "./csv-fields.ts";
import { splitCsvLine } from "./csv-fields.ts";

/** A table, by default of numbers. */
export interface CsvTable<Field = number> {
  /** Names of the columns, where there are any. */
  readonly header?: readonly string[];
  /** Rows of equal length. */
  readonly rows: readonly (readonly Field[])[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
]);

/**
 * Reads comma-separated numbers.
 *
 * `#` starts a comment, blank lines are skipped. The first row is a header where none of its fields begins like a
 * number; a field in double quotes is always a name. Numbers are decimal, or `nan`, `inf`, `-inf` as numpy writes them: callers that
 * need finite numbers check.
 *
 * @param text the whole file
 * @param where name of the file, for messages
 * @returns header and rows; every row, and the header, has the same number of fields
 * @throws QepError `invalid-file` with line and column (from 1) for anything that is not a number, a row of another
 *   length, or an empty or repeated column name
 */
export function readCsv(text: string, where: string): CsvTable {
  return readTable(text, where, readNumber);
}

/**
 * Reads comma-separated fields of any kind, with the same rules of lines and headers as {@link readCsv}.
 *
 * @param text the whole file
 * @param where name of the file, for messages
 * @returns header and rows, fields without quotes and surrounding blanks
 * @throws QepError `invalid-file` with line and column for a row of another length, an open quote, or an empty or
 *   repeated column name
 */
export function readCsvTexts(text: string, where: string): CsvTable<string> {
  return readTable(text, where, (field) => field.text);
}

/** The number that a field of a table stands for, also `nan`, `inf` and `-inf`; undefined where it is none. */
export function csvNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : NOT_FINITE.get(text.toLowerCase());
}

function readTable<Field>(text: string, where: string, read: (field: CsvField) => Field): CsvTable<Field> {
  let header: readonly string[] | undefined;
  const rows: Field[][] = [];
  let width: number | undefined;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const fields = splitCsvLine(line, { file: where, line: index + 1 });
    if (fields.length === 0) continue;
    if (width === undefined) {
      width = fields.length;
      if (fields.every(isName)) {
        header = readHeader(fields);
        continue;
      }
    }
    checkWidth(fields, width);
    rows.push(fields.map(read));
  }
  return header === undefined ? { rows } : { header, rows };
}

/**
 * Writes a table so that {@link readCsv} gives back the same numbers, to the last bit.
 *
 * @param table header (optional) and rows
 * @returns text whose lines all end in a newline
 * @throws QepError `wrong-shape` where rows differ in length or have no columns, `invalid-argument` for a column name that
 *   is empty, repeated, or holds a line break
 */
export function writeCsv(table: CsvTable): string {
  const { header, rows } = table;
  const width = Math.max((header ?? rows[0] ?? []).length, 1);
  for (const [index, row] of (header === undefined ? rows : [header, ...rows]).entries()) {
    if (row.length === width) continue;
    throw new QepError(
      "wrong-shape",
      `CSV table: line ${index + 1} has ${row.length} fields; every line must have ${width}`,
      { line: index + 1, given: row.length, expected: width },
    );
  }
  const lines = rows.map((row) => row.map(csvText).join(","));
  if (header !== undefined) lines.unshift(formatHeader(header));
  return lines.map((line) => `${line}\n`).join("");
}

function readHeader(fields: readonly CsvField[]): string[] {
  for (const [index, field] of fields.entries()) {
    if (field.text === "") throw invalid(field.at, "column name is empty");
    if (fields.findIndex((other) => other.text === field.text) < index) {
      throw invalid(field.at, `column name "${field.text}" appears twice`);
    }
  }
  return fields.map((field) => field.text);
}

function readNumber(field: CsvField): number {
  const value = toNumber(field);
  if (value === undefined) {
    const hint = /[;\s]/.test(field.text) ? "; fields are separated by commas" : "";
    throw invalid(
      field.at,
      `expected a number, got ${field.text === "" ? "nothing" : `"${field.text}"`}${hint}`,
    );
  }
  if (!Number.isFinite(value) && NUMBER.test(field.text)) {
    throw invalid(field.at, `${field.text} is too large for a double (at most 1.8e308)`);
  }
  return value;
}

/** Not merely "no number": otherwise the first row of a file separated by semicolons would pass for a header. */
function isName(field: CsvField): boolean {
  return field.quoted || (toNumber(field) === undefined && !/^[+-]?\.?\d/.test(field.text));
}

function toNumber(field: CsvField): number | undefined {
  return field.quoted ? undefined : csvNumber(field.text);
}

function checkWidth(fields: readonly CsvField[], width: number): void {
  if (fields.length === width) return;
  const first = fields[Math.min(width, fields.length - 1)] as CsvField;
  throw invalid(first.at, `row has ${fields.length} fields, the first row has ${width}`);
}

/** The shortest decimal that reads back to the same double; JavaScript's own loses the sign of −0. */
export function csvText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

function formatHeader(names: readonly string[]): string {
  for (const [index, name] of names.entries()) {
    if (name === "" || /[\r\n]/.test(name) || names.indexOf(name) < index) {
      throw new QepError(
        "invalid-argument",
        `CSV table: column name ${JSON.stringify(name)} (column ${index + 1}) must be one line of text, used once`,
        { column: index, name },
      );
    }
  }
  // Quotes wherever a reader might take the name for something else.
  const plain = (name: string) => /^[\p{L}_][\p{L}\p{N}_ .()[\]/^-]*$/u.test(name) && name === name.trim();
  const isNumber = (name: string) => NOT_FINITE.has(name.toLowerCase());
  return names
    .map((name) => (plain(name) && !isNumber(name) ? name : `"${name.replaceAll('"', '""')}"`))
    .join(",");
}

function invalid(at: TextLocation, what: string): QepError {
  return new QepError("invalid-file", `${at.file}, line ${at.line}, column ${at.column}: ${what}`, { ...at });
}

import { parquetWriteBuffer } from "hyparquet-writer";
import { QepError } from "../base/errors.ts";

/** One column of a table; null where there is no value. */
export interface TableColumn {
  readonly name: string;
  readonly values: readonly (number | string | boolean | null)[];
  /** Whole numbers, stored as such; other numbers are doubles. */
  readonly isInteger?: boolean;
}

/**
 * A table as a Parquet file, which pandas, polars and DuckDB open.
 *
 * @param columns of one length, names used once; all values of a column of one kind
 * @returns the bytes of the file
 * @throws QepError wrong-shape for columns of different lengths; invalid-argument for a name used twice, or a column of
 *   several kinds
 */
export function writeParquet(columns: readonly TableColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  for (const [index, { name, values }] of columns.entries()) {
    if (values.length !== rows) {
      throw new QepError("wrong-shape", `column "${name}" has ${values.length} rows, the first has ${rows}`, {
        name,
      });
    }
    if (columns.findIndex((other) => other.name === name) < index) {
      throw new QepError("invalid-argument", `the column name "${name}" is used twice; rename one`, { name });
    }
  }
  const columnData = columns.map((column) => ({ name: column.name, ...stored(column), nullable: true }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function stored({ name, values, isInteger = false }: TableColumn) {
  const kinds = new Set(values.flatMap((value) => (value === null ? [] : [typeof value])));
  if (kinds.size > 1) {
    throw new QepError(
      "invalid-argument",
      `the column "${name}" has values of several kinds, ${[...kinds].join(" and ")}; a column has one`,
      { name },
    );
  }
  if (kinds.has("string")) return { type: "STRING" as const, data: [...values] };
  if (kinds.has("boolean")) return { type: "BOOLEAN" as const, data: [...values] };
  if (!isInteger) return { type: "DOUBLE" as const, data: [...values] };
  return { type: "INT64" as const, data: values.map((value) => (value === null ? null : BigInt(value))) };
}

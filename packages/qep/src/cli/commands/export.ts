import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import { QepError } from "../../base/errors.ts";
import { readDataColumns } from "../../experiments/data-columns.ts";
import { stepsTable, testsTable } from "../../experiments/history-tables.ts";
import { readHistory } from "../../experiments/run-record.ts";
import { csvNumber } from "../../formats/csv.ts";
import type { TableColumn } from "../../formats/parquet.ts";
import { readRunDirectory } from "../../platform/node/node-run-store.ts";
import { readInputFile } from "../arguments.ts";
import { inDirectory, type NamedContent, writeFiles } from "../figure-files.ts";
import { printResult } from "../output.ts";

interface ExportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** A table and the file name it gets. */
type NamedTable = readonly [name: string, columns: readonly TableColumn[]];

/** `qep export`. */
export function addExport(program: Command): void {
  program
    .command("export")
    .description("the history of a run, or a table in CSV or npz, as Parquet for pandas")
    .argument("<run|table>", "run directory, .csv with a header, or .npz")
    .option("--out <dir>", "where to write (default: beside the run directory or the table)")
    .option("--json", 'print the paths as {"files": [...]}')
    .action(exportTables);
}

async function exportTables(given: string, flags: ExportFlags): Promise<void> {
  // Never into the run: it may belong to a process that is training it.
  const directory = resolve(flags.out ?? dirname(resolve(given)));
  const tables = await tablesOf(given);
  const { writeParquet } = await import("../../formats/parquet.ts");
  const contents = tables.map(
    ([name, columns]): NamedContent => [`${name}.parquet`, new Uint8Array(writeParquet(columns))],
  );
  const files = await inDirectory(directory, () => writeFiles(directory, contents));
  printResult(flags.json === true, { files }, () => files.join("\n"));
}

async function tablesOf(given: string): Promise<NamedTable[]> {
  const name = basename(resolve(given)).replace(/\.(csv|npz)$/, "");
  if ((await stat(given).catch(() => undefined))?.isDirectory()) {
    const history = await readHistory(await readRunDirectory(given));
    const tables: NamedTable[] = [
      [`${name}.steps`, stepsTable(history)],
      [`${name}.tests`, testsTable(history)],
    ];
    const filled = tables.filter(([, columns]) => columns.length > 0);
    if (filled.length > 0) return filled;
    throw new QepError("invalid-argument", `${given}: expected a run directory with a history, found none`, {
      given,
    });
  }
  if (!/\.(csv|npz)$/.test(given)) {
    throw new QepError(
      "invalid-argument",
      `${given}: expected a run directory, or a table that ends in .csv or .npz`,
      { given },
    );
  }
  const columns = readDataColumns(await readInputFile(given, "table"), given);
  return [[name, Object.entries(columns).map(([column, values]) => tableColumn(column, values))]];
}

/** Numbers where all fields are some, NaN and empty ones not known; else text. */
function tableColumn(name: string, fields: readonly (number | string)[]): TableColumn {
  const numbers = fields.map((field) => {
    if (typeof field === "number") return field;
    return field === "" ? Number.NaN : csvNumber(field);
  });
  const isText = numbers.includes(undefined);
  return {
    name,
    values: isText ? fields : numbers.map((number = Number.NaN) => (Number.isNaN(number) ? null : number)),
  };
}

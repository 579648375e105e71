import { QepError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { RandomStream } from "../base/random.ts";
import type { Sample } from "../propagation/problem.ts";
import type { System } from "../propagation/system.ts";
import { oneHot } from "../tasks/classification.ts";
import { type ColumnScale, columnScale, type RowSplit, splitRows } from "../tasks/feature-table.ts";
import { type DataColumns, requireNumbers } from "./data-columns.ts";
import { drawRows, type ExperimentData } from "./experiment-data.ts";
import type { ConfigPath } from "./experiment-issues.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import type { ColumnMapConfig, DataFileConfig } from "./schema-data-file.ts";

type Columns = Readonly<DataColumns>;

/** Does some work on one part of `data`, with errors that say where it stands. */
export type AtPart = <T>(path: ConfigPath, work: () => T) => T;

type Named = readonly { readonly name: string }[];

/**
 * The rows of a user's table as samples: columns become inputs and targets, some rows are held back for tests.
 *
 * @throws QepError with the place in the file for columns, inputs and outputs that do not exist or are missing
 */
export function buildFileData(
  config: DataFileConfig,
  seed: number,
  batchStream: (step: number) => RandomStream,
  { inputs, outputs }: System,
  locate: Locate,
): ExperimentData {
  const at: AtPart = (path, work) => atPlace(locate, path, work);
  const columns = at(["data", "file"], () => contentOf(config));
  const split = at(["data", "file"], () => splitRows(rowCount(columns), config.test.fraction, seed));
  const inputRows = inputsOf(config, inputs, columns, at, scalesOf(config, split));
  const targetRows = targetsOf(config, outputs, columns, at);
  const samples = inputRows.map(
    (point, row): Sample => ({ points: [point], target: targetRows[row] as Float64Array }),
  );
  const pick = (rows: readonly number[]) => rows.map((row) => samples[row] as Sample);
  return { batch: drawRows(pick(split.training), batchStream), test: pick(split.test), grid: samples };
}

/** The scale of a column of the table that the experiment is trained on. */
export type ScaleOf = (column: string) => ColumnScale;

/** The scales that training has: of the rows of its table that it is trained on. */
export function trainingScales(config: DataFileConfig, seed: number): ScaleOf {
  return scalesOf(config, splitRows(rowCount(contentOf(config)), config.test.fraction, seed));
}

function scalesOf(config: DataFileConfig, { training }: RowSplit): ScaleOf {
  const columns = contentOf(config);
  return (column) => columnScale(numbersAt(columns, column), training, config.scaling);
}

function rowCount(columns: Columns): number {
  return Object.values(columns)[0]?.length ?? 0;
}

function contentOf({ columns, file }: DataFileConfig): Columns {
  if (columns) return columns;
  throw new QepError(
    "invalid-experiment",
    `expected the content of ${file} as columns; it is read where the experiment is a file, elsewhere give columns`,
    { file },
  );
}

/** x of each row of a table: sums of columns, scaled. */
export function inputsOf(
  { inputs: maps }: DataFileConfig,
  inputs: Named,
  columns: Columns,
  at: AtPart,
  scaleOf: ScaleOf,
): Float64Array[] {
  return columnMaps(maps, inputs, "inputs", columns, at, scaleOf);
}

/** The target of each row of a table. */
export function targetsOf(
  { labels, targets }: DataFileConfig,
  outputs: Named,
  columns: Columns,
  at: AtPart,
): Float64Array[] {
  if (targets) return columnMaps(targets, outputs, "targets", columns, at, () => ({ center: 0, spread: 1 }));
  const names = outputs.map(({ name }) => name);
  const classes = at(["data", "labels"], () => classNumbers(columnAt(columns, labels as string), names));
  return classes.map((label) => oneHot(label, names.length));
}

/** Which output each label means, by its number or by its name. */
function classNumbers(labels: readonly (number | string)[], names: readonly string[]): number[] {
  const classes = labels.map((label) => (typeof label === "number" ? label : names.indexOf(label)));
  const row = classes.findIndex(
    (number) => !(Number.isInteger(number) && number >= 0 && number < names.length),
  );
  if (row < 0) return classes;
  const label = labels[row] as number | string;
  const meant = typeof label === "string" ? nearestName(label, names) : undefined;
  throw new QepError(
    "invalid-file",
    `expected names of outputs (${names.join(", ")}), or class numbers from 0 to ${names.length - 1} in that order; ` +
      `row ${row + 1} has ${JSON.stringify(label)}${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
    { row: row + 1, label },
  );
}

/** Values of all names, row by row: Σ factor · (column, scaled) + offset. */
function columnMaps(
  maps: Readonly<Record<string, ColumnMapConfig>>,
  names: Named,
  key: "inputs" | "targets",
  columns: Columns,
  at: AtPart,
  scaleOf: ScaleOf,
): Float64Array[] {
  at(["data", key], () => requireAll(maps, names, key));
  const sums = names.map(({ name }) => {
    const { columns: factors, offset } = maps[name] as ColumnMapConfig;
    const terms = Object.entries(factors).map(([column, factor]) => {
      const values = at(["data", key, name], () => numbersAt(columns, column));
      return { values, factor, ...scaleOf(column) };
    });
    return { terms, offset };
  });
  return Array.from({ length: rowCount(columns) }, (_, row) =>
    Float64Array.from(sums, ({ terms, offset }) =>
      terms.reduce(
        (sum, { values, factor, center, spread }) =>
          sum + factor * (((values[row] as number) - center) / spread),
        offset,
      ),
    ),
  );
}

function requireAll(maps: Readonly<Record<string, unknown>>, names: Named, key: string): void {
  const expected = names.map(({ name }) => name);
  const missing = expected.find((name) => !Object.hasOwn(maps, name));
  const foreign = Object.keys(maps).find((name) => !expected.includes(name));
  if (missing === undefined && foreign === undefined) return;
  const what = key === "inputs" ? "input" : "output";
  throw new QepError(
    "invalid-experiment",
    `expected a column for each ${what} (${expected.join(", ") || "there are none"}) and no other, ` +
      (missing === undefined
        ? `given "${foreign}"; remove it`
        : `given none for ${missing}; add ${missing}: COLUMN`),
    { missing, foreign },
  );
}

function numbersAt(columns: Columns, name: string): readonly number[] {
  const values: readonly (number | string)[] = columnAt(columns, name);
  requireNumbers(values, name);
  return values;
}

function columnAt(columns: Columns, name: string): readonly (number | string)[] {
  if (Object.hasOwn(columns, name)) return columns[name] as number[] | string[];
  throw new QepError(
    "invalid-experiment",
    `expected one of the columns (${Object.keys(columns).join(", ")}), given "${name}"; correct the name`,
    { column: name },
  );
}

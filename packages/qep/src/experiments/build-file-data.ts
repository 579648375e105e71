import { QepError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { RandomStream } from "../base/random.ts";
import type { Sample } from "../propagation/problem.ts";
import type { System } from "../propagation/system.ts";
import { oneHot } from "../tasks/classification.ts";
import { type ColumnScale, columnScale, splitRows } from "../tasks/feature-table.ts";
import { type DataColumns, requireNumbers } from "./data-columns.ts";
import { drawRows, type ExperimentData } from "./experiment-data.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import type { ColumnMapConfig, DataFileConfig } from "./schema-data-file.ts";

type Columns = Readonly<DataColumns>;

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
  const columns = atPlace(locate, ["data", "file"], () => contentOf(config));
  const count = Object.values(columns)[0]?.length ?? 0;
  const split = atPlace(locate, ["data", "file"], () => splitRows(count, config.test.fraction, seed));
  const inputValues = columnMaps(config.inputs, inputs, "inputs", columns, locate, (values) =>
    columnScale(values, split.training, config.scaling),
  );
  const target = targetsOf(config, outputs, columns, locate);
  const samples = Array.from(
    { length: count },
    (_, row): Sample => ({ points: [inputValues(row)], target: target(row) }),
  );
  const pick = (rows: readonly number[]) => rows.map((row) => samples[row] as Sample);
  return { batch: drawRows(pick(split.training), batchStream), test: pick(split.test), grid: samples };
}

function contentOf({ columns, file }: DataFileConfig): Columns {
  if (columns) return columns;
  throw new QepError(
    "invalid-experiment",
    `expected the content of ${file} as columns; it is read where the experiment is a file, elsewhere give columns`,
    { file },
  );
}

function targetsOf(
  { labels, targets }: DataFileConfig,
  outputs: Named,
  columns: Columns,
  locate: Locate,
): (row: number) => Float64Array {
  if (targets)
    return columnMaps(targets, outputs, "targets", columns, locate, () => ({ center: 0, spread: 1 }));
  const names = outputs.map(({ name }) => name);
  const classes = atPlace(locate, ["data", "labels"], () =>
    classNumbers(columnAt(columns, labels as string), names),
  );
  return (row) => oneHot(classes[row] as number, names.length);
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

/** Values of all names in a row: Σ factor · (column, scaled) + offset. */
function columnMaps(
  maps: Readonly<Record<string, ColumnMapConfig>>,
  names: Named,
  key: "inputs" | "targets",
  columns: Columns,
  locate: Locate,
  scaleOf: (values: readonly number[]) => ColumnScale,
): (row: number) => Float64Array {
  atPlace(locate, ["data", key], () => requireAll(maps, names, key));
  const sums = names.map(({ name }) => {
    const { columns: factors, offset } = maps[name] as ColumnMapConfig;
    const terms = Object.entries(factors).map(([column, factor]) => {
      const values = atPlace(locate, ["data", key, name], () => numbersAt(columns, column));
      return { values, factor, ...scaleOf(values) };
    });
    return { terms, offset };
  });
  return (row) =>
    Float64Array.from(sums, ({ terms, offset }) =>
      terms.reduce(
        (sum, { values, factor, center, spread }) =>
          sum + factor * (((values[row] as number) - center) / spread),
        offset,
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

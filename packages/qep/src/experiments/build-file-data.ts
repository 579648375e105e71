import { QepError } from "../base/errors.ts";
import type { RandomStream } from "../base/random.ts";
import type { Sample } from "../propagation/problem.ts";
import type { System } from "../propagation/system.ts";
import { oneHot } from "../tasks/classification.ts";
import { type ColumnScale, columnScale, splitRows } from "../tasks/feature-table.ts";
import { drawRows, type ExperimentData } from "./experiment-data.ts";
import type { Locate } from "./experiment-source.ts";
import { atPlace } from "./locate-error.ts";
import type { ColumnMapConfig, DataFileConfig } from "./schema-data-file.ts";

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

function contentOf({ columns, file }: DataFileConfig): Readonly<Record<string, readonly number[]>> {
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
  columns: Readonly<Record<string, readonly number[]>>,
  locate: Locate,
): (row: number) => Float64Array {
  if (targets)
    return columnMaps(targets, outputs, "targets", columns, locate, () => ({ center: 0, spread: 1 }));
  const path = ["data", "labels"];
  const classes = atPlace(locate, path, () => columnAt(columns, labels as string));
  const bad = classes.findIndex(
    (label) => !(Number.isInteger(label) && label >= 0 && label < outputs.length),
  );
  if (bad >= 0) {
    atPlace(locate, path, () => {
      throw new QepError(
        "invalid-file",
        `expected class numbers from 0 to ${outputs.length - 1}, one for each output; row ${bad + 1} has ${classes[bad]}`,
        { row: bad + 1, label: classes[bad] },
      );
    });
  }
  return (row) => oneHot(classes[row] as number, outputs.length);
}

/** Values of all names in a row: Σ factor · (column, scaled) + offset. */
function columnMaps(
  maps: Readonly<Record<string, ColumnMapConfig>>,
  names: Named,
  key: "inputs" | "targets",
  columns: Readonly<Record<string, readonly number[]>>,
  locate: Locate,
  scaleOf: (values: readonly number[]) => ColumnScale,
): (row: number) => Float64Array {
  atPlace(locate, ["data", key], () => requireAll(maps, names, key));
  const sums = names.map(({ name }) => {
    const { columns: factors, offset } = maps[name] as ColumnMapConfig;
    const terms = Object.entries(factors).map(([column, factor]) => {
      const values = atPlace(locate, ["data", key, name], () => columnAt(columns, column));
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

function columnAt(columns: Readonly<Record<string, readonly number[]>>, name: string): readonly number[] {
  if (Object.hasOwn(columns, name)) return columns[name] as readonly number[];
  throw new QepError(
    "invalid-experiment",
    `expected one of the columns (${Object.keys(columns).join(", ")}), given "${name}"; correct the name`,
    { column: name },
  );
}

import { isQepError, QepError } from "../base/errors.ts";
import type { Sample } from "../propagation/problem.ts";
import { type Scores, scoreOutputs, targetKind } from "../training/evaluation.ts";
import { indexOfLargest } from "../training/metrics.ts";
import type { Experiment } from "./build-experiment.ts";
import { type AtPart, inputsOf, targetsOf, trainingScales } from "./build-file-data.ts";
import type { DataColumns } from "./data-columns.ts";
import type { DataFileConfig } from "./schema-data-file.ts";
import { isLossMissing } from "./stored-experiment.ts";

/** Rows of another table than that of the experiment, read as the experiment reads its own. */
export interface NewRows {
  /** Columns that the inputs are made of, as they stand in the table. */
  readonly features: { readonly names: readonly string[]; readonly rows: readonly (readonly number[])[] };
  /** x of each row, with the scales of the training. */
  readonly inputs: readonly Float64Array[];
  /** Of each row; absent where the table has not all the columns that targets are made of. */
  readonly targets?: readonly Float64Array[];
}

/**
 * Reads new rows of raw data for a trained system: the same columns, scaled as the training rows were. The scale is never
 * fitted anew, so that a row means the same alone and among others.
 *
 * @param columns the new table
 * @param file its name, for messages
 * @throws QepError `invalid-argument` where the experiment has no table, or a column is missing
 */
export function readNewRows({ config, system }: Experiment, columns: DataColumns, file: string): NewRows {
  const { data, seed } = config;
  if (data?.sampler !== "file") {
    throw new QepError(
      "invalid-argument",
      `${file}: new rows are for experiments that learn from a table (data.sampler: file), this one has ` +
        `${data ? `sampler: ${data.sampler}` : "no data"}; give its inputs with --inputs`,
      { file },
    );
  }
  const at: AtPart = (_, work) => inFile(file, work);
  const features = columnsOf(data.inputs);
  requireColumns(features, columns, file);
  const inputs = inputsOf(data, system.inputs, columns, at, trainingScales(data, seed));
  const hasTargets = targetColumns(data).every((name) => Object.hasOwn(columns, name));
  return {
    features: {
      names: features,
      rows: inputs.map((_, row) => features.map((name) => columns[name]?.[row] as number)),
    },
    inputs,
    ...(hasTargets && { targets: targetsOf(data, system.outputs, columns, at) }),
  };
}

/**
 * The class of each row by its outputs: the name of the largest one where targets are one-hot, the sign of a single one where
 * they are ±1.
 *
 * @param outputs ⟨B⟩, one vector of length J for each row
 * @returns undefined where the experiment does not learn classes
 */
export function predictedClasses(
  { data, system }: Experiment,
  outputs: readonly Float64Array[],
): (string | number)[] | undefined {
  const kind = targetKind(data?.grid ?? []);
  if (kind === "one-hot")
    return outputs.map((output) => system.outputs[indexOfLargest(output)]?.name as string);
  if (kind === "signs" && system.outputs.length === 1) return outputs.map(([y = 0]) => (y > 0 ? 1 : -1));
  return undefined;
}

/** How well outputs meet the targets of new rows; undefined without targets, or without a loss. */
export function scoreNewRows(
  { config, data, objective }: Experiment,
  { inputs, targets }: NewRows,
  outputs: readonly Float64Array[],
): Scores | undefined {
  if (!targets || !objective || isLossMissing(config)) return undefined;
  const samples = inputs.map(
    (point, row): Sample => ({ points: [point], target: targets[row] as Float64Array }),
  );
  return scoreOutputs(objective.loss, samples, outputs, targetKind(data?.grid ?? []));
}

/** Names of the columns that some sums are made of, each once. */
function columnsOf(maps: DataFileConfig["inputs"]): string[] {
  return [...new Set(Object.values(maps).flatMap(({ columns }) => Object.keys(columns)))];
}

function targetColumns({ labels, targets }: DataFileConfig): string[] {
  return targets ? columnsOf(targets) : [labels as string];
}

function requireColumns(needed: readonly string[], columns: DataColumns, file: string): void {
  const missing = needed.filter((name) => !Object.hasOwn(columns, name));
  if (missing.length === 0) return;
  throw new QepError(
    "invalid-argument",
    `${file}: expected the columns that inputs are made of (${needed.join(", ")}), given ` +
      `${Object.keys(columns).join(", ")}; add ${missing.join(", ")}`,
    { file, missing },
  );
}

function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isQepError(error)) throw error;
    throw new QepError(error.code, `${file}: ${error.message}`, { ...error.context, file }, { cause: error });
  }
}

import { isQepError, QepError } from "../base/errors.ts";
import { readCsv, writeCsv } from "../formats/csv.ts";
import { type NpyArray, npyArray } from "../formats/npy.ts";
import { readNpz, writeNpz } from "../formats/npz.ts";
import type { Variables } from "../training/variables.ts";
import type { Experiment } from "./build-experiment.ts";

/** Names of the arrays in the authors' files, by group of parameters. */
const ARRAYS: Readonly<Record<string, string>> = {
  couplings: "sys_sens_couplings",
  sensor: "sens_couplings",
  all: "parameters",
  model: "parameters",
};

/** Trained inputs, point after point. */
const TRAINED_INPUTS = "trained_inputs";

/** Variables of one array of a parameter file. */
interface Part {
  readonly array: string;
  readonly indices: readonly number[];
  /** What they are, for messages. */
  readonly what: string;
  /** A file may leave them out: they then stay at their initial values. */
  readonly isOptional: boolean;
}

/** Parameters and trained inputs by name. */
export function parametersByName({ names }: Variables, values: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as number]));
}

/** Parameters as numpy arrays, one a group, under the authors' names for a sensor model; then trained inputs. */
export function parameterArrays(experiment: Experiment, values: Float64Array): Uint8Array {
  const arrays = partsOf(experiment).map(({ array, indices }): [string, NpyArray] => [
    array,
    npyArray(Float64Array.from(indices, (index) => values[index] as number)),
  ]);
  return writeNpz(new Map(arrays));
}

/** Parameters and trained inputs as a table of one row, a column for each. */
export function parameterTable({ names }: Variables, values: Float64Array): string {
  return writeCsv({ header: names, rows: [[...values]] });
}

/**
 * Parameters from a file: an npz with the authors' arrays `sys_sens_couplings` and `sens_couplings` (for operator texts:
 * `parameters`), JSON with a value by name, or CSV with a column for each name and one row.
 *
 * @param bytes content of the file
 * @param where its name, for messages; the ending decides how it is read
 * @returns all variables: θ in the order of the system, then trained inputs (those of the file, else the initial ones)
 * @throws QepError invalid-file for missing, foreign or wrongly sized arrays and names, not-finite
 */
export function readParameters(experiment: Experiment, bytes: Uint8Array, where: string): Float64Array {
  const { names } = experiment.variables;
  const values = /\.(json|csv)$/.test(where)
    ? fromNames(experiment, namedNumbers(new TextDecoder().decode(bytes), where), where)
    : fromNpz(experiment, bytes, where);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return values;
  throw new QepError(
    "not-finite",
    `${where}: expected finite numbers, but "${names[bad]}" is ${values[bad]}; the run it comes from failed`,
    { where, name: names[bad] },
  );
}

/** Which variables stand in which array; empty groups have none. */
function partsOf({ groups, variables }: Experiment): Part[] {
  const { parameterCount, names } = variables;
  const inputs = Array.from({ length: names.length - parameterCount }, (_, k) => parameterCount + k);
  const parts = groups.map(({ name, indices }) => ({
    array: ARRAYS[name] ?? name,
    indices,
    what: `the ${indices.length} parameters of group "${name}"`,
    isOptional: false,
  }));
  const trained = { array: TRAINED_INPUTS, indices: inputs, what: "the trained inputs", isOptional: true };
  return [...parts, trained].filter(({ indices }) => indices.length > 0);
}

function fromNpz(experiment: Experiment, bytes: Uint8Array, where: string): Float64Array {
  const parts = partsOf(experiment);
  const wanted = parts.map(({ array }) => array).join(" and ");
  const arrays = readArrays(bytes, where, wanted);
  const values = experiment.variables.initial.slice();
  for (const { array: name, indices, what, isOptional } of parts) {
    const array = arrays.get(name);
    if (!array && isOptional) continue;
    if (!array) {
      throw new QepError(
        "invalid-file",
        `${where}: expected the array "${name}" with ${what}; the file has ${[...arrays.keys()].join(", ") || "none"}. ` +
          `Give an npz file of this experiment, with ${wanted}.`,
        { where, wanted: name },
      );
    }
    if (array.dtype === "<c16" || array.data.length !== indices.length) {
      throw new QepError(
        "invalid-file",
        `${where}: expected ${indices.length} real numbers in "${name}" (${what}), given ${array.data.length} of type ` +
          `${array.dtype}. Is the file from another variant of the experiment?`,
        { where, given: array.data.length, expected: indices.length },
      );
    }
    for (const [position, index] of indices.entries()) values[index] = Number(array.data[position]);
  }
  return values;
}

function readArrays(bytes: Uint8Array, where: string, wanted: string): ReadonlyMap<string, NpyArray> {
  try {
    return readNpz(bytes, where);
  } catch (error) {
    if (!isQepError(error, "invalid-file")) throw error;
    const advice = `Expected an npz file as numpy.savez writes it, with ${wanted}, or a file ending in .json or .csv.`;
    throw new QepError("invalid-file", `${error.message}. ${advice}`, error.context, { cause: error });
  }
}

function fromNames(
  { variables }: Experiment,
  byName: Readonly<Record<string, unknown>>,
  where: string,
): Float64Array {
  const { names, parameterCount, initial } = variables;
  const foreign = Object.keys(byName).filter((name) => !names.includes(name));
  const missing = names.filter((name, index) => index < parameterCount && byName[name] === undefined);
  if (foreign.length > 0 || missing.length > 0) throw otherNames(where, names, foreign, missing);
  return Float64Array.from(names, (name, index) => {
    const value = byName[name] ?? initial[index];
    if (typeof value === "number") return value;
    throw new QepError(
      "invalid-file",
      `${where}: expected a number for the parameter "${name}", given ${JSON.stringify(value)}; give "${name}": VALUE`,
      { where, name },
    );
  });
}

/** Names of which a message says how many more there are. */
const MOST_NAMED = 6;

function otherNames(
  where: string,
  names: readonly string[],
  foreign: readonly string[],
  missing: readonly string[],
): QepError {
  const listed = (list: readonly string[]) =>
    list.slice(0, MOST_NAMED).join(", ") +
    (list.length > MOST_NAMED ? ` and ${list.length - MOST_NAMED} more` : "");
  const wrong = [
    ...(foreign.length > 0 ? [`it has ${listed(foreign)}, unknown here`] : []),
    ...(missing.length > 0 ? [`it lacks ${listed(missing)}`] : []),
  ];
  return new QepError(
    "invalid-file",
    `${where}: expected a value for each parameter of this experiment (${listed(names) || "none"}); ${wrong.join(", and ")}. ` +
      "Give the file of a run of this experiment, or rename what is meant to be the same.",
    { where, foreign, missing },
  );
}

function namedNumbers(text: string, where: string): Readonly<Record<string, unknown>> {
  if (where.endsWith(".json")) return parseObject(text, where);
  const { header, rows } = readCsv(text, where);
  const [row] = rows;
  if (header && row && rows.length === 1) {
    return Object.fromEntries(header.map((name, column) => [name, row[column]]));
  }
  throw new QepError(
    "invalid-file",
    `${where}: expected a header with the names of the parameters and one row of numbers, given ` +
      `${header ? "a header" : "no header"} and ${rows.length} ${rows.length === 1 ? "row" : "rows"}`,
    { where, rows: rows.length },
  );
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new QepError(
      "invalid-file",
      `${where} is not valid JSON: ${(cause as Error).message}`,
      { where },
      { cause },
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new QepError("invalid-file", `${where}: expected {"name": number, ...}, a value for each parameter`, {
    where,
  });
}

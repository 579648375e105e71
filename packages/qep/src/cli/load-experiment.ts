import { stat } from "node:fs/promises";
import { registerHooks } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { QepError } from "../base/errors.ts";
import { buildExperiment, type Experiment } from "../experiments/build-experiment.ts";
import { readDataColumns } from "../experiments/data-columns.ts";
import { isDefinedExperiment } from "../experiments/define-experiment.ts";
import { readParameters } from "../experiments/parameter-files.ts";
import {
  type ParsedExperiment,
  parseExperiment,
  type ReadOptions,
  resolveExperiment,
} from "../experiments/parse-experiment.ts";
import { readStoredExperiment } from "../experiments/read-stored-experiment.ts";
import { readCheckpoint, valuesReached } from "../experiments/run-record.ts";
import type { RunReader } from "../experiments/run-store.ts";
import { requireBuildableSize } from "../experiments/system-size.ts";
import { readRunDirectory } from "../platform/node/node-run-store.ts";
import { withTrainedInputs } from "../training/variables.ts";
import { readInputFile, readInputText, readTextFile } from "./arguments.ts";

/** An experiment, and the run it was taken from, if it was. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly run?: RunReader;
}

/**
 * Loads an experiment from a YAML, JSON, TypeScript or JavaScript file, or from a run directory.
 *
 * @param overrides `path=value` changes made before anything is checked
 * @param platformFile the laboratory it is meant for, in place of its own `platform`
 */
export async function loadExperiment(
  path: string,
  overrides: readonly string[] = [],
  platformFile?: string,
): Promise<LoadedExperiment> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) {
    throw new QepError(
      "invalid-argument",
      `there is no file or run directory ${path}; expected an experiment (.yaml, .json, .ts, .js) or the directory ` +
        "of a run. Check the path.",
      { path },
    );
  }
  const changes = {
    overrides,
    platform: await platformOf(platformFile),
    readText: (file: string) => readTextFile(besides(path, file), "file"),
  };
  if (entry.isDirectory()) return loadRun(path, changes);
  const parsed = await withDataFile(await parseFile(path, changes), path);
  requireBuildableSize(parsed);
  return { experiment: buildExperiment(parsed) };
}

/** What is put over an experiment before it is checked. */
type Changes = Pick<ReadOptions, "overrides" | "platform" | "readText">;

/** A path that an experiment names is relative to its own. */
function besides(experiment: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(experiment), file);
}

async function platformOf(file: string | undefined): Promise<ReadOptions["platform"]> {
  if (file === undefined) return undefined;
  return { file, text: await readInputText(file, "--platform") };
}

async function loadRun(path: string, changes: Changes): Promise<LoadedExperiment> {
  const run = await readRunDirectory(path);
  return { experiment: await readStoredExperiment(run, changes), run };
}

async function parseFile(file: string, changes: Changes): Promise<ParsedExperiment> {
  if (/\.[cm]?[jt]s$/.test(file)) return parseModule(file, changes);
  const text = await readInputText(file, "experiment");
  return parseExperiment(text, { file, ...changes });
}

/** Reads the table that an experiment names, by a path relative to its own, into the experiment: a run then keeps it. */
async function withDataFile(parsed: ParsedExperiment, path: string): Promise<ParsedExperiment> {
  const { data } = parsed.config;
  if (data?.sampler !== "file" || data.columns) return parsed;
  const file = besides(path, data.file);
  const columns = readDataColumns(await readInputFile(file, "data.file"), file);
  return { ...parsed, config: { ...parsed.config, data: { ...data, columns } } };
}

async function parseModule(file: string, changes: Changes): Promise<ParsedExperiment> {
  const url = pathToFileURL(resolve(file)).href;
  prepareLoading(url);
  let module: { default?: unknown };
  try {
    module = (await import(url)) as { default?: unknown };
  } catch (cause) {
    throw new QepError(
      "invalid-experiment",
      `${placeOf(cause as Error, file, url)}: the module cannot be loaded: ${(cause as Error).message}`,
      { file },
      { cause },
    );
  }
  if (!isDefinedExperiment(module.default)) {
    throw new QepError(
      "invalid-experiment",
      `${file}: expected \`export default defineExperiment({ ... })\` with defineExperiment from "qep", the module ` +
        `exports ${Object.keys(module).join(", ") || "nothing"}`,
      { file },
    );
  }
  return resolveExperiment({ ...module.default }, { file, ...changes });
}

/**
 * Experiments may lie anywhere. They are ES modules, whatever a package.json above them says, and where "qep" is not
 * installed beside them, they get this very package.
 */
function prepareLoading(experiment: string): void {
  const format = /\.m?ts$/.test(experiment) ? "module-typescript" : "module";
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === experiment && !/\.c[jt]s$/.test(experiment)) {
        return { url: experiment, format, shortCircuit: true };
      }
      try {
        return next(specifier, context);
      } catch (error) {
        if (!/^qep(\/|$)/.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}

/** `file:line:column`, as far as the stack of an error in a module tells. */
function placeOf({ stack = "" }: Error, file: string, url: string): string {
  const path = resolve(file);
  for (const name of [url, path]) {
    const start = stack.indexOf(`${name}:`);
    if (start < 0) continue;
    const place = /^\d+(:\d+)?/.exec(stack.slice(start + name.length + 1));
    if (place) return `${file}:${place[0]}`;
  }
  return file;
}

/**
 * The variables to use (θ, then trained inputs): those of a file, else those of the run, else the initial ones.
 */
export async function chooseValues(
  { experiment, run }: LoadedExperiment,
  file?: string,
): Promise<Float64Array> {
  if (file !== undefined) {
    return readParameters(experiment, await readInputFile(file, "--parameters"), file);
  }
  const checkpoint = run && (await readCheckpoint(run));
  return checkpoint ? valuesReached(checkpoint) : experiment.variables.initial.slice();
}

/** The experiment's own operating points, trained inputs in place. */
export function operatingPointsAt(
  { variables, operatingPoints }: Experiment,
  values: Float64Array,
): readonly Float64Array[] {
  return withTrainedInputs(variables, values, operatingPoints);
}

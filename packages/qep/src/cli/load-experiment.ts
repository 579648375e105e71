import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { QepError } from "../base/errors.ts";
import { buildExperiment, type Experiment } from "../experiments/build-experiment.ts";
import { isDefinedExperiment } from "../experiments/define-experiment.ts";
import { readParameters } from "../experiments/parameter-files.ts";
import {
  type ParsedExperiment,
  parseExperiment,
  resolveExperiment,
} from "../experiments/parse-experiment.ts";
import { type Checkpoint, RUN_FILES, readJson } from "../experiments/run-record.ts";
import type { RunReader } from "../experiments/run-store.ts";
import { readRunDirectory } from "../platform/node/node-run-store.ts";

/** An experiment, and the run it was taken from, if it was. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly run?: RunReader;
}

/**
 * Loads an experiment from a YAML, JSON, TypeScript or JavaScript file, or from a run directory.
 *
 * @param overrides `path=value` changes made before anything is checked
 */
export async function loadExperiment(
  path: string,
  overrides: readonly string[] = [],
): Promise<LoadedExperiment> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) {
    throw new QepError("invalid-argument", `there is no file or run directory ${path}`, { path });
  }
  if (entry.isDirectory()) return loadRun(path, overrides);
  return { experiment: buildExperiment(await parseFile(path, overrides)) };
}

async function loadRun(path: string, overrides: readonly string[]): Promise<LoadedExperiment> {
  const run = await readRunDirectory(path);
  const stored = await readJson<unknown>(run, RUN_FILES.experiment);
  if (stored === undefined) {
    throw new QepError(
      "invalid-argument",
      `${path} is not a run directory: it has no ${RUN_FILES.experiment}. Give an experiment file, or a directory that ` +
        "`qep train` made.",
      { path },
    );
  }
  const file = `${path}/${RUN_FILES.experiment}`;
  return { experiment: buildExperiment(resolveExperiment(stored, { file, overrides })), run };
}

async function parseFile(file: string, overrides: readonly string[]): Promise<ParsedExperiment> {
  if (/\.[cm]?[jt]s$/.test(file)) return parseModule(file, overrides);
  return parseExperiment(await readFile(file, "utf8"), { file, overrides });
}

async function parseModule(file: string, overrides: readonly string[]): Promise<ParsedExperiment> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown };
  } catch (cause) {
    throw new QepError(
      "invalid-experiment",
      `${file} cannot be loaded: ${(cause as Error).message}`,
      { file },
      { cause },
    );
  }
  if (!isDefinedExperiment(module.default)) {
    throw new QepError(
      "invalid-experiment",
      `${file}: the module must have \`export default defineExperiment({ ... })\` with defineExperiment from "qep"`,
      { file },
    );
  }
  return resolveExperiment({ ...module.default }, { file, overrides });
}

/**
 * The parameters to use: those of a file, else those of the run, else the initial ones.
 */
export async function chooseParameters(
  { experiment, run }: LoadedExperiment,
  file?: string,
): Promise<Float64Array> {
  if (file !== undefined) {
    const bytes = await readFile(file).catch(() => {
      throw new QepError("invalid-argument", `--parameters: there is no file ${file}`, { file });
    });
    return readParameters(experiment, new Uint8Array(bytes), file);
  }
  const values = run ? await runValues(experiment, run) : experiment.variables.initial;
  return values.slice(0, experiment.variables.parameterCount);
}

/** All variables of a run, from its last checkpoint. */
export async function runValues(experiment: Experiment, run: RunReader): Promise<Float64Array> {
  const checkpoint = await readJson<Checkpoint>(run, RUN_FILES.checkpoint);
  return checkpoint ? Float64Array.from(checkpoint.trainer.values) : experiment.variables.initial.slice();
}

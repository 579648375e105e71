import { QepError } from "../base/errors.ts";
import { buildExperiment, type Experiment } from "./build-experiment.ts";
import { type ReadOptions, resolveExperiment } from "./parse-experiment.ts";
import { RUN_FILES, readJson } from "./run-record.ts";
import type { RunReader } from "./run-store.ts";
import { experimentFromJson } from "./stored-experiment.ts";

/**
 * The experiment of a run, ready to be trained on or evaluated.
 *
 * @param options changes made before it is checked
 * @throws QepError invalid-argument where there is no run, invalid-experiment where it cannot be used
 */
export async function readStoredExperiment(run: RunReader, options: ReadOptions = {}): Promise<Experiment> {
  const stored = await readJson<unknown>(run, RUN_FILES.experiment);
  if (stored === undefined) {
    throw new QepError(
      "invalid-argument",
      `${run.location} is not a run directory: it has no ${RUN_FILES.experiment}. Give an experiment file, or a directory that ` +
        "`qep train` made.",
      { path: run.location },
    );
  }
  const file = `${run.location}/${RUN_FILES.experiment}`;
  return buildExperiment(resolveExperiment(experimentFromJson(stored), { file, ...options }));
}

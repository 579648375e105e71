import { QepError } from "../base/errors.ts";
import type { Scores } from "../training/evaluation.ts";
import { type Checkpoint, isTest, RUN_FILES, type RunInfo, readHistory, readJson } from "./run-record.ts";
import type { RunReader } from "./run-store.ts";

/** What a list of runs says of one; plain data. */
export interface RunSummary {
  /** Where the run is. */
  readonly run: string;
  readonly title: string;
  /** When it was started, ISO 8601; null where the run does not say. */
  readonly started: string | null;
  /** Steps at the last checkpoint, of those asked for. */
  readonly steps: number;
  readonly batches: number | null;
  /** True also where early stopping ended it. */
  readonly isComplete: boolean;
  /** Of the end, else of the latest test; null before the first. */
  readonly scores: Scores | null;
  /** Versions, seed, kernels and host; null where the run does not say. */
  readonly info: RunInfo | null;
}

/**
 * Summarises a run, also one that is being trained. Of a run of several trainings that is not complete, it is the progress of the
 * first that is told.
 *
 * @throws QepError invalid-file where there is no run, or a file is damaged
 */
export async function summarizeRun(run: RunReader): Promise<RunSummary> {
  const experiment = await readJson<{ title?: string; training?: { batches?: number } }>(
    run,
    RUN_FILES.experiment,
  );
  if (!experiment) {
    throw new QepError("invalid-file", `${run.location} is no run: it has no ${RUN_FILES.experiment}`, {
      location: run.location,
    });
  }
  const info = (await readJson<RunInfo>(run, RUN_FILES.run)) ?? null;
  const checkpoint = await readJson<Checkpoint>(run, RUN_FILES.checkpoint);
  const steps = checkpoint?.trainer.step ?? 0;
  const batches = experiment.training?.batches ?? null;
  const isStopped = checkpoint?.trainer.stopping?.isStopped ?? false;
  const final = await readJson<Scores>(run, RUN_FILES.metrics);
  const isComplete = final !== undefined && (isStopped || steps === batches);
  return {
    run: run.location,
    title: experiment.title ?? "Training",
    started: info?.started ?? null,
    steps,
    batches,
    isComplete,
    scores: isComplete ? final : ((await readHistory(run)).findLast(isTest)?.test ?? null),
    info,
  };
}

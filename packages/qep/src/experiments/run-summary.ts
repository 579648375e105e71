import { type ErrorCode, isQepError, QepError } from "../base/errors.ts";
import type { Scores } from "../training/evaluation.ts";
import { restartFolder } from "./run-folder.ts";
import {
  type Checkpoint,
  type HistoryRecord,
  isTest,
  RUN_FILES,
  type RunInfo,
  readCheckpoint,
  readHistory,
  readJson,
} from "./run-record.ts";
import type { RunReader } from "./run-store.ts";

/** What a list of runs says of one; plain data. */
export interface RunSummary {
  /** Where the run is. */
  readonly run: string;
  readonly title: string;
  /** When it was started, ISO 8601; null where the run does not say. */
  readonly started: string | null;
  /** Steps at the last checkpoint, of those asked for; of a run of several trainings that is not complete, of all of them. */
  readonly steps: number;
  readonly batches: number | null;
  /** True also where early stopping ended it. */
  readonly isComplete: boolean;
  /** Of the end, else of the latest test; null before the first. */
  readonly scores: Scores | null;
  /** Versions, seed, kernels and host; null where the run does not say. */
  readonly info: RunInfo | null;
}

/** A run in a list: what it is, or why that cannot be told. */
export interface RunListing {
  readonly run: string;
  readonly summary?: RunSummary;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** The order of lists: the latest first, runs that do not say when they were started last. */
export function latestFirst(a: RunListing, b: RunListing): number {
  const started = ({ summary }: RunListing) => summary?.started ?? "";
  return started(b).localeCompare(started(a)) || a.run.localeCompare(b.run);
}

/** What a run stores of its experiment that a summary needs. */
interface SummarizedExperiment {
  readonly title?: string;
  readonly training?: { readonly batches?: number; readonly restarts?: number };
}

/** The summary of a run for a list, in which a damaged one has its place too. */
export async function listRun(run: RunReader): Promise<RunListing> {
  try {
    return { run: run.location, summary: await summarizeRun(run) };
  } catch (error) {
    if (!isQepError(error)) throw error;
    return { run: run.location, error: { code: error.code, message: error.message } };
  }
}

/**
 * Summarises a run, also one that is being trained.
 *
 * @throws QepError invalid-file where there is no run, or a file is damaged
 */
export async function summarizeRun(run: RunReader): Promise<RunSummary> {
  const experiment = await readJson<SummarizedExperiment>(run, RUN_FILES.experiment);
  if (!experiment) {
    throw new QepError("invalid-file", `${run.location} is no run: it has no ${RUN_FILES.experiment}`, {
      location: run.location,
    });
  }
  const { batches = null, restarts = 1 } = experiment.training ?? {};
  const info = (await readJson<RunInfo>(run, RUN_FILES.run)) ?? null;
  // In this order: a run that goes on has at least as many lines in its history as its checkpoint knows.
  const checkpoint = await readCheckpoint(run);
  const history = await readHistory(run);
  requireWhole(run, history, checkpoint);
  const isStopped = checkpoint?.trainer.stopping?.isStopped ?? false;
  const final = await readJson<Scores>(run, RUN_FILES.metrics);
  const steps = checkpoint?.trainer.step ?? 0;
  const isComplete = final !== undefined && (isStopped || steps === batches);
  const several = !isComplete && restarts > 1;
  return {
    run: run.location,
    title: experiment.title ?? "Training",
    started: info?.started ?? null,
    steps: several ? await stepsOfAll(run, restarts) : steps,
    batches: several && batches !== null ? batches * restarts : batches,
    isComplete,
    scores: isComplete ? final : (history.findLast(isTest)?.test ?? null),
    info,
  };
}

/** Refuses what could not be gone on with. */
function requireWhole(
  { location }: RunReader,
  history: readonly HistoryRecord[],
  checkpoint: Checkpoint | undefined,
): void {
  const known = checkpoint?.historyLines ?? 0;
  if (history.length >= known) return;
  throw new QepError(
    "invalid-file",
    `${location}: ${RUN_FILES.history} holds ${history.length} complete lines, the checkpoint knows of ${known}; the file was ` +
      "changed by hand or damaged",
    { location },
  );
}

async function stepsOfAll(run: RunReader, restarts: number): Promise<number> {
  const names = Array.from({ length: restarts }, (_, k) => `${restartFolder(k)}/${RUN_FILES.checkpoint}`);
  const checkpoints = await Promise.all(names.map((name) => readCheckpoint(run, name)));
  return checkpoints.reduce((sum, checkpoint) => sum + (checkpoint?.trainer.step ?? 0), 0);
}

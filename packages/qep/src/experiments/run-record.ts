import { QepError } from "../base/errors.ts";
import type { Metrics, Scores } from "../training/evaluation.ts";
import type { StepRecord, TrainerState } from "../training/trainer.ts";
import type { RunReader, RunStore } from "./run-store.ts";

/** Names of the files in a run directory. */
export const RUN_FILES = {
  /** The resolved experiment. */
  experiment: "experiment.json",
  /** Seed, versions and what the device recorded. */
  run: "run.json",
  /** Steps and tests, one JSON object a line, no wall times. */
  history: "history.jsonl",
  /** Wall times by step, beside the history. */
  timing: "timing.jsonl",
  /** Estimator, β and shots as they were planned, where the experiment leaves them to a plan. */
  plan: "plan.json",
  checkpoint: "checkpoint.json",
  parameters: "parameters.json",
  parameterArrays: "parameters.npz",
  metrics: "metrics.json",
  grid: "grid.npz",
  baselines: "baselines.json",
  restarts: "restarts.json",
} as const;

/** A test of the parameters before step `step` (or after the last one). */
export interface TestRecord {
  readonly step: number;
  readonly test: Scores | Metrics;
}

/** A line of `history.jsonl`: a training step, or a test of the parameters. */
export type HistoryRecord = StepRecord | TestRecord;

/** What a run remembers of how it was made. */
export interface RunInfo {
  readonly qep: string;
  readonly seed: number;
  readonly started: string;
  /** Kernel variant, solver, arithmetic: what can influence the last bits. */
  readonly device: Readonly<Record<string, string | number | boolean>>;
  /** What it began on, for instance "node 24.21.0, linux x64". */
  readonly host: string;
  readonly workers: number;
}

/** Where a run goes on from: all that can influence a number of its next steps. */
export interface Checkpoint {
  readonly trainer: TrainerState;
  /** Lines of the history that belong to it. */
  readonly historyLines: number;
}

/** θ and trained inputs that a run has reached: where it would stop, which need not be what its next step evaluates. */
export function valuesReached({ trainer: { settled, values } }: Checkpoint): Float64Array {
  return Float64Array.from(settled ?? values);
}

/** Whether a record of a history is of a test. */
export function isTest(record: HistoryRecord): record is TestRecord {
  return "test" in record;
}

/** Whether a record of a history is of a training step. */
export function isStep(record: HistoryRecord): record is StepRecord {
  return !isTest(record);
}

/** The history of a run. @throws QepError invalid-file where a line is not JSON */
export async function readHistory(store: RunReader): Promise<HistoryRecord[]> {
  const { lines } = await store.readLines(RUN_FILES.history);
  return lines.map((line, index) => parseJsonLine<HistoryRecord>(line, RUN_FILES.history, index));
}

/** A line, counted from 0, of an append-only file. @throws QepError invalid-file where it is not JSON */
export function parseJsonLine<T>(line: string, file: string, index: number): T {
  return parseJson<T>(line, `${file}, line ${index + 1}`);
}

/** A JSON file of the run, undefined where there is none. */
export async function readJson<T>(store: RunReader, name: string): Promise<T | undefined> {
  const text = await store.readText(name);
  return text === undefined ? undefined : parseJson<T>(text, `${store.location}: ${name}`);
}

/**
 * The checkpoint of a run, undefined where there is none.
 *
 * @param name of its file, in the folder of one of several trainings
 * @throws QepError invalid-file where it is not one
 */
export async function readCheckpoint(
  store: RunReader,
  name: string = RUN_FILES.checkpoint,
): Promise<Checkpoint | undefined> {
  const checkpoint = await readJson<Partial<Checkpoint> | null>(store, name);
  if (checkpoint === undefined) return undefined;
  if (Number.isInteger(checkpoint?.trainer?.step) && Number.isInteger(checkpoint?.historyLines)) {
    return checkpoint as Checkpoint;
  }
  throw new QepError(
    "invalid-file",
    `${store.location}: ${name} is not a checkpoint; the file was changed by hand or damaged`,
  );
}

export async function writeJson(store: RunStore, name: string, value: unknown): Promise<void> {
  await store.replace(name, `${JSON.stringify(value, null, 2)}\n`);
}

function parseJson<T>(text: string, where: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new QepError(
      "invalid-file",
      `${where} is not valid JSON; the file was changed by hand or damaged`,
      {},
      { cause },
    );
  }
}

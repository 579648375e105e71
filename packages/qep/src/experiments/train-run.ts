import { QepError } from "../base/errors.ts";
import type { Device } from "../propagation/device.ts";
import { type Metrics, testSamples } from "../training/evaluation.ts";
import { type StepRecord, Trainer } from "../training/trainer.ts";
import type { Variables } from "../training/variables.ts";
import { batchOf, type Experiment, objectiveOf, trainingOf } from "./build-experiment.ts";
import { type Checkpoint, type HistoryRecord, RUN_FILES, readJson, writeJson } from "./run-record.ts";
import type { RunStore } from "./run-store.ts";

/** Where a run stands, after each step. */
export interface TrainingProgress {
  /** Steps done, of `total`. */
  readonly step: number;
  readonly total: number;
  readonly record: StepRecord;
  /** The latest test, if there was one. */
  readonly test: Metrics | undefined;
}

export interface TrainingOptions {
  /** Keeps history and checkpoints; without it nothing is stored. */
  readonly store?: RunStore;
  /** Called after each step. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Stops at a checkpoint. */
  readonly signal?: AbortSignal;
  /** Replaces the experiment's variables, for instance to freeze some. */
  readonly variables?: Variables;
  /** Seconds since some start, for the timing file; default none is written. */
  readonly clock?: () => number;
}

export interface TrainingOutcome {
  /** θ and trained inputs, in the order of the variables. */
  readonly values: Float64Array;
  readonly steps: number;
  /** Scores on the test set after the last step; null without data. */
  readonly metrics: Metrics | null;
  readonly history: readonly HistoryRecord[];
  /** False where the signal stopped the run early. */
  readonly isComplete: boolean;
}

/** Steps between checkpoints where the experiment does not say. */
const CHECKPOINT_EVERY = 50;

/**
 * Trains an experiment from its start, or from the checkpoint in the store.
 *
 * The history is appended as the run goes; a checkpoint knows how many of its lines are its own, and resuming cuts the
 * rest. A run killed at any moment and resumed has, bit for bit, the history of an uninterrupted one.
 *
 * @throws QepError from building, the device or the store
 */
export async function trainExperiment(
  experiment: Experiment,
  device: Device,
  options: TrainingOptions = {},
): Promise<TrainingOutcome> {
  const run = new TrainingRun(experiment, device, options);
  await run.restore();
  return run.finish(await run.loop());
}

class TrainingRun {
  private readonly experiment: Experiment;
  private readonly device: Device;
  private readonly options: TrainingOptions;
  private readonly trainer: Trainer;
  private readonly total: number;
  private readonly testEvery: number | undefined;
  private readonly checkpointEvery: number;
  private readonly history: HistoryRecord[] = [];
  /** Lines of the history that the store has. */
  private stored = 0;
  private lastTest: Metrics | undefined;

  constructor(experiment: Experiment, device: Device, options: TrainingOptions) {
    const { optimizer, batches, testEvery, checkpointEvery } = trainingOf(experiment);
    const { loss, gradient } = objectiveOf(experiment);
    this.experiment = experiment;
    this.device = device;
    this.options = options;
    this.total = batches;
    this.testEvery = testEvery;
    this.checkpointEvery = checkpointEvery ?? testEvery ?? CHECKPOINT_EVERY;
    this.trainer = new Trainer({
      device,
      loss,
      gradient,
      optimizer,
      variables: options.variables ?? experiment.variables,
      batch: (step) => batchOf(experiment, step),
      stream: [experiment.config.seed],
    });
  }

  async restore(): Promise<void> {
    const { store } = this.options;
    if (!store) return;
    const checkpoint = await readJson<Checkpoint>(store, RUN_FILES.checkpoint);
    await store.cutLines(RUN_FILES.history, checkpoint?.historyLines ?? 0);
    if (!checkpoint) return;
    const { lines } = await store.readLines(RUN_FILES.history);
    for (const line of lines) this.remember(JSON.parse(line) as HistoryRecord);
    this.stored = lines.length;
    this.trainer.restore(checkpoint.trainer);
    if (this.trainer.step > this.total) {
      throw new QepError(
        "run-mismatch",
        `the run has done ${this.trainer.step} steps already, more than the ${this.total} asked for`,
        { done: this.trainer.step, asked: this.total },
      );
    }
  }

  /** @returns false where the signal stopped the loop */
  async loop(): Promise<boolean> {
    const { signal, onProgress } = this.options;
    while (this.trainer.step < this.total) {
      if (signal?.aborted) return false;
      const { step } = this.trainer;
      if (this.testEvery !== undefined && step % this.testEvery === 0) await this.test();
      const record = await this.trainer.advance();
      this.remember(record);
      onProgress?.({ step: step + 1, total: this.total, record, test: this.lastTest });
      if ((step + 1) % this.checkpointEvery === 0) await this.checkpoint();
    }
    return true;
  }

  async finish(isComplete: boolean): Promise<TrainingOutcome> {
    if (isComplete && this.experiment.data && !this.hasFinalTest()) await this.test();
    await this.checkpoint();
    return {
      values: this.trainer.values,
      steps: this.trainer.step,
      metrics: isComplete ? (this.lastTest ?? null) : null,
      history: this.history,
      isComplete,
    };
  }

  private hasFinalTest(): boolean {
    const last = this.history.at(-1);
    return last !== undefined && "test" in last && last.step === this.total;
  }

  private async test(): Promise<void> {
    const { data } = this.experiment;
    if (!data) return;
    const last = this.history.at(-1);
    if (last && "test" in last && last.step === this.trainer.step) return;
    const { loss } = objectiveOf(this.experiment);
    const test = await testSamples(this.device, loss, data.test, this.trainer.parameters);
    this.remember({ step: this.trainer.step, test });
  }

  private remember(record: HistoryRecord): void {
    this.history.push(record);
    if ("test" in record) this.lastTest = record.test;
  }

  private async checkpoint(): Promise<void> {
    const { store, clock } = this.options;
    if (!store) return;
    const fresh = this.history.slice(this.stored);
    if (fresh.length > 0)
      await store.appendLines(
        RUN_FILES.history,
        fresh.map((record) => JSON.stringify(record)),
      );
    this.stored = this.history.length;
    const { step } = this.trainer;
    if (clock) await store.appendLines(RUN_FILES.timing, [JSON.stringify({ step, seconds: clock() })]);
    const checkpoint: Checkpoint = { trainer: this.trainer.state(), historyLines: this.stored };
    await store.replace(RUN_FILES.checkpoint, `${JSON.stringify(checkpoint)}\n`);
  }
}

/** The final parameters by name. */
export function parametersByName({ names }: Variables, values: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as number]));
}

/** Writes a run's opening files. @throws QepError run-mismatch where the directory belongs to another experiment */
export async function claimRun(store: RunStore, experiment: Experiment): Promise<"new" | "resumed"> {
  const present = await readJson<Record<string, unknown>>(store, RUN_FILES.experiment);
  const own = JSON.parse(JSON.stringify(experiment.config)) as Record<string, unknown>;
  if (present === undefined) {
    await writeJson(store, RUN_FILES.experiment, own);
    return "new";
  }
  const difference = firstDifference(withoutLength(present), withoutLength(own), "");
  if (difference) {
    throw new QepError(
      "run-mismatch",
      `${store.location} belongs to another experiment: ${difference}. Resume it with the experiment it was started ` +
        "with (leave the experiment out to take it from the run), or choose another --out directory.",
      { location: store.location },
    );
  }
  await writeJson(store, RUN_FILES.experiment, own);
  return "resumed";
}

/** A run may be made longer, and its title changed; everything else decides about numbers. */
function withoutLength(config: Record<string, unknown>): Record<string, unknown> {
  const { title: _title, ...rest } = config;
  const training = rest.training as Record<string, unknown> | undefined;
  if (!training) return rest;
  const { batches: _batches, ...settings } = training;
  return { ...rest, training: settings };
}

function firstDifference(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    for (const key of keys) {
      const found = firstDifference(
        (a as Record<string, unknown>)[key],
        (b as Record<string, unknown>)[key],
        path ? `${path}.${key}` : key,
      );
      if (found) return found;
    }
    return undefined;
  }
  return Object.is(a, b) ? undefined : `${path} is ${JSON.stringify(a)} there and ${JSON.stringify(b)} here`;
}

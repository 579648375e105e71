import { isQepError } from "../base/errors.ts";
import type { Device } from "../propagation/device.ts";
import type { Sample } from "../propagation/problem.ts";
import { lossAt, type Scores, testSamples } from "../training/evaluation.ts";
import type { StepRecord, Trainer } from "../training/trainer.ts";
import { type Experiment, objectiveOf, trainingOf } from "./build-experiment.ts";
import { pilotDevice } from "./build-measurement.ts";
import { makeTrainer } from "./make-trainer.ts";
import type { TrainingPlan } from "./plan-training.ts";
import {
  type Checkpoint,
  type HistoryRecord,
  isTest,
  RUN_FILES,
  readCheckpoint,
  readHistory,
  readJson,
  writeJson,
} from "./run-record.ts";
import type { RunStore } from "./run-store.ts";
import type { TimingRecord } from "./run-timing.ts";
import { shotAim } from "./shot-aim.ts";

/** Where a run stands, after each step. */
export interface TrainingProgress {
  /** Steps done, of `total`. */
  readonly step: number;
  readonly total: number;
  readonly record: StepRecord;
  /** θ and trained inputs after the step, in the order of the variables; a copy. */
  readonly values: Float64Array;
  /** The latest test, if there was one. */
  readonly test: Scores | undefined;
}

/** How {@link trainExperiment} is stored, watched and stopped. */
export interface TrainingOptions {
  /** Keeps history and checkpoints; without it nothing is stored. */
  readonly store?: RunStore;
  /** Called after each step; the next one waits for its promise, so that whoever looks on can pause the training. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Stops at a checkpoint, within one preparation. */
  readonly signal?: AbortSignal;
  /** Seconds since some start: for the timing file, and for checkpoints of slow runs. Default: neither. */
  readonly clock?: () => number;
  /** With a clock, seconds after which a checkpoint is written between those of the experiment, default 30. */
  readonly checkpointSeconds?: number;
  /** Seconds of the laboratory's own clock to begin at; default: what the device's clock says. */
  readonly deviceClock?: number;
  /**
   * Plans what the experiment leaves to a plan (`gradient: { method: auto }`); called once, at the start. Default: pilots on the
   * device that is trained, which must then give exact expectation values and counts.
   */
  readonly planner?: (experiment: Experiment) => Promise<TrainingPlan>;
}

/** What a training ended with. */
export interface TrainingOutcome {
  /** How it measured, where the experiment left that to a plan. */
  readonly plan?: TrainingPlan;
  /** θ and trained inputs, in the order of the variables. */
  readonly values: Float64Array;
  readonly steps: number;
  /** True where early stopping ended the run before its last batch. */
  readonly isStoppedEarly: boolean;
  /** Scores at these values: on the test set, or the loss where there is no data. Null for a run that was stopped. */
  readonly metrics: Scores | null;
  readonly history: readonly HistoryRecord[];
  /** False where the signal stopped the run early. */
  readonly isComplete: boolean;
}

/** Steps between checkpoints where the experiment does not say. */
const CHECKPOINT_EVERY = 50;
/** Seconds between the checkpoints of slow runs, so that they lose little. */
const CHECKPOINT_SECONDS = 30;

/**
 * Trains an experiment from its start, or from the checkpoint in the store.
 *
 * The history is appended as the run goes; a checkpoint knows how many of its lines are its own, and resuming cuts the
 * rest. A run killed at any moment and resumed has, bit for bit, the history of an uninterrupted one, and a run made
 * longer that of one that was as long from the start; with a budget of shots, the rest of it is divided over the steps that are
 * left when it is made longer.
 *
 * @throws QepError from building, the device or the store
 */
export async function trainExperiment(
  experiment: Experiment,
  device: Device,
  options: TrainingOptions = {},
): Promise<TrainingOutcome> {
  const plan = await planOf(experiment, device, options);
  const run = new TrainingRun(experiment, device, options, plan);
  await run.restore();
  return run.finish(await run.loop());
}

/** The plan of the run: the one in its directory, whose budget may have grown with the run since, or a new one. */
async function planOf(
  experiment: Experiment,
  device: Device,
  { store, planner, signal }: TrainingOptions,
): Promise<TrainingPlan | undefined> {
  const { gradient } = objectiveOf(experiment);
  if (gradient.method !== "auto") return undefined;
  const stored = store && (await readJson<TrainingPlan>(store, RUN_FILES.plan));
  if (stored) return { ...stored, aim: shotAim(gradient, trainingOf(experiment).batches) };
  const plan = await (planner?.(experiment) ?? planned(experiment, device, signal));
  if (store) await writeJson(store, RUN_FILES.plan, plan);
  return plan;
}

/** Plans on the device itself. Loaded here: a page should not load for every training what few need. */
async function planned(
  experiment: Experiment,
  device: Device,
  signal: AbortSignal | undefined,
): Promise<TrainingPlan> {
  const { planTraining } = await import("./plan-training.ts");
  return await planTraining(
    experiment,
    { exact: device, measured: pilotDevice(device, experiment) },
    { values: experiment.variables.initial, ...(signal ? { signal } : {}) },
  );
}

class TrainingRun {
  private readonly experiment: Experiment;
  private readonly device: Device;
  private readonly options: TrainingOptions;
  private readonly trainer: Trainer;
  private readonly plan: TrainingPlan | undefined;
  private readonly total: number;
  private readonly testEvery: number | undefined;
  private readonly checkpointEvery: number;
  private readonly history: HistoryRecord[] = [];
  private lastTest: Scores | undefined;
  private lastTime: TimingRecord | undefined;

  constructor(
    experiment: Experiment,
    device: Device,
    options: TrainingOptions,
    plan: TrainingPlan | undefined,
  ) {
    const { batches, testEvery, checkpointEvery } = trainingOf(experiment);
    this.experiment = experiment;
    this.device = device;
    this.options = options;
    this.total = batches;
    this.testEvery = testEvery;
    this.checkpointEvery = checkpointEvery ?? testEvery ?? CHECKPOINT_EVERY;
    this.plan = plan;
    const { deviceClock: clock } = options;
    this.trainer = makeTrainer(experiment, device, {
      ...(clock === undefined ? {} : { clock }),
      ...(plan ? { plan } : {}),
    });
  }

  async restore(): Promise<void> {
    const { store } = this.options;
    if (!store) return;
    const checkpoint = await readCheckpoint(store);
    await store.cutLines(RUN_FILES.history, checkpoint?.historyLines ?? 0);
    if (!checkpoint) return;
    for (const record of await readHistory(store)) this.remember(record);
    this.trainer.restore(checkpoint.trainer);
    await this.forgetFinalTest(store);
  }

  /** @returns false where the signal stopped the loop */
  async loop(): Promise<boolean> {
    const { signal, onProgress } = this.options;
    const isDone = () => this.trainer.step >= this.total || this.trainer.isStopped;
    if (!isDone()) await this.recordTime();
    while (!isDone()) {
      const record = await unlessAborted(() => this.advance(signal), signal);
      if (!record) return false;
      await this.add(record);
      const { step, values } = this.trainer;
      await onProgress?.({ step, total: this.total, record, values, test: this.lastTest });
      if (this.isCheckpointDue()) await this.checkpoint();
    }
    return true;
  }

  async finish(isComplete: boolean): Promise<TrainingOutcome> {
    if (isComplete) await this.test();
    await this.checkpoint();
    return {
      values: this.trainer.values,
      steps: this.trainer.step,
      isStoppedEarly: this.trainer.isStopped && this.trainer.step < this.total,
      metrics: isComplete ? (this.lastTest ?? { cost: await this.cost() }) : null,
      history: this.history,
      isComplete,
      ...(this.plan ? { plan: this.plan } : {}),
    };
  }

  /** The last test of a shorter run that a longer one would not have made there. */
  private async forgetFinalTest(store: RunStore): Promise<void> {
    const { step } = this.trainer;
    if (!this.isTested() || step === this.total || this.isTestStep()) return;
    this.history.pop();
    this.lastTest = this.history.findLast(isTest)?.test;
    // The checkpoint first: it may know of fewer lines than there are, but not of more.
    await this.replaceCheckpoint(store);
    await store.cutLines(RUN_FILES.history, this.history.length);
  }

  private async advance(signal: AbortSignal | undefined): Promise<StepRecord> {
    if (this.isTestStep()) await this.test(signal);
    return this.trainer.advance(signal);
  }

  private isTestStep(): boolean {
    return this.testEvery !== undefined && this.trainer.step % this.testEvery === 0;
  }

  /** Whether the present parameters have been tested. */
  private isTested(): boolean {
    const last = this.history.at(-1);
    return last !== undefined && isTest(last) && last.step === this.trainer.step;
  }

  private async test(signal?: AbortSignal): Promise<void> {
    const { data } = this.experiment;
    if (!data || this.isTested()) return;
    const { loss } = objectiveOf(this.experiment);
    const test = await testSamples(this.device, loss, data.test, this.trainer.parameters, signal);
    await this.add({ step: this.trainer.step, test });
  }

  /** The loss where there is no data, at the present values; a step records it before its update. */
  private async cost(): Promise<number> {
    const [sample] = this.trainer.nextBatch() as [Sample];
    return lossAt(this.device, objectiveOf(this.experiment).loss, sample, this.trainer.parameters);
  }

  private async add(record: HistoryRecord): Promise<void> {
    this.remember(record);
    await this.options.store?.appendLines(RUN_FILES.history, [JSON.stringify(record)]);
  }

  private remember(record: HistoryRecord): void {
    this.history.push(record);
    if (isTest(record)) this.lastTest = record.test;
  }

  private isCheckpointDue(): boolean {
    const { clock, checkpointSeconds = CHECKPOINT_SECONDS } = this.options;
    if (this.trainer.step % this.checkpointEvery === 0) return true;
    return clock !== undefined && clock() - (this.lastTime?.seconds ?? 0) >= checkpointSeconds;
  }

  private async checkpoint(): Promise<void> {
    const { store } = this.options;
    if (!store) return;
    if (this.lastTime && this.trainer.step > this.lastTime.step) await this.recordTime();
    await this.replaceCheckpoint(store);
  }

  /** Where a session begins, and at its checkpoints; each line of a session has more steps than the one before. */
  private async recordTime(): Promise<void> {
    const { store, clock } = this.options;
    if (!clock) return;
    this.lastTime = { step: this.trainer.step, seconds: clock() };
    await store?.appendLines(RUN_FILES.timing, [JSON.stringify(this.lastTime)]);
  }

  private async replaceCheckpoint(store: RunStore): Promise<void> {
    const checkpoint: Checkpoint = { trainer: this.trainer.state(), historyLines: this.history.length };
    await store.replace(RUN_FILES.checkpoint, `${JSON.stringify(checkpoint)}\n`);
  }
}

/** What the work gives, or undefined where the signal stopped it. */
async function unlessAborted<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (signal?.aborted) return undefined;
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted && isQepError(error, "aborted")) return undefined;
    throw error;
  }
}

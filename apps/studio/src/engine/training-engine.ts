import {
  batchOf,
  experimentText,
  isQepError,
  type KernelModule,
  type Kernels,
  type RestartsOutcome,
  RUN_FILES,
  type RunHost,
  type RunInfo,
  readStoredExperiment,
  requireContinuable,
  type TrainingProgress,
  trainStored,
  writeRunArchive,
} from "qep";
import { engineError } from "./engine-error.ts";
import { outlineOf } from "./experiment-outline.ts";
import { letMessagesIn } from "./let-messages-in.ts";
import { readExperiment } from "./open-experiment.ts";
import { Pace } from "./pace.ts";
import type { PhaseReadings } from "./phase-reader.ts";
import { ProgressReport } from "./progress-report.ts";
import type {
  ExtendCommand,
  OpenCommand,
  TrainingCommand,
  TrainingEvent,
  TrainingProgressEvent,
} from "./protocol.ts";
import { historyOf, restoredRun } from "./restored-run.ts";
import type { RunKeeper } from "./run-keeper.ts";
import { type Bench, benchOf, kernelsOf } from "./training-bench.ts";
import { TrainingStore } from "./training-store.ts";

/** Milliseconds between two readings for the page while the training runs at full speed. */
const READING_INTERVAL = 350;

/** Seconds between checkpoints: what is lost at most, but for the step under way, where a worker must be ended. */
const CHECKPOINT_INTERVAL = 2;

/** What a training needs of the browser. */
export interface TrainingPlace {
  /** @param variant default "simd", which gives the same numbers in every browser and on the command line */
  readonly kernels: (variant?: KernelModule["variant"]) => Promise<Kernels>;
  readonly keeper: RunKeeper;
  readonly host: RunHost;
}

/** One training from its initial values, or from where its run was left. */
interface Training {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

type Post = (event: TrainingEvent, transfer?: Transferable[]) => void;

/**
 * Trains an experiment in a worker as the page commands, and keeps the run. The training itself is the library's
 * `trainStored`; here is only when a step may begin, and what the page is told.
 */
export class TrainingEngine {
  private readonly place: TrainingPlace;
  private readonly post: Post;
  private readonly pace = new Pace(() => this.post({ kind: "held" }));
  private bench: Bench | undefined;
  private training: Training | undefined;
  private lastReading = Number.NEGATIVE_INFINITY;

  /** @param post sends an event to the page */
  constructor(place: TrainingPlace, post: Post) {
    this.place = place;
    this.post = post;
  }

  /** Does as told; what goes wrong is an event. */
  async handle(command: TrainingCommand): Promise<void> {
    try {
      await this.obey(command);
    } catch (error) {
      this.post({ kind: "failed", error: engineError(error) });
    }
  }

  private async obey(command: TrainingCommand): Promise<void> {
    switch (command.kind) {
      case "open":
        await this.stop();
        await this.open(command);
        return;
      case "resume":
        await this.stop();
        await this.openRun(command.run);
        return;
      case "run":
        this.pace.run();
        this.start();
        return;
      case "step":
        this.pace.step();
        this.start();
        return;
      case "pause":
        this.pace.pause();
        if (!this.training) this.post({ kind: "held" });
        return;
      case "pace":
        this.pace.setInterval(command.seconds);
        return;
      case "reset":
        await this.stop();
        this.bench?.store.forget();
        this.post({ kind: "reset" });
        return;
      case "extend":
        await this.stop();
        await this.extend(command);
        return;
      case "keep":
        await this.bench?.store.keep();
        return;
      case "history":
        await this.tellHistory(command.restart);
        return;
      case "archive":
        await this.tellArchive();
    }
  }

  private async open({ experiment: text, isKept, abandoned }: OpenCommand): Promise<void> {
    this.bench = undefined;
    // Beside the rest: a worker may take its time to die.
    if (abandoned) void this.place.keeper.abandon(abandoned).catch(() => undefined);
    const experiment = readExperiment(text);
    const outline = outlineOf(experiment);
    const store = new TrainingStore(this.place.keeper, { isKept }, this.post);
    this.bench = benchOf(experiment, await this.place.kernels(), store);
    this.post({ kind: "opened", outline, experiment: text });
  }

  private async openRun(run: string): Promise<void> {
    this.bench = undefined;
    const files = await this.place.keeper.read(run);
    const experiment = await readStoredExperiment(files);
    const outline = outlineOf(experiment);
    const info = JSON.parse((await files.readText(RUN_FILES.run)) ?? "{}") as Partial<RunInfo>;
    const kernels = await this.place.kernels(kernelsOf(info));
    const store = new TrainingStore(this.place.keeper, { isKept: true, run }, this.post);
    this.bench = benchOf(experiment, kernels, store);
    const stored = JSON.parse((await files.readText(RUN_FILES.experiment)) ?? "{}") as Record<
      string,
      unknown
    >;
    const restored = await restoredRun(files);
    this.post({ kind: "opened", outline, experiment: experimentText(stored) });
    this.post({ kind: "kept", run });
    if (restored) this.post(restored);
  }

  /** The same run with more steps, as the command line makes it longer. */
  private async extend({ batches, budget }: ExtendCommand): Promise<void> {
    const { store, kernels } = this.bench ?? {};
    if (!store || !kernels) return;
    const overrides = [
      `training.batches=${batches}`,
      ...(budget === undefined ? [] : [`gradient.budget.shots=${budget}`]),
    ];
    try {
      const longer = await store.read(async (run) => {
        const experiment = await readStoredExperiment(run, { overrides });
        await requireContinuable(run, experiment);
        return { experiment, restored: await restoredRun(run) };
      });
      if (!longer?.restored) return;
      const { experiment, restored } = longer;
      this.bench = benchOf(experiment, kernels, store);
      this.post({ kind: "extended", outline: outlineOf(experiment), restored });
    } catch (error) {
      this.post({ kind: "refused", error: engineError(error) });
      return;
    }
    this.pace.run();
    this.start();
  }

  private async tellHistory(restart: number): Promise<void> {
    const records = await this.bench?.store.read((run) => historyOf(run, restart));
    this.post({ kind: "history", records: records ?? [] });
  }

  private async tellArchive(): Promise<void> {
    const archive = await this.bench?.store.read((run) => writeRunArchive(run, run.location));
    if (archive) this.post({ kind: "archive", archive }, [archive.buffer]);
  }

  private async stop(): Promise<void> {
    this.pace.pause();
    this.training?.stop.abort();
    await this.training?.ended;
    this.training = undefined;
  }

  private start(): void {
    if (!this.bench || this.training) return;
    const stop = new AbortController();
    this.training = { stop, ended: this.train(this.bench, stop.signal) };
  }

  private async train(bench: Bench, signal: AbortSignal): Promise<void> {
    const report = new ProgressReport(bench.experiment.config.training?.testEvery);
    try {
      await this.pace.begin(signal);
      if (signal.aborted) return;
      const onProgress = async (progress: TrainingProgress, restart: number) => {
        const before = report.add(progress, restart);
        if (before) this.postProgress(before);
        await letMessagesIn();
        await this.tell(bench, report, progress);
        await this.pace.turn(signal);
      };
      this.finish(report, await this.trainStored(bench, { onProgress, signal }));
    } catch (error) {
      if (!isQepError(error, "aborted")) this.post({ kind: "failed", error: engineError(error) });
    }
  }

  private async trainStored(
    { experiment, device, store }: Bench,
    options: {
      readonly onProgress: (progress: TrainingProgress, restart: number) => Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<RestartsOutcome> {
    const { host } = this.place;
    const files = await store.open(experiment.config.title ?? "run");
    const started = performance.now();
    const clock = () => (performance.now() - started) / 1000;
    let steps = Number.POSITIVE_INFINITY;
    try {
      const outcome = await trainStored(experiment, device, {
        ...options,
        store: files,
        host,
        clock,
        checkpointSeconds: CHECKPOINT_INTERVAL,
      });
      if (!outcome.isComplete) steps = outcome.steps;
      return outcome;
    } finally {
      await store.close(steps);
    }
  }

  private async tell(
    bench: Bench,
    report: ProgressReport,
    { step, values }: TrainingProgress,
  ): Promise<void> {
    const isWaiting = this.pace.isWaiting;
    if (!report.isDue && !isWaiting) return;
    const readings =
      isWaiting || performance.now() - this.lastReading >= READING_INTERVAL
        ? await this.read(bench)
        : undefined;
    const event = report.take({ step, values });
    this.postProgress(readings ? { ...event, readings } : event);
  }

  private postProgress(event: TrainingProgressEvent): void {
    this.post(event, [event.values.buffer, event.losses.buffer]);
  }

  private async read({ experiment, observed, reader }: Bench): Promise<PhaseReadings | undefined> {
    const { latest } = observed;
    // Time of a laboratory passes with every reading: none but those of the training, or its numbers would be others.
    if (!latest || observed.clock !== undefined) return undefined;
    const [sample] = batchOf(experiment, latest.step);
    const readings = await reader.read(latest, sample?.target);
    this.lastReading = performance.now();
    return readings;
  }

  private finish(report: ProgressReport, outcome: RestartsOutcome): void {
    const { isComplete, steps, values, metrics, best } = outcome;
    if (!isComplete) return;
    const rest = report.rest();
    if (rest) this.postProgress(rest);
    // The last test of each of several trainings; the best comes last.
    for (const { restart, steps: done, metrics: scores } of outcome.restarts) {
      if (restart === best) continue;
      report.addTest(done, scores, restart);
      this.postProgress(report.take({ step: done, values }));
    }
    if (metrics) report.addTest(steps, metrics, best);
    this.postProgress(report.take({ step: steps, values }));
    this.post({ kind: "finished", step: steps, best });
  }
}

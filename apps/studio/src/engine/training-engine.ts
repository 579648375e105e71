import {
  batchOf,
  type Device,
  type Experiment,
  experimentText,
  isQepError,
  type KernelModule,
  type Kernels,
  RUN_FILES,
  type RunHost,
  type RunInfo,
  type RunStore,
  readStoredExperiment,
  simulatedDevice,
  type TrainingOutcome,
  type TrainingProgress,
  trainRestarts,
  trainStored,
} from "qep";
import { engineError } from "./engine-error.ts";
import { outlineOf } from "./experiment-outline.ts";
import { letMessagesIn } from "./let-messages-in.ts";
import { ObservedDevice } from "./observed-device.ts";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import { Pace } from "./pace.ts";
import { PhaseReader, type PhaseReadings } from "./phase-reader.ts";
import { ProgressReport } from "./progress-report.ts";
import type { TrainingCommand, TrainingEvent } from "./protocol.ts";
import { restoredRun } from "./restored-run.ts";
import type { RunKeeper } from "./run-keeper.ts";

/** Milliseconds between two readings for the page while the training runs at full speed. */
const READING_INTERVAL = 350;

/** What a training needs of the browser. */
export interface TrainingPlace {
  /** @param variant default "simd", which gives the same numbers in every browser and on the command line */
  readonly kernels: (variant?: KernelModule["variant"]) => Promise<Kernels>;
  readonly keeper: RunKeeper;
  readonly host: RunHost;
}

/** An experiment on its device, ready to train. */
interface Bench {
  readonly experiment: Experiment;
  readonly device: Device;
  readonly observed: ObservedDevice;
  readonly reader: PhaseReader;
  readonly isKept: boolean;
  /** The run to go on with; a new one where absent. */
  readonly run?: string;
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
  private readonly pace = new Pace();
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
        await this.open(command.experiment, command.isKept);
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
        return;
      case "pace":
        this.pace.setInterval(command.seconds);
        return;
      case "reset":
        await this.stop();
        this.forgetRun();
        this.post({ kind: "reset" });
    }
  }

  private async open(text: string, isKept: boolean): Promise<void> {
    this.bench = undefined;
    const experiment = readExperiment(text);
    const outline = outlineOf(experiment);
    this.bench = { ...benchOf(experiment, await this.place.kernels()), isKept };
    this.post({ kind: "opened", outline });
  }

  private async openRun(run: string): Promise<void> {
    this.bench = undefined;
    const files = await this.place.keeper.read(run);
    const experiment = await readStoredExperiment(files);
    const outline = outlineOf(experiment);
    const info = JSON.parse((await files.readText(RUN_FILES.run)) ?? "{}") as Partial<RunInfo>;
    const kernels = await this.place.kernels(variantOf(info));
    this.bench = { ...benchOf(experiment, kernels), isKept: true, run };
    const stored = JSON.parse((await files.readText(RUN_FILES.experiment)) ?? "{}") as Record<
      string,
      unknown
    >;
    this.post({ kind: "opened", outline, experiment: experimentText(stored) });
    this.post({ kind: "kept", run });
    const restored = await restoredRun(files);
    if (restored) this.post(restored);
  }

  /** The next training is another run, from the initial values. */
  private forgetRun(): void {
    if (!this.bench) return;
    const { run: _, ...bench } = this.bench;
    this.bench = bench;
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
    const report = new ProgressReport();
    try {
      await this.pace.begin(signal);
      if (signal.aborted) return;
      const onProgress = async (progress: TrainingProgress) => {
        report.add(progress);
        await letMessagesIn();
        await this.tell(bench, report, progress);
        await this.pace.turn(signal);
      };
      this.finish(report, await this.trainKept(bench, { onProgress, signal }));
    } catch (error) {
      if (!isQepError(error, "aborted")) this.post({ kind: "failed", error: engineError(error) });
    }
  }

  private async trainKept(
    { experiment, device, isKept, run }: Bench,
    options: {
      readonly onProgress: (progress: TrainingProgress) => Promise<void>;
      readonly signal: AbortSignal;
    },
  ): Promise<TrainingOutcome> {
    const { keeper, host } = this.place;
    const begin = () => (isKept ? this.newRun(experiment) : undefined);
    const store = await (run === undefined ? begin() : keeper.resume(run));
    if (!store) return await trainRestarts(experiment, device, options);
    const started = performance.now();
    const clock = () => (performance.now() - started) / 1000;
    let steps = Number.POSITIVE_INFINITY;
    try {
      const outcome = await trainStored(experiment, device, { ...options, store, host, clock });
      if (!outcome.isComplete) steps = outcome.steps;
      return outcome;
    } finally {
      await keeper.leave(store, steps);
    }
  }

  private async newRun({ config }: Experiment): Promise<RunStore | undefined> {
    try {
      const store = await this.place.keeper.begin(config.title ?? "run");
      this.post({ kind: "kept", run: store.location });
      return store;
    } catch (error) {
      this.post({ kind: "unkept", error: engineError(error) });
      return undefined;
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
    const event = report.take(step, values);
    this.post(readings ? { ...event, readings } : event, [event.values.buffer, event.losses.buffer]);
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

  private finish(report: ProgressReport, { isComplete, steps, values, metrics }: TrainingOutcome): void {
    if (!isComplete) return;
    if (metrics) report.addTest(steps, metrics);
    const event = report.take(steps, values);
    this.post(event, [event.values.buffer, event.losses.buffer]);
    this.post({ kind: "finished", step: steps });
  }
}

function benchOf(experiment: Experiment, kernels: Kernels): Omit<Bench, "isKept"> {
  const observed = new ObservedDevice(openSimulator(experiment, kernels));
  const reader = new PhaseReader(experiment, observed);
  return { experiment, observed, reader, device: simulatedDevice(observed, experiment) };
}

/** A run that is gone on with keeps the kernels it was begun with. */
function variantOf({ device }: Partial<RunInfo>): KernelModule["variant"] | undefined {
  const variant = device?.kernels;
  return variant === "simd" || variant === "relaxed-simd" ? variant : undefined;
}

import {
  batchOf,
  type Device,
  type Experiment,
  isQepError,
  type Kernels,
  simulatedDevice,
  type TrainingOutcome,
  type TrainingProgress,
  trainExperiment,
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

/** Milliseconds between two readings for the page while the training runs at full speed. */
const READING_INTERVAL = 350;

/** An experiment on its device, ready to train. */
interface Bench {
  readonly experiment: Experiment;
  readonly device: Device;
  readonly observed: ObservedDevice;
  readonly reader: PhaseReader;
}

/** One training from its initial values. */
interface Training {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

type Post = (event: TrainingEvent, transfer?: Transferable[]) => void;

/**
 * Trains an experiment in a worker as the page commands. The training itself is the library's `trainExperiment`; here is
 * only when a step may begin, and what the page is told.
 */
export class TrainingEngine {
  private readonly kernels: Kernels;
  private readonly post: Post;
  private readonly pace = new Pace();
  private bench: Bench | undefined;
  private training: Training | undefined;
  private lastReading = Number.NEGATIVE_INFINITY;

  /** @param post sends an event to the page */
  constructor(kernels: Kernels, post: Post) {
    this.kernels = kernels;
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
        this.open(command.experiment);
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
        this.post({ kind: "reset" });
    }
  }

  private open(text: string): void {
    this.bench = undefined;
    const experiment = readExperiment(text);
    const outline = outlineOf(experiment);
    const observed = new ObservedDevice(openSimulator(experiment, this.kernels));
    const reader = new PhaseReader(experiment, observed);
    this.bench = { experiment, observed, reader, device: simulatedDevice(observed, experiment) };
    this.post({ kind: "opened", outline });
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
      const onProgress = async (progress: TrainingProgress) => {
        report.add(progress);
        await letMessagesIn();
        await this.tell(bench, report, progress);
        await this.pace.turn(signal);
      };
      this.finish(report, await trainExperiment(bench.experiment, bench.device, { onProgress, signal }));
    } catch (error) {
      if (!isQepError(error, "aborted")) this.post({ kind: "failed", error: engineError(error) });
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
    if (!latest) return undefined;
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

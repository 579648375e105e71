import type { ExperimentOutline } from "../engine/experiment-outline.ts";
import type { PhaseReadings } from "../engine/phase-reader.ts";
import type {
  EngineError,
  RestoredEvent,
  TestPoint,
  TrainingCommand,
  TrainingEvent,
  TrainingProgressEvent,
} from "../engine/protocol.ts";
import { experiment } from "./experiment.svelte.ts";
import { startWorker } from "./start-worker.ts";
import { StepRate } from "./step-rate.ts";

/** What a training is doing, for the page. */
export type TrainingState = "loading" | "ready" | "running" | "paused" | "finished" | "failed";

/** Seconds between two steps. */
export const PACES = { slow: 3, steady: 0.25, full: 0 } as const;
export type PaceName = keyof typeof PACES;

/** Milliseconds after which a worker that is to reset, and says nothing, is ended: its computation is stuck. */
const PATIENCE = 3000;

/** One training in a worker of its own, as the page sees it. */
export class TrainingSession {
  state = $state<TrainingState>("loading");
  error = $state.raw<EngineError>();
  outline = $state.raw<ExperimentOutline>();
  /** Steps done. */
  step = $state(0);
  /** θ and trained inputs. */
  values = $state.raw<Float64Array>(new Float64Array(0));
  /** Mean loss of the batch of each step so far. */
  losses = $state.raw<readonly number[]>([]);
  tests = $state.raw<readonly TestPoint[]>([]);
  readings = $state.raw<PhaseReadings>();
  stepsPerSecond = $state(0);
  pace = $state<PaceName>("full");
  /** Name of the run under which the training is kept; undefined before it begins. */
  keptAs = $state<string>();
  /** Why it is not kept, where it is not. */
  keepError = $state.raw<EngineError>();
  private worker: Worker | undefined;
  private opening: TrainingCommand | undefined;
  private readonly rate = new StepRate();
  private patience: ReturnType<typeof setTimeout> | undefined;
  private isAwaited = false;
  private readonly isKept: boolean;

  /** @param isKept whether the runs of this session are kept in the browser */
  constructor({ isKept = true }: { readonly isKept?: boolean } = {}) {
    this.isKept = isKept;
  }

  /** Opens an experiment in a new worker; whatever the old one was doing is ended. */
  open(text: string): void {
    this.begin({ kind: "open", experiment: text, isKept: this.isKept });
  }

  /** Opens a run that is kept in this browser, to go on with it. */
  resume(run: string): void {
    this.begin({ kind: "resume", run });
  }

  /** Whether an experiment has been opened, or is being opened. */
  get isOpen(): boolean {
    return this.worker !== undefined;
  }

  private begin(opening: TrainingCommand): void {
    this.close();
    this.opening = opening;
    this.forget();
    this.outline = undefined;
    this.error = undefined;
    this.state = "loading";
    this.worker = startWorker<TrainingEvent>(
      "training",
      (event) => this.receive(event),
      (message) => this.fail({ code: "device-failed", message }),
    );
    this.send(opening);
    this.choosePace(this.pace);
  }

  /** Ends the worker, at once and whatever it computes. */
  close(): void {
    clearTimeout(this.patience);
    this.worker?.terminate();
    this.worker = undefined;
  }

  run(): void {
    if (!this.isStartable) return;
    this.send({ kind: "run" });
    this.rate.restart();
    this.state = "running";
  }

  /** Trains now, or as soon as the experiment has been opened. */
  runWhenOpen(): void {
    this.isAwaited = this.state === "loading";
    this.run();
  }

  pause(): void {
    if (this.state !== "running") return;
    this.send({ kind: "pause" });
    this.state = "paused";
  }

  /** One step, then pause. */
  advance(): void {
    if (!this.isStartable && this.state !== "running") return;
    this.send({ kind: "step" });
    this.state = "paused";
  }

  /** Back to the initial values; in a fresh worker where this one has failed or does not answer. */
  reset(): void {
    const again = () => this.opening && this.begin(this.opening);
    if (this.state === "failed") {
      again();
      return;
    }
    this.send({ kind: "reset" });
    clearTimeout(this.patience);
    this.patience = setTimeout(again, PATIENCE);
  }

  choosePace(pace: PaceName): void {
    this.pace = pace;
    this.send({ kind: "pace", seconds: PACES[pace] });
  }

  get isStartable(): boolean {
    return this.state === "ready" || this.state === "paused";
  }

  private send(command: TrainingCommand): void {
    this.worker?.postMessage(command);
  }

  private receive(event: TrainingEvent): void {
    switch (event.kind) {
      case "opened":
        if (event.experiment !== undefined) experiment.text = event.experiment;
        this.outline = event.outline;
        this.values = Float64Array.from(event.outline.initial);
        this.state = "ready";
        if (this.isAwaited) this.runWhenOpen();
        return;
      case "restored":
        this.restore(event);
        return;
      case "kept":
        this.keptAs = event.run;
        return;
      case "unkept":
        this.keepError = event.error;
        return;
      case "progress":
        this.follow(event);
        return;
      case "reset":
        clearTimeout(this.patience);
        this.forget();
        this.values = Float64Array.from(this.outline?.initial ?? []);
        this.state = "ready";
        return;
      case "finished":
        this.state = "finished";
        return;
      case "failed":
        this.fail(event.error);
    }
  }

  private follow({ step, values, losses, tests, readings }: TrainingProgressEvent): void {
    this.step = step;
    this.values = values;
    this.losses = [...this.losses, ...losses];
    if (tests.length > 0) this.tests = [...this.tests, ...tests];
    if (readings) this.readings = readings;
    this.stepsPerSecond = this.rate.at(step, performance.now());
  }

  private restore({ step, values, losses, tests, isComplete }: RestoredEvent): void {
    this.step = step;
    this.values = values;
    this.losses = [...losses];
    this.tests = tests;
    this.state = isComplete ? "finished" : "paused";
  }

  private fail(error: EngineError): void {
    this.error = error;
    this.state = "failed";
  }

  private forget(): void {
    this.step = 0;
    this.losses = [];
    this.tests = [];
    this.readings = undefined;
    this.stepsPerSecond = 0;
    this.keptAs = undefined;
    this.keepError = undefined;
  }
}

export const training = new TrainingSession();

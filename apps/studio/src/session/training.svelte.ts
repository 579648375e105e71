import type { HistoryRecord } from "qep";
import type { ExperimentOutline } from "../engine/experiment-outline.ts";
import type { PhaseReadings } from "../engine/phase-reader.ts";
import type {
  EngineError,
  OpenCommand,
  RestoredEvent,
  ResumeCommand,
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

/** Milliseconds within which a worker obeys, unless it is in the middle of a long computation. */
const PATIENCE = 800;

/** Why a training that was to pause stands where it does. */
export type Interruption =
  /** The step took too long: its worker was ended, and the training stands at its last checkpoint. */
  | "broken-off"
  /** The step takes long, and nothing is kept to go on from without it: it is computed to its end. */
  | "awaited";

/** The curves of one of several trainings. */
export interface TrainingCurves {
  /** Mean loss of the batch of each step. */
  readonly losses: readonly number[];
  readonly tests: readonly TestPoint[];
}

interface SessionKind {
  readonly isKept?: boolean;
  readonly isShared?: boolean;
}

/** One training in a worker of its own, as the page sees it. */
export class TrainingSession {
  state = $state<TrainingState>("loading");
  error = $state.raw<EngineError>();
  /** YAML or JSON of the experiment; empty before it has been opened. */
  text = $state("");
  outline = $state.raw<ExperimentOutline>();
  /** Steps done. */
  step = $state(0);
  /** θ and trained inputs. */
  values = $state.raw<Float64Array>(new Float64Array(0));
  /** Which of several trainings goes on, or is the best at the end; 0 where there is one. */
  restart = $state(0);
  /** The best of several trainings, once all have ended. */
  best = $state<number>();
  /** Of each training that has begun. */
  curves = $state.raw<readonly TrainingCurves[]>([]);
  readings = $state.raw<PhaseReadings>();
  stepsPerSecond = $state(0);
  pace = $state<PaceName>("full");
  /** Name of the run under which the training is kept; undefined before it begins. */
  keptAs = $state<string>();
  /** Why it is not kept, where it is not. */
  keepError = $state.raw<EngineError>();
  /** True from a pause, a single step or a reset until the worker has done it: what is shown may still change. */
  isObeying = $state(false);
  /** Of the latest pause, where the step under way took long. */
  interruption = $state<Interruption>();
  private worker: Worker | undefined;
  private opening: OpenCommand | ResumeCommand | undefined;
  /** What a training from the initial values begins with, once the experiment is known. */
  private fresh: OpenCommand | undefined;
  /** The run that was begun by this session, not taken up by it. */
  private begunAs: string | undefined;
  /** Whether the worker opened an experiment from its initial values, not a run. */
  private isBeginning = false;
  /** Whether the worker was told to stop, now or after a step. */
  private isHolding = false;
  private readonly rate = new StepRate();
  private patience: ReturnType<typeof setTimeout> | undefined;
  private isAwaited = false;
  private readonly isKept: boolean;
  private readonly isShared: boolean;
  private asking: ((records: readonly HistoryRecord[]) => void)[] = [];

  /**
   * @param isKept whether the runs of this session are kept in the browser
   * @param isShared whether its experiment is the one that the other views look at
   */
  constructor({ isKept = true, isShared = false }: SessionKind = {}) {
    this.isKept = isKept;
    this.isShared = isShared;
  }

  /** Mean loss of the batch of each step so far, of the training that is shown. */
  get losses(): readonly number[] {
    return this.curves[this.restart]?.losses ?? [];
  }

  get tests(): readonly TestPoint[] {
    return this.curves[this.restart]?.tests ?? [];
  }

  /** Opens an experiment in a new worker; whatever the old one was doing is ended. */
  open(text: string): void {
    this.begin({ kind: "open", experiment: text, isKept: this.isKept });
    this.text = text;
  }

  /** Opens a run that is kept in this browser, to go on with it. */
  resume(run: string): void {
    this.begin({ kind: "resume", run });
  }

  /** Whether an experiment has been opened, or is being opened. */
  get isOpen(): boolean {
    return this.worker !== undefined;
  }

  /** The run that is gone on with; undefined for an experiment. */
  get resumed(): string | undefined {
    return this.opening?.kind === "resume" ? this.opening.run : undefined;
  }

  private begin(opening: OpenCommand | ResumeCommand): void {
    this.opening = opening;
    this.fresh = undefined;
    this.forget();
    this.text = "";
    this.outline = undefined;
    this.start(opening);
  }

  /** Opens in a new worker; the old one is ended. */
  private start(opening: OpenCommand | ResumeCommand): void {
    this.close();
    this.error = undefined;
    this.state = "loading";
    this.isBeginning = opening.kind === "open";
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
    this.isObeying = false;
    this.worker?.terminate();
    this.worker = undefined;
    this.asking = [];
  }

  run(): void {
    if (!this.isStartable) return;
    this.isHolding = false;
    this.obeyed();
    this.send({ kind: "run" });
    this.rate.restart();
    this.state = "running";
  }

  /** Trains now, or as soon as the experiment has been opened. */
  runWhenOpen(): void {
    this.isAwaited = this.state === "loading";
    this.run();
  }

  /** Stops after the step under way, or within a second where that takes longer. */
  pause(): void {
    if (this.state !== "running") return;
    this.send({ kind: "pause" });
    this.state = "paused";
    this.expectObedience(() => this.interrupt());
  }

  /** One step, then pause. */
  advance(): void {
    if (!this.isStartable && this.state !== "running") return;
    this.send({ kind: "step" });
    this.state = "paused";
    // A long step can be paused as any other.
    this.expectObedience(() => {
      this.state = "running";
    });
  }

  /** Back to the initial values; in a fresh worker where this one has failed or does not answer. */
  reset(): void {
    if (this.state === "failed" || this.state === "loading") {
      this.beginAgain();
      return;
    }
    this.send({ kind: "reset" });
    this.expectObedience(() => this.beginAgain());
  }

  /** Goes on beyond its end. @param more steps, of each of several trainings */
  extend(more: number): void {
    if (this.state !== "finished" || !this.outline) return;
    this.isHolding = false;
    this.obeyed();
    this.send({ kind: "extend", batches: Math.max(this.step, this.outline.batches) + more });
    this.rate.restart();
    this.best = undefined;
    this.state = "running";
  }

  /** All that is recorded of the training that is shown, as `qep train` stores it. */
  history(): Promise<readonly HistoryRecord[]> {
    return new Promise((resolve) => {
      this.asking.push(resolve);
      this.send({ kind: "history", restart: this.restart });
    });
  }

  choosePace(pace: PaceName): void {
    this.pace = pace;
    this.send({ kind: "pace", seconds: PACES[pace] });
  }

  get isStartable(): boolean {
    return this.state === "ready" || this.state === "paused";
  }

  private beginAgain(): void {
    const { fresh, opening, begunAs } = this;
    if (fresh) this.begin(begunAs === undefined ? fresh : { ...fresh, abandoned: begunAs });
    else if (opening) this.begin(opening);
  }

  /** A worker that does not pause is ended; another one stands where the last checkpoint is. */
  private interrupt(): void {
    if (this.keptAs === undefined) {
      this.interruption = "awaited";
      return;
    }
    this.start({ kind: "resume", run: this.keptAs });
    this.interruption = "broken-off";
  }

  /** @param otherwise what is done where the worker does not obey soon */
  private expectObedience(otherwise: () => void): void {
    this.obeyed();
    this.isHolding = true;
    this.isObeying = true;
    this.patience = setTimeout(otherwise, PATIENCE);
  }

  private obeyed(): void {
    clearTimeout(this.patience);
    this.isObeying = false;
    this.interruption = undefined;
  }

  private send(command: TrainingCommand): void {
    this.worker?.postMessage(command);
  }

  private receive(event: TrainingEvent): void {
    switch (event.kind) {
      case "opened":
        this.adopt(event.experiment);
        this.outline = event.outline;
        this.clear();
        this.values = Float64Array.from(event.outline.initial);
        this.state = "ready";
        if (this.isAwaited) this.runWhenOpen();
        return;
      case "restored":
        this.restore(event);
        return;
      case "kept":
        this.keptAs = event.run;
        if (this.isBeginning) this.begunAs = event.run;
        return;
      case "unkept":
        this.keepError = event.error;
        return;
      case "progress":
        this.follow(event);
        return;
      case "held":
        if (!this.isHolding) return;
        this.obeyed();
        if (this.state === "running") this.state = "paused";
        return;
      case "reset":
        this.obeyed();
        this.forget();
        this.values = Float64Array.from(this.outline?.initial ?? []);
        this.state = "ready";
        return;
      case "extended":
        this.outline = event.outline;
        this.restore(event.restored);
        this.state = "running";
        return;
      case "history":
        this.asking.shift()?.(event.records);
        return;
      case "finished":
        this.obeyed();
        this.best = event.best;
        this.state = "finished";
        return;
      case "failed":
        this.fail(event.error);
    }
  }

  /** A run brings its experiment along, where the text of its author is not at hand. */
  private adopt(text: string): void {
    if (this.interruption) return;
    this.text = text;
    if (this.isShared) experiment.text = text;
    this.fresh = { kind: "open", experiment: text, isKept: this.isKept };
  }

  private follow({ restart, step, values, losses, tests, readings }: TrainingProgressEvent): void {
    if (restart !== this.restart) this.rate.restart();
    this.restart = restart;
    this.step = step;
    this.values = values;
    const old = this.curves[restart] ?? { losses: [], tests: [] };
    // Where a run is gone on with, its last test may be told again.
    const known = old.tests.at(-1)?.step ?? -1;
    const newTests = tests.filter((test) => test.step > known);
    const longer = { losses: [...old.losses, ...losses], tests: [...old.tests, ...newTests] };
    this.curves = [...this.curves.slice(0, restart), longer, ...this.curves.slice(restart + 1)];
    if (readings) this.readings = readings;
    this.stepsPerSecond = this.rate.at(step, performance.now());
  }

  private restore({ restart, step, values, curves, isComplete }: RestoredEvent): void {
    this.restart = restart;
    this.step = step;
    this.values = values;
    this.curves = curves.map(({ losses, tests }) => ({ losses: [...losses], tests }));
    this.best = isComplete ? restart : undefined;
    this.state = isComplete ? "finished" : "paused";
  }

  private fail(error: EngineError): void {
    this.isObeying = false;
    this.error = error;
    this.state = "failed";
  }

  private forget(): void {
    this.clear();
    this.keptAs = undefined;
    this.begunAs = undefined;
    this.keepError = undefined;
    this.interruption = undefined;
  }

  private clear(): void {
    this.step = 0;
    this.restart = 0;
    this.best = undefined;
    this.curves = [];
    this.readings = undefined;
    this.stepsPerSecond = 0;
  }
}

/** The training that the studio opens with, or a run that is gone on with. */
export const training = new TrainingSession({ isShared: true });

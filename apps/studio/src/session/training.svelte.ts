import type { HistoryRecord } from "qep";
import type { ExperimentOutline } from "../engine/experiment-outline.ts";
import type { EngineError, OpenCommand, ResumeCommand, UnkeptEvent } from "../engine/protocol.ts";
import { experiment } from "./experiment.svelte.ts";
import { Patience } from "./patience.ts";
import { TrainingCourse } from "./training-course.svelte.ts";
import { type ToldEvent, TrainingWorker } from "./training-worker.ts";

/** What a training is doing, for the page. */
export type TrainingState = "loading" | "ready" | "running" | "paused" | "finished" | "failed";

/** Seconds between two steps. */
export const PACES = { slow: 3, steady: 0.25, full: 0 } as const;
export type PaceName = keyof typeof PACES;

/** Why a training that was to pause stands where it does. */
export type Interruption =
  /** The step took too long: its worker was ended, and the training stands at its last checkpoint. */
  | "broken-off"
  /** The step takes long, and nothing is kept to go on from without it: it is computed to its end. */
  | "awaited";

interface SessionKind {
  readonly isKept?: boolean;
  readonly isShared?: boolean;
}

/** One training in a worker of its own, as the page sees it. */
export class TrainingSession extends TrainingCourse {
  state = $state<TrainingState>("loading");
  error = $state.raw<EngineError>();
  /** YAML or JSON of the experiment; empty before it has been opened. */
  text = $state("");
  outline = $state.raw<ExperimentOutline>();
  pace = $state<PaceName>("full");
  /** Name of the run under which the training is kept; undefined before it begins. */
  keptAs = $state<string>();
  /** Why it is not kept, where it is not, or not any more. */
  unkept = $state.raw<UnkeptEvent>();
  /** Why it was not made longer. */
  refusal = $state.raw<EngineError>();
  /** True from a pause, a single step or a reset until the worker has done it: what is shown may still change. */
  isObeying = $state(false);
  /** Of the latest pause, where the step under way took long. */
  interruption = $state<Interruption>();
  private worker: TrainingWorker | undefined;
  private opening: OpenCommand | ResumeCommand | undefined;
  /** What a training from the initial values begins with, once the experiment is known. */
  private fresh: OpenCommand | undefined;
  /** The run that was begun by this session, not taken up by it. */
  private begunAs: string | undefined;
  /** Whether the worker opened an experiment from its initial values, not a run. */
  private isBeginning = false;
  /** Whether the worker was told to stop, now or after a step. */
  private isHolding = false;
  private readonly patience = new Patience();
  private isAwaited = false;
  private readonly isKept: boolean;
  private readonly isShared: boolean;

  /**
   * @param isKept whether the runs of this session are kept in the browser
   * @param isShared whether its experiment is the one that the other views look at
   */
  constructor({ isKept = true, isShared = false }: SessionKind = {}) {
    super();
    this.isKept = isKept;
    this.isShared = isShared;
  }

  /** Opens an experiment in a new worker; whatever the old one was doing is ended. */
  open(text: string): void {
    this.openWith({ kind: "open", experiment: text, isKept: this.isKept });
    this.text = text;
  }

  /** Opens a run that is kept in this browser, to go on with it. */
  resume(run: string): void {
    this.openWith({ kind: "resume", run });
  }

  /** Whether an experiment has been opened, or is being opened. */
  get isOpen(): boolean {
    return this.worker !== undefined;
  }

  /** The run that is gone on with; undefined for an experiment. */
  get resumed(): string | undefined {
    return this.opening?.kind === "resume" ? this.opening.run : undefined;
  }

  /** Ends the worker, at once and whatever it computes. */
  close(): void {
    this.patience.end();
    this.isObeying = false;
    this.worker?.end();
    this.worker = undefined;
  }

  run(): void {
    if (!this.isStartable) return;
    this.letGo();
    this.worker?.send({ kind: "run" });
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
    this.worker?.send({ kind: "pause" });
    this.state = "paused";
    this.expectObedience(() => this.interrupt());
  }

  /** One step, then pause. */
  advance(): void {
    if (!this.isStartable && this.state !== "running") return;
    this.worker?.send({ kind: "step" });
    this.state = "paused";
    // A long step can be paused as any other.
    this.expectObedience(() => {
      this.state = "running";
    });
  }

  /** Back to the initial values; in a fresh worker where this one has failed or does not answer. */
  reset(): void {
    if (this.state === "failed" || this.state === "loading") {
      this.openAgain();
      return;
    }
    this.worker?.send({ kind: "reset" });
    this.expectObedience(() => this.openAgain());
  }

  /**
   * Goes on beyond its end.
   *
   * @param more steps, of each of several trainings
   * @param shots for them, where the training has a budget of shots
   */
  extend(more: number, shots = 0): void {
    if (this.state !== "finished" || !this.outline) return;
    const { batches, budget } = this.outline;
    this.letGo();
    this.refusal = undefined;
    this.worker?.send({
      kind: "extend",
      batches: Math.max(this.step, batches) + more,
      ...(budget === undefined ? {} : { budget: budget + shots }),
    });
    this.best = undefined;
    this.state = "running";
  }

  /** Tries to keep a run that is not kept, now that there may be room. */
  keep(): void {
    this.worker?.send({ kind: "keep" });
  }

  /** All that is recorded of the training that is shown, as `qep train` stores it. */
  async history(): Promise<readonly HistoryRecord[]> {
    return (await this.worker?.history(this.restart)) ?? [];
  }

  /** The run as far as it has come, as a zip archive of its directory. */
  async archive(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return await this.worker?.archive();
  }

  choosePace(pace: PaceName): void {
    this.pace = pace;
    this.worker?.send({ kind: "pace", seconds: PACES[pace] });
  }

  get isStartable(): boolean {
    return this.state === "ready" || this.state === "paused";
  }

  private openWith(opening: OpenCommand | ResumeCommand): void {
    this.opening = opening;
    this.fresh = undefined;
    this.forget();
    this.text = "";
    this.outline = undefined;
    this.start(opening);
  }

  private openAgain(): void {
    const { fresh, opening, begunAs } = this;
    if (fresh) this.openWith(begunAs === undefined ? fresh : { ...fresh, abandoned: begunAs });
    else if (opening) this.openWith(opening);
  }

  /** Opens in a new worker; the old one is ended. */
  private start(opening: OpenCommand | ResumeCommand): void {
    this.close();
    this.error = undefined;
    this.state = "loading";
    this.isBeginning = opening.kind === "open";
    this.worker = new TrainingWorker(opening, (event) => this.receive(event));
    this.choosePace(this.pace);
  }

  /** A worker that does not pause is ended; another one stands where the last checkpoint is. */
  private interrupt(): void {
    if (this.keptAs === undefined || this.unkept) {
      this.interruption = "awaited";
      return;
    }
    this.start({ kind: "resume", run: this.keptAs });
    this.interruption = "broken-off";
  }

  /** @param otherwise what is done where the worker does not obey soon */
  private expectObedience(otherwise: () => void): void {
    this.interruption = undefined;
    this.isHolding = true;
    this.isObeying = true;
    this.patience.expect(otherwise);
  }

  private obeyed(): void {
    this.interruption = undefined;
    this.isObeying = false;
    this.patience.end();
  }

  /** The worker is about to go on. */
  private letGo(): void {
    this.isHolding = false;
    this.obeyed();
    this.startRate();
  }

  private receive(event: ToldEvent): void {
    switch (event.kind) {
      case "opened":
        this.adopt(event.experiment);
        this.outline = event.outline;
        this.begin(event.outline.initial);
        this.state = "ready";
        if (this.isAwaited) this.runWhenOpen();
        return;
      case "restored":
        this.restore(event);
        this.state = event.isComplete ? "finished" : "paused";
        return;
      case "kept":
        this.keptAs = event.run;
        this.unkept = undefined;
        if (this.isBeginning) this.begunAs = event.run;
        return;
      case "unkept":
        this.unkept = event;
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
        this.begin(this.outline?.initial ?? []);
        this.state = "ready";
        return;
      case "extended":
        this.outline = event.outline;
        this.restore(event.restored);
        this.state = "running";
        return;
      case "refused":
        this.refusal = event.error;
        this.best = this.restart;
        this.state = "finished";
        return;
      case "finished":
        this.obeyed();
        this.best = event.best;
        this.state = "finished";
        return;
      case "failed":
        this.isObeying = false;
        this.error = event.error;
        this.state = "failed";
    }
  }

  /** A run brings its experiment along, where the text of its author is not at hand. */
  private adopt(text: string): void {
    if (this.interruption) return;
    this.text = text;
    if (this.isShared) experiment.text = text;
    this.fresh = { kind: "open", experiment: text, isKept: this.isKept };
  }

  private forget(): void {
    this.clear();
    this.keptAs = undefined;
    this.begunAs = undefined;
    this.unkept = undefined;
    this.refusal = undefined;
    this.interruption = undefined;
  }
}

/** The training that the studio opens with, or a run that is gone on with. */
export const training = new TrainingSession({ isShared: true });

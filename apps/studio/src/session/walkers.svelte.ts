import type { EngineError } from "../engine/protocol.ts";
import type { WalkCommand, WalkEvent } from "../engine/walk-protocol.ts";
import { Patience } from "./patience.ts";
import { startWorker } from "./start-worker.ts";

/** What a walker is doing. */
export type WalkerState = "standing" | "walking" | "arrived" | "failed";

/** One training as a way through its variables. */
export class Walker {
  readonly id: number;
  state = $state<WalkerState>("standing");
  error = $state.raw<EngineError>();
  /** θ and trained inputs: the start, then after each step. */
  places = $state.raw<readonly Float64Array[]>([]);
  /** The loss at each place but the last, and there too once it has arrived. */
  losses = $state.raw<readonly number[]>([]);

  constructor(id: number, start: Float64Array) {
    this.id = id;
    this.places = [start];
  }

  get step(): number {
    return this.places.length - 1;
  }

  get start(): Float64Array {
    return this.places[0] ?? new Float64Array(0);
  }

  /** Back to where it began. */
  return(): void {
    this.places = this.places.slice(0, 1);
    this.losses = [];
    this.state = "standing";
    this.error = undefined;
  }

  follow(event: WalkEvent): void {
    switch (event.kind) {
      case "stepped":
        this.places = [...this.places, event.values];
        this.losses = [...this.losses, event.loss];
        return;
      case "arrived":
        if (event.loss !== null) this.losses = [...this.losses, event.loss];
        this.state = "arrived";
        return;
      case "failed":
        this.error = event.error;
        this.state = "failed";
    }
  }
}

const BROKEN_OFF =
  "The step under way took too long and was broken off. The way so far stays; back at the start, the walk can begin again.";

/** Several walkers through one experiment, in one worker, where they take steps in turn. */
export class Walkers {
  all = $state.raw<readonly Walker[]>([]);
  seconds = $state(0);
  readonly isWalking = $derived(this.all.some(({ state }) => state === "walking"));
  private text = "";
  private worker: Worker | undefined;
  private nextId = 0;
  /** Who was told to stand, and has not said so. */
  private readonly awaited = new Set<number>();
  private readonly patience = new Patience();

  /** Another experiment; nobody walks in it yet. */
  open(text: string): void {
    this.clear();
    this.text = text;
  }

  /** @param start θ and trained inputs */
  add(start: Float64Array): void {
    const walker = new Walker(this.nextId++, start);
    this.all = [...this.all, walker];
    this.place(walker);
  }

  remove(id: number): void {
    this.all = this.all.filter((walker) => walker.id !== id);
    this.awaited.delete(id);
    this.send({ kind: "remove", walker: id });
  }

  /** Removes all walkers and ends the worker, whatever it computes. */
  clear(): void {
    this.all = [];
    this.end();
  }

  run(): void {
    this.awaited.clear();
    for (const walker of this.able()) {
      walker.state = "walking";
      this.send({ kind: "run", walker: walker.id });
    }
  }

  /** All stand after the step under way. One that takes longer than a second is broken off, and its walkers with it. */
  pause(): void {
    for (const walker of this.able()) {
      if (walker.state === "walking") this.awaited.add(walker.id);
      walker.state = "standing";
      this.send({ kind: "pause", walker: walker.id });
    }
    this.patience.expect(() => this.interrupt());
  }

  /** One step of each, then all stand. */
  advance(): void {
    for (const walker of this.able()) {
      walker.state = "standing";
      this.send({ kind: "step", walker: walker.id });
    }
  }

  /** All back to where they began, in a fresh worker. */
  return(): void {
    this.end();
    for (const walker of this.all) {
      walker.return();
      this.place(walker);
    }
  }

  /** @param seconds between two steps; 0 for as fast as it goes */
  choosePace(seconds: number): void {
    this.seconds = seconds;
    for (const { id } of this.all) this.send({ kind: "pace", walker: id, seconds });
  }

  private able(): readonly Walker[] {
    return this.all.filter(({ state }) => state === "standing" || state === "walking");
  }

  private place({ id, start }: Walker): void {
    this.send({ kind: "place", walker: id, experiment: this.text, start });
    this.send({ kind: "pace", walker: id, seconds: this.seconds });
  }

  private send(command: WalkCommand): void {
    this.worker ??= startWorker<WalkEvent>(
      "walk",
      (event) => this.receive(event),
      (message) => this.fail({ code: "device-failed", message }),
    );
    this.worker.postMessage(command);
  }

  private receive(event: WalkEvent): void {
    if (event.kind !== "stepped") this.awaited.delete(event.walker);
    this.all.find(({ id }) => id === event.walker)?.follow(event);
  }

  private interrupt(): void {
    if (this.awaited.size === 0) return;
    this.fail({ code: "aborted", message: BROKEN_OFF });
  }

  /** Ends the worker; none of its walkers can go on. */
  private fail(error: EngineError): void {
    this.end();
    for (const walker of this.able()) walker.follow({ kind: "failed", walker: walker.id, error });
  }

  private end(): void {
    this.patience.end();
    this.awaited.clear();
    this.worker?.terminate();
    this.worker = undefined;
  }
}

import { MemoryRunDirectory, type RunReader, type RunStore } from "qep";
import { engineError } from "./engine-error.ts";
import { type KeepingWatch, LastingStore } from "./lasting-store.ts";
import type { TrainingEvent } from "./protocol.ts";
import type { RunKeeper } from "./run-keeper.ts";

/** What a training is stored as. */
export interface StoredAs {
  /** False for one that leaves nothing behind. */
  readonly isKept: boolean;
  /** The run to go on with; a new one where absent. */
  readonly run?: string;
}

/** Where one training is stored: as a run of this browser, or in memory while the worker lives. */
export class TrainingStore {
  private readonly keeper: RunKeeper;
  private readonly tell: (event: TrainingEvent) => void;
  private readonly isKept: boolean;
  private run: string | undefined;
  private title = "run";
  /** Whether the run was there before: it is somebody's, however short. */
  private isTakenUp: boolean;
  /** The whole run, where it is not kept. */
  private memory: MemoryRunDirectory | undefined;
  private opened: RunStore | undefined;

  /** @param tell is called when a run begins to be kept, or cannot be */
  constructor(keeper: RunKeeper, { isKept, run }: StoredAs, tell: (event: TrainingEvent) => void) {
    this.keeper = keeper;
    this.tell = tell;
    this.isKept = isKept;
    this.run = run;
    this.isTakenUp = run !== undefined;
  }

  /** The run to write, which this training then owns. @param title names a new one */
  async open(title: string): Promise<RunStore> {
    this.title = title;
    this.opened = (await this.lasting()) ?? (await this.inMemory());
    return this.opened;
  }

  /** @param steps done, Infinity at the end; a run of very few is dropped */
  async close(steps: number): Promise<void> {
    const store = this.opened;
    this.opened = undefined;
    if (!(store instanceof LastingStore)) {
      await store?.close();
      return;
    }
    await this.keeper.leave(store, this.isTakenUp ? Number.POSITIVE_INFINITY : steps);
    this.memory = store.overflow;
  }

  /** Tries to keep what is not kept, now and as a whole. */
  async keep(): Promise<void> {
    if (this.opened instanceof LastingStore) {
      await this.opened.keep();
    } else if (this.memory && !this.opened) {
      // All is written when it is closed.
      await this.open(this.title);
      await this.close(Number.POSITIVE_INFINITY);
    }
  }

  /** The next training is another run. */
  forget(): void {
    this.run = undefined;
    this.isTakenUp = false;
    this.memory = undefined;
  }

  /** Looks at the run, also while it is being written. @returns undefined where none has begun */
  async read<Result>(look: (run: RunReader) => Promise<Result>): Promise<Result | undefined> {
    if (this.opened) return await look(this.opened);
    if (!this.memory)
      return this.run === undefined ? undefined : await look(await this.keeper.read(this.run));
    const store = await this.memory.open();
    try {
      return await look(store);
    } finally {
      await store.close();
    }
  }

  /** Undefined where this training leaves nothing behind, or this browser keeps nothing. */
  private async lasting(): Promise<LastingStore | undefined> {
    if (!this.isKept) return undefined;
    const place = this.run === undefined ? await this.begun() : await this.keeper.resume(this.run);
    return place && (await LastingStore.open(place, this.watch(place.location), this.memory));
  }

  private async begun(): Promise<RunStore | undefined> {
    try {
      const place = await this.keeper.begin(this.title);
      this.run = place.location;
      if (!this.memory) this.tell({ kind: "kept", run: place.location });
      return place;
    } catch (error) {
      await this.watch(this.title).unkept(error);
      return undefined;
    }
  }

  private async inMemory(): Promise<RunStore> {
    this.memory ??= new MemoryRunDirectory(this.title);
    return await this.memory.open();
  }

  private watch(run: string): KeepingWatch {
    return {
      kept: () => this.tell({ kind: "kept", run }),
      unkept: async (error) => {
        const room = await this.keeper.room();
        this.tell({ kind: "unkept", error: engineError(error), ...(room ? { room } : {}) });
      },
    };
  }
}

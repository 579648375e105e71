import { MemoryRunDirectory, type RunReader, type RunStore } from "qep";
import { engineError } from "./engine-error.ts";
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
  /** Whether the run was there before: it is somebody's, however short. */
  private isTakenUp: boolean;
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
    const store = this.run === undefined ? await this.begin(title) : await this.keeper.resume(this.run);
    this.opened = store;
    return store;
  }

  /** @param steps done, Infinity at the end; a run of very few is dropped */
  async close(steps: number): Promise<void> {
    const store = this.opened;
    this.opened = undefined;
    if (!store) return;
    if (this.memory) await store.close();
    else await this.keeper.leave(store, this.isTakenUp ? Number.POSITIVE_INFINITY : steps);
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
    if (this.run !== undefined) return await look(await this.keeper.read(this.run));
    if (!this.memory) return undefined;
    const store = await this.memory.open();
    try {
      return await look(store);
    } finally {
      await store.close();
    }
  }

  private async begin(title: string): Promise<RunStore> {
    if (this.isKept && !this.memory) {
      try {
        const store = await this.keeper.begin(title);
        this.run = store.location;
        this.tell({ kind: "kept", run: store.location });
        return store;
      } catch (error) {
        this.tell({ kind: "unkept", error: engineError(error) });
      }
    }
    this.memory ??= new MemoryRunDirectory(title);
    return await this.memory.open();
  }
}

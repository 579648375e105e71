import { type RunReader, type RunStore, summarizeRun } from "qep";
import type { StorageRoom } from "./storage-room.ts";

/** Where runs are kept; `BrowserRuns` is such a place. */
export interface RunPlace {
  read(run: string): RunReader;
  /** @param patience milliseconds to wait for its owner */
  write(run: string, patience?: number): Promise<RunStore>;
  remove(run: string): Promise<void>;
}

/** Steps below which a run that is reset is not worth keeping. */
const FEWEST_STEPS = 10;

/** Milliseconds that a worker may take to die, with its hold on a run, once it has been ended. */
const DEATH = 5000;

/** Gives trainings a place to be kept in. */
export class RunKeeper {
  /** How much room there is; undefined where nobody knows. */
  readonly room: () => Promise<StorageRoom | undefined>;
  private readonly open: () => Promise<RunPlace>;
  private place: Promise<RunPlace> | undefined;

  /** @param open is called when the first run is kept */
  constructor(
    open: () => Promise<RunPlace>,
    room: () => Promise<StorageRoom | undefined> = async () => undefined,
  ) {
    this.open = open;
    this.room = room;
  }

  /**
   * A new run, named as `qep train` names them.
   *
   * @throws QepError unsupported where this browser keeps nothing
   */
  async begin(title: string): Promise<RunStore> {
    const word =
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-|-$/g, "") || "run";
    const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
    return await (await this.places()).write(`${word}-${time}`);
  }

  /** A run to read. */
  async read(run: string): Promise<RunReader> {
    return (await this.places()).read(run);
  }

  /** A run to go on with. @throws QepError run-locked */
  async resume(run: string): Promise<RunStore> {
    return await (await this.places()).write(run, DEATH);
  }

  /** Closes a run that is reset, and drops one that has only just begun. */
  async leave(store: RunStore, steps: number): Promise<void> {
    await store.close();
    if (steps < FEWEST_STEPS) await (await this.places()).remove(store.location);
  }

  /** Drops a run whose worker was ended, if it had only just begun. */
  async abandon(run: string): Promise<void> {
    const store = await this.resume(run);
    const { steps } = await summarizeRun(store);
    await this.leave(store, steps);
  }

  private places(): Promise<RunPlace> {
    this.place ??= this.open();
    return this.place;
  }
}

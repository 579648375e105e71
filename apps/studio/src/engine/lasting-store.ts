import { isQepError, MemoryRunDirectory, RUN_FILES, type RunStore, type StoredLines } from "qep";

/** Milliseconds between two tries to keep again what is not kept. */
const RETRY_INTERVAL = 5000;

/** Is told where a run goes on. */
export interface KeepingWatch {
  /** All of the run is kept, from now on. */
  readonly kept: () => void;
  /** It is not, and goes on in memory. */
  readonly unkept: (error: unknown) => Promise<void>;
}

/**
 * A run that is kept as long as there is room for it, and goes on in memory where there is none.
 *
 * Where a change is refused, the files of the run are copied to memory, and it goes on there; what was kept stays as it was at
 * its last checkpoint. From time to time, and at the end, all files are written to where they should be kept, the checkpoints
 * last, so that what lies there can be gone on with at any moment. Once that succeeds, the run is kept as before.
 */
export class LastingStore implements RunStore {
  readonly location: string;
  private readonly place: RunStore;
  private readonly watch: KeepingWatch;
  private directory: MemoryRunDirectory | undefined;
  private memory: RunStore | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private lastTry = Number.NEGATIVE_INFINITY;

  private constructor(place: RunStore, watch: KeepingWatch) {
    this.location = place.location;
    this.place = place;
    this.watch = watch;
  }

  /**
   * @param place where the run is to be kept; closed with this store
   * @param overflow the whole run, where it has gone on in memory before
   */
  static async open(
    place: RunStore,
    watch: KeepingWatch,
    overflow?: MemoryRunDirectory,
  ): Promise<LastingStore> {
    const store = new LastingStore(place, watch);
    store.directory = overflow;
    store.memory = await overflow?.open();
    return store;
  }

  /** The whole run in memory; undefined where it is kept. */
  get overflow(): MemoryRunDirectory | undefined {
    return this.directory;
  }

  readText(name: string): Promise<string | undefined> {
    return this.inOrder(() => this.current.readText(name));
  }

  readBytes(name: string): Promise<Uint8Array | undefined> {
    return this.inOrder(() => this.current.readBytes(name));
  }

  readLines(name: string): Promise<StoredLines> {
    return this.inOrder(() => this.current.readLines(name));
  }

  list(): Promise<readonly string[]> {
    return this.inOrder(() => this.current.list());
  }

  replace(name: string, content: string | Uint8Array): Promise<void> {
    return this.inOrder(async () => {
      await this.change((store) => store.replace(name, content));
      if (this.memory && performance.now() - this.lastTry >= RETRY_INTERVAL) await this.keepAgain();
    });
  }

  appendLines(name: string, lines: readonly string[]): Promise<void> {
    return this.inOrder(() => this.change((store) => store.appendLines(name, lines)));
  }

  cutLines(name: string, count: number): Promise<void> {
    return this.inOrder(() => this.change((store) => store.cutLines(name, count)));
  }

  remove(name: string): Promise<void> {
    return this.inOrder(() => this.change((store) => store.remove(name)));
  }

  /** Tries to keep the run now, where it is not kept. */
  keep(): Promise<void> {
    return this.inOrder(() => this.keepAgain());
  }

  close(): Promise<void> {
    return this.inOrder(async () => {
      await this.keepAgain();
      await this.memory?.close();
      await this.place.close();
    });
  }

  private get current(): RunStore {
    return this.memory ?? this.place;
  }

  private async change(make: (store: RunStore) => Promise<void>): Promise<void> {
    if (!this.memory) {
      try {
        await make(this.place);
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.memory = await this.copied();
        await this.giveUp(error);
      }
    }
    await make(this.current);
  }

  private async copied(): Promise<RunStore> {
    this.directory = new MemoryRunDirectory(this.location);
    const memory = await this.directory.open();
    await copyFiles(this.place, memory);
    return memory;
  }

  private async keepAgain(): Promise<void> {
    if (!this.memory) return;
    try {
      await copyFiles(this.memory, this.place);
      await removeOthers(this.place, await this.memory.list());
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.giveUp(error);
      return;
    }
    await this.memory.close();
    this.memory = undefined;
    this.directory = undefined;
    this.watch.kept();
  }

  /** Leaves at the place what can be gone on with, or nothing. */
  private async giveUp(error: unknown): Promise<void> {
    this.lastTry = performance.now();
    const names = await this.place.list();
    if (!names.some(isCheckpoint)) await Promise.all(names.map((name) => this.place.remove(name)));
    await this.watch.unkept(error);
  }

  private inOrder<Result>(operation: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(operation);
    this.last = result.catch(() => undefined);
    return result;
  }
}

function isCheckpoint(name: string): boolean {
  return name.endsWith(RUN_FILES.checkpoint);
}

/** Whether a change was refused by where it should have been kept, not by what was to be written. */
function isRefusal(error: unknown): boolean {
  return !isQepError(error) || error.code === "out-of-memory";
}

/** All files, those last that say how much of the others is valid. */
async function copyFiles(from: RunStore, to: RunStore): Promise<void> {
  const names = await from.list();
  for (const name of names.toSorted((a, b) => Number(isCheckpoint(a)) - Number(isCheckpoint(b)))) {
    const bytes = await from.readBytes(name);
    if (bytes) await to.replace(name, bytes);
  }
}

async function removeOthers(store: RunStore, names: readonly string[]): Promise<void> {
  for (const name of await store.list()) if (!names.includes(name)) await store.remove(name);
}

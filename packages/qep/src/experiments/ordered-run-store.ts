import type { RunReader, RunStore, StoredLines } from "./run-store.ts";
import { checkRunFileName, closedStore } from "./run-store-checks.ts";
import { completeLength, joinStoredLines, lengthOfLines, splitStoredLines } from "./stored-lines.ts";

const NOTHING = new Uint8Array(0);

/** The bytes of the files of one run, wherever a host keeps them; names have been checked. */
export interface StoredFiles {
  /** The content of a file, the caller's own; undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Names of all files, sorted. */
  list(): Promise<readonly string[]>;
  /** Writes a whole file in one step, after all that was appended to any file before. */
  replace(name: string, content: Uint8Array): Promise<void>;
  /** Adds bytes at the end of a file. */
  append(name: string, content: Uint8Array): Promise<void>;
  /** Keeps the first bytes of a file that is there. */
  cut(name: string, length: number): Promise<void>;
  /** Removes a file, if there is one. */
  remove(name: string): Promise<void>;
}

/** Text and lines of a run, from bytes. */
export class StoredFilesReader implements RunReader {
  readonly location: string;
  private readonly files: Pick<StoredFiles, "read" | "list">;

  constructor(location: string, files: Pick<StoredFiles, "read" | "list">) {
    this.location = location;
    this.files = files;
  }

  async readText(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  async readBytes(name: string): Promise<Uint8Array | undefined> {
    return await this.files.read(checkRunFileName(name));
  }

  async readLines(name: string): Promise<StoredLines> {
    return splitStoredLines((await this.readBytes(name)) ?? NOTHING);
  }

  async list(): Promise<readonly string[]> {
    return await this.files.list();
  }
}

/**
 * A run store over the files of a host: what is read and changed happens in the order of the calls, one after the other, and
 * lines are kept whole.
 */
export class OrderedRunStore implements RunStore {
  readonly location: string;
  private readonly files: StoredFiles;
  private readonly reader: StoredFilesReader;
  private readonly release: () => void | Promise<void>;
  /** Append-only files known to end in a line break. */
  private readonly whole = new Set<string>();
  /** The last operation asked for; the next one waits for it. */
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** @param release gives up the ownership, after the last change */
  constructor(location: string, files: StoredFiles, release: () => void | Promise<void>) {
    this.location = location;
    this.files = files;
    this.reader = new StoredFilesReader(location, files);
    this.release = release;
  }

  readText(name: string): Promise<string | undefined> {
    return this.inOrder(() => this.reader.readText(name));
  }

  readBytes(name: string): Promise<Uint8Array | undefined> {
    return this.inOrder(() => this.reader.readBytes(name));
  }

  readLines(name: string): Promise<StoredLines> {
    return this.inOrder(() => this.reader.readLines(name));
  }

  list(): Promise<readonly string[]> {
    return this.inOrder(() => this.reader.list());
  }

  replace(name: string, content: string | Uint8Array): Promise<void> {
    // Copied now: the caller may change its bytes before our turn comes.
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
    return this.inOrder(async () => {
      await this.files.replace(checkRunFileName(name), bytes);
      this.whole.delete(name);
    });
  }

  appendLines(name: string, lines: readonly string[]): Promise<void> {
    const copy = [...lines];
    return this.inOrder(async () => {
      const text = joinStoredLines(copy, `${this.location}/${checkRunFileName(name)}`);
      if (!this.whole.delete(name)) await this.cutTornLine(name);
      await this.files.append(name, new TextEncoder().encode(text));
      this.whole.add(name); // not reached where the write failed halfway
    });
  }

  cutLines(name: string, count: number): Promise<void> {
    return this.inOrder(async () => {
      const bytes = await this.reader.readBytes(name);
      const length = lengthOfLines(bytes ?? NOTHING, count, `${this.location}/${name}`);
      if (bytes) await this.files.cut(name, length);
    });
  }

  remove(name: string): Promise<void> {
    return this.inOrder(async () => {
      await this.files.remove(checkRunFileName(name));
      this.whole.delete(name);
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const finished = this.inOrder(async () => {});
    this.closed = true;
    try {
      await finished;
    } finally {
      await this.release();
    }
  }

  private async cutTornLine(name: string): Promise<void> {
    const bytes = await this.reader.readBytes(name);
    if (!bytes) return;
    const length = completeLength(bytes);
    if (length < bytes.length) await this.files.cut(name, length);
  }

  private async inOrder<T>(operation: () => Promise<T>): Promise<T> {
    if (this.closed) throw closedStore(this.location);
    const result = this.last.then(operation);
    // A failure is reported to its own caller and must not stop those behind it.
    this.last = result.catch(() => undefined);
    return await result;
  }
}

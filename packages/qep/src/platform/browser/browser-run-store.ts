import type { RunReader, RunStore, StoredLines } from "../../experiments/run-store.ts";
import { checkRunFileName, closedStore } from "../../experiments/run-store-checks.ts";
import {
  completeLength,
  joinStoredLines,
  lengthOfLines,
  splitStoredLines,
} from "../../experiments/stored-lines.ts";
import type { RunDatabase } from "./run-database.ts";

const NOTHING = new Uint8Array(0);

/** The files of a run in a browser, for reading. */
export class BrowserRunReader implements RunReader {
  readonly location: string;
  private readonly database: RunDatabase;

  constructor(database: RunDatabase, run: string) {
    this.location = run;
    this.database = database;
  }

  async readText(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  async readBytes(name: string): Promise<Uint8Array | undefined> {
    return await this.database.read(this.location, checkRunFileName(name));
  }

  async readLines(name: string): Promise<StoredLines> {
    return splitStoredLines((await this.readBytes(name)) ?? NOTHING);
  }

  async list(): Promise<readonly string[]> {
    return await this.database.files(this.location);
  }
}

/** The files of a run in a browser, owned until it is closed. */
export class BrowserRunStore implements RunStore {
  readonly location: string;
  private readonly database: RunDatabase;
  private readonly reader: BrowserRunReader;
  private readonly release: () => void;
  /** Append-only files known to end in a line break. */
  private readonly whole = new Set<string>();
  /** The last operation asked for; the next one waits for it. */
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** @param release gives up the ownership */
  constructor(database: RunDatabase, run: string, release: () => void) {
    this.location = run;
    this.database = database;
    this.reader = new BrowserRunReader(database, run);
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
      await this.database.replace(this.location, checkRunFileName(name), bytes);
      this.whole.delete(name);
    });
  }

  appendLines(name: string, lines: readonly string[]): Promise<void> {
    const copy = [...lines];
    return this.inOrder(async () => {
      const text = joinStoredLines(copy, `${this.location}/${checkRunFileName(name)}`);
      if (!this.whole.has(name)) await this.cutTornLine(name);
      await this.database.append(this.location, name, new TextEncoder().encode(text));
      this.whole.add(name);
    });
  }

  cutLines(name: string, count: number): Promise<void> {
    return this.inOrder(async () => {
      const bytes = await this.reader.readBytes(name);
      const length = lengthOfLines(bytes ?? NOTHING, count, `${this.location}/${name}`);
      // Written again also where nothing is cut: the pieces of all appends become one.
      if (bytes) await this.database.replace(this.location, name, bytes.subarray(0, length));
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const finished = this.inOrder(async () => {});
    this.closed = true;
    await finished;
    this.release();
  }

  /** Appends are never torn here; a run from a disk may come with a torn line. */
  private async cutTornLine(name: string): Promise<void> {
    const bytes = await this.reader.readBytes(name);
    if (!bytes) return;
    const length = completeLength(bytes);
    if (length < bytes.length) await this.database.replace(this.location, name, bytes.subarray(0, length));
  }

  private async inOrder<T>(operation: () => Promise<T>): Promise<T> {
    if (this.closed) throw closedStore(this.location);
    const result = this.last.then(operation);
    // A failure is reported to its own caller and must not stop those behind it.
    this.last = result.catch(() => undefined);
    return await result;
  }
}

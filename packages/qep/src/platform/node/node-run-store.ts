import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { QepError } from "../../base/errors.ts";
import type { RunReader, RunStore, StoredLines } from "../../experiments/run-store.ts";
import { checkRunFileName, closedStore } from "../../experiments/run-store-checks.ts";
import {
  completeLength,
  joinStoredLines,
  lengthOfLines,
  splitStoredLines,
} from "../../experiments/stored-lines.ts";
import { type DirectoryLock, lockDirectory } from "./directory-lock.ts";
import { appendText, cutFile, flushFile, listFiles, readBytes, replaceFile } from "./durable-files.ts";

const NOTHING = new Uint8Array(0);

/**
 * Opens a run directory for writing and takes it into possession: no other process can until the store is closed or
 * this process is dead.
 *
 * @param path the directory
 * @param options `create` makes the directory, and those above it, where it does not exist
 * @returns the store; close it
 * @throws QepError `run-locked` where another process owns it, `invalid-argument` where it does not exist (without
 *   `create`), is no directory, or may not be written
 */
export async function openRunDirectory(
  path: string,
  options: { readonly create: boolean },
): Promise<RunStore> {
  const directory = resolve(path);
  try {
    if (options.create) await mkdir(directory, { recursive: true });
    await checkDirectory(directory);
    return new NodeRunStore(directory, await lockDirectory(directory));
  } catch (error) {
    throw refusedDirectory(directory, error);
  }
}

/**
 * Opens a run directory for reading only, also while another process writes to it.
 *
 * @param path the directory
 * @throws QepError `invalid-argument` where it does not exist or is no directory
 */
export async function readRunDirectory(path: string): Promise<RunReader> {
  const directory = resolve(path);
  try {
    await checkDirectory(directory);
  } catch (error) {
    throw refusedDirectory(directory, error);
  }
  return new NodeRunReader(directory);
}

async function checkDirectory(directory: string): Promise<void> {
  if ((await stat(directory)).isDirectory()) return;
  throw new QepError("invalid-argument", `${directory} is a file, expected a run directory`, { directory });
}

/** System errors that the user's choice of directory explains; every other error as it is. */
function refusedDirectory(directory: string, error: unknown): unknown {
  const reason = new Map([
    ["ENOENT", "does not exist; check the path, or start a new run there"],
    ["ENOTDIR", "lies below a file, not below a directory"],
    ["EEXIST", "is a file, expected a run directory"],
    ["EACCES", "is closed to this user (permission denied); change its permissions or use another directory"],
    ["EROFS", "is on a read-only file system; use another directory"],
  ]).get((error as NodeJS.ErrnoException).code ?? "");
  if (reason === undefined) return error;
  return new QepError(
    "invalid-argument",
    `run directory ${directory} ${reason}`,
    { directory },
    { cause: error },
  );
}

class NodeRunReader implements RunReader {
  readonly location: string;

  constructor(directory: string) {
    this.location = directory;
  }

  async readText(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    return bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  async readBytes(name: string): Promise<Uint8Array | undefined> {
    return await readBytes(this.pathOf(name));
  }

  async readLines(name: string): Promise<StoredLines> {
    return splitStoredLines((await this.readBytes(name)) ?? NOTHING);
  }

  async list(): Promise<readonly string[]> {
    return await listFiles(this.location);
  }

  pathOf(name: string): string {
    return join(this.location, checkRunFileName(name));
  }
}

class NodeRunStore implements RunStore {
  readonly location: string;
  private readonly reader: NodeRunReader;
  private readonly lock: DirectoryLock;
  /** Append-only files known to end in a line break. */
  private readonly whole = new Set<string>();
  /** Append-only files whose last lines may not be on the disk yet. */
  private readonly unflushed = new Set<string>();
  /** The last operation asked for; the next one waits for it. */
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(directory: string, lock: DirectoryLock) {
    this.location = directory;
    this.reader = new NodeRunReader(directory);
    this.lock = lock;
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
      const path = this.reader.pathOf(name);
      await this.flush();
      await replaceFile(path, bytes);
      this.whole.delete(name);
    });
  }

  appendLines(name: string, lines: readonly string[]): Promise<void> {
    const copy = [...lines];
    return this.inOrder(async () => {
      const path = this.reader.pathOf(name);
      const text = joinStoredLines(copy, path);
      if (!this.whole.delete(name)) await cutTornLine(path);
      await appendText(path, text);
      this.unflushed.add(name);
      this.whole.add(name); // not reached where the write failed halfway
    });
  }

  cutLines(name: string, count: number): Promise<void> {
    return this.inOrder(async () => {
      const path = this.reader.pathOf(name);
      const bytes = await readBytes(path);
      const length = lengthOfLines(bytes ?? NOTHING, count, path);
      if (bytes !== undefined && length < bytes.length) await cutFile(path, length);
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    const finished = this.inOrder(() => this.flush());
    this.closed = true;
    try {
      await finished;
    } finally {
      await this.lock.release();
    }
  }

  private async flush(): Promise<void> {
    for (const name of this.unflushed) {
      await flushFile(this.reader.pathOf(name));
      this.unflushed.delete(name);
    }
  }

  private async inOrder<T>(operation: () => Promise<T>): Promise<T> {
    if (this.closed) throw closedStore(this.location);
    const result = this.last.then(operation);
    // A failure is reported to its own caller and must not stop those behind it.
    this.last = result.catch(() => undefined);
    return await result;
  }
}

async function cutTornLine(path: string): Promise<void> {
  const bytes = await readBytes(path);
  if (bytes === undefined) return;
  const length = completeLength(bytes);
  if (length < bytes.length) await cutFile(path, length);
}

import { rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { QepError } from "../../base/errors.ts";
import { OrderedRunStore, type StoredFiles, StoredFilesReader } from "../../experiments/ordered-run-store.ts";
import type { RunReader, RunStore } from "../../experiments/run-store.ts";
import { lockDirectory } from "./directory-lock.ts";
import { appendBytes, cutFile, flushFile, listFiles, readBytes, replaceFile } from "./durable-files.ts";
import { makeDirectory, removeEmpty } from "./make-directory.ts";

/**
 * Opens a run directory for writing and takes it into possession: no other process can until the store is closed or
 * this process is dead.
 *
 * @param path the directory
 * @param options `create` makes the directory, and those above it, where it does not exist; what nothing was put
 *   into is removed again when the store is closed
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
    const made = options.create ? await makeDirectory(directory) : [];
    await checkDirectory(directory);
    const lock = await lockDirectory(directory);
    const files = new DirectoryFiles(directory);
    return new OrderedRunStore(directory, files, async () => {
      try {
        await files.flush();
      } finally {
        await lock.release();
        await removeEmpty(made);
      }
    });
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
  return new StoredFilesReader(directory, new DirectoryFiles(directory));
}

async function checkDirectory(directory: string): Promise<void> {
  if ((await stat(directory)).isDirectory()) return;
  throw new QepError("invalid-argument", `${directory} is a file, expected a run directory`, { directory });
}

/** System errors that the user's choice of directory explains; every other error as it is. */
function refusedDirectory(directory: string, error: unknown): unknown {
  const reason = new Map([
    ["ENOENT", "does not exist; check the path"],
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

/** The files of a directory; what was appended is safe on the disk before anything is replaced, and at the end. */
class DirectoryFiles implements StoredFiles {
  private readonly directory: string;
  /** Append-only files whose last lines may not be on the disk yet. */
  private readonly unflushed = new Set<string>();

  constructor(directory: string) {
    this.directory = directory;
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return readBytes(this.pathOf(name));
  }

  list(): Promise<readonly string[]> {
    return listFiles(this.directory);
  }

  async replace(name: string, content: Uint8Array): Promise<void> {
    await this.flush();
    await replaceFile(this.pathOf(name), content);
  }

  async append(name: string, content: Uint8Array): Promise<void> {
    await appendBytes(this.pathOf(name), content);
    this.unflushed.add(name);
  }

  cut(name: string, length: number): Promise<void> {
    return cutFile(this.pathOf(name), length);
  }

  async remove(name: string): Promise<void> {
    this.unflushed.delete(name);
    await rm(this.pathOf(name), { force: true });
    const parts = name.split("/").slice(0, -1);
    await removeEmpty(parts.map((_, depth) => join(this.directory, ...parts.slice(0, depth + 1))));
  }

  /** Returns when everything appended is on the disk. */
  async flush(): Promise<void> {
    for (const name of this.unflushed) {
      await flushFile(this.pathOf(name));
      this.unflushed.delete(name);
    }
  }

  private pathOf(name: string): string {
    return join(this.directory, name);
  }
}

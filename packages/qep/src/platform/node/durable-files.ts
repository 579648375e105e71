import { appendFile, open, readdir, readFile, rename } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { makeDirectory } from "./make-directory.ts";

/** The content of a file; undefined where there is none. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    const buffer = await readFile(path);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Replaces a file in one step, on the disk when this returns.
 *
 * The content goes to `.NAME.new` first. A crash may leave that file behind; the next replacement overwrites it.
 */
export async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const fresh = join(folder, `.${basename(path)}.new`);
  await makeDirectory(folder);
  const file = await open(fresh, "w");
  try {
    await file.writeFile(content);
    await file.sync(); // before the rename, or a power cut could leave the new name with nothing in it
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await flushFolder(folder);
}

/** Adds bytes at the end of a file, and makes the file and its folder where they do not exist. */
export async function appendBytes(path: string, content: Uint8Array): Promise<void> {
  await makeDirectory(dirname(path));
  await appendFile(path, content);
}

/** Cuts a file to its first `length` bytes. */
export async function cutFile(path: string, length: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Returns when everything written to a file is on the disk. */
export async function flushFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await flushFolder(dirname(path));
}

/** Paths of all files below a folder, relative to it, with "/", sorted; names beginning with a dot are left out. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => parts.every((part) => !part.startsWith(".")))
    .map((parts) => parts.join("/"))
    .sort();
}

/** New names are safe once their folder is; Windows has no such call and refuses to open a folder. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { QepError } from "../../base/errors.ts";

/**
 * Makes a directory and those above it, one by one: file systems that say of a new directory that it does not exist (`/proc`)
 * keep `mkdir` with `recursive` going round for ever.
 *
 * @returns the directories that were made, the outermost first
 * @throws QepError invalid-argument for such a file system; else what the operating system says
 */
export async function makeDirectory(directory: string): Promise<string[]> {
  const missing: string[] = [];
  let path = resolve(directory);
  while (!(await exists(path))) {
    missing.unshift(path);
    path = dirname(path);
  }
  const made: string[] = [];
  for (const each of missing) if (await makeOne(each)) made.push(each);
  return made;
}

/** Removes directories that nothing was put into, from the innermost on. */
export async function removeEmpty(directories: readonly string[]): Promise<void> {
  for (const directory of directories.toReversed()) {
    const isRemoved = await rmdir(directory).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

/** Also where it is a file, or below one: what is wrong with it shows when it is used. */
async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

/** @returns false where another process was faster */
async function makeOne(directory: string): Promise<boolean> {
  try {
    await mkdir(directory);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code !== "ENOENT") throw cause;
    throw new QepError(
      "invalid-argument",
      `${directory} cannot be made: its file system takes no new directories; use another directory`,
      { directory },
      { cause },
    );
  }
}

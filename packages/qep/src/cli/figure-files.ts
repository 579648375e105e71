import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { QepError } from "../base/errors.ts";
import { makeDirectory, removeEmpty } from "../platform/node/make-directory.ts";
import { svgToPng } from "../platform/node/png.ts";

/** A file to write: its name, relative to some directory, and its content. */
export type NamedContent = readonly [name: string, content: string | Uint8Array];

/** One figure in both formats. */
export function pictures(name: string, svg: string): NamedContent[] {
  return [
    [`${name}.svg`, svg],
    [`${name}.png`, svgToPng(svg)],
  ];
}

/**
 * Makes the directory before any work is done for it, and takes it away again where nothing came of the work.
 *
 * @param directory undefined where nothing is to be written
 * @throws QepError invalid-argument where it cannot be one
 */
export async function inDirectory<T>(directory: string | undefined, work: () => Promise<T>): Promise<T> {
  const made = directory === undefined ? [] : await prepareDirectory(directory);
  try {
    return await work();
  } finally {
    await removeEmpty(made);
  }
}

/** @returns the directories that were made for it */
async function prepareDirectory(directory: string): Promise<string[]> {
  try {
    const made = await makeDirectory(directory);
    if ((await stat(directory)).isDirectory()) return made;
    throw new Error("it is a file");
  } catch (cause) {
    throw new QepError(
      "invalid-argument",
      `--out ${directory}: no directory can be made there (${(cause as Error).message}); choose another --out`,
      { directory },
      { cause },
    );
  }
}

/** Writes files into a directory that is there. @returns their paths */
export async function writeFiles(directory: string, files: readonly NamedContent[]): Promise<string[]> {
  const paths = files.map(([name]) => join(directory, name));
  for (const [index, [, content]] of files.entries()) await writeFile(paths[index] as string, content);
  return paths;
}

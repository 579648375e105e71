import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

/** Writes files into a directory, made where it does not exist. @returns their paths */
export async function writeFiles(directory: string, files: readonly NamedContent[]): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const paths = files.map(([name]) => join(directory, name));
  for (const [index, [, content]] of files.entries()) await writeFile(paths[index] as string, content);
  return paths;
}

import { zipSync } from "fflate";
import { QepError } from "../base/errors.ts";
import type { NpyArray } from "./npy.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readZip } from "./zip.ts";

const SUFFIX = ".npy";

/**
 * Writes named arrays as a .npz file that `numpy.load` opens. The same arrays give the same bytes on every host.
 *
 * @param arrays name -> array, written in this order
 * @param options `compress` deflates the entries, like `numpy.savez_compressed`; off by default
 * @returns the bytes of the file
 * @throws QepError as {@link writeNpy}
 */
export function writeNpz(
  arrays: ReadonlyMap<string, NpyArray>,
  options: { readonly compress?: boolean } = {},
): Uint8Array {
  const entries = Object.fromEntries([...arrays].map(([name, array]) => [name + SUFFIX, writeNpy(array)]));
  // The earliest time zip knows. zip times are local, so is this date: the same bytes in every time zone.
  const mtime = new Date(1980, 0, 1, 12);
  return zipSync(entries, { level: options.compress ? 6 : 0, mtime });
}

/**
 * Reads a .npz file written by `numpy.savez`, `numpy.savez_compressed` or {@link writeNpz}.
 *
 * @param bytes the whole file
 * @param where name of the file, for messages
 * @returns name -> array in the order of the file; an entry `a.npy` is named `a`, an entry without the suffix keeps
 *   its name
 * @throws QepError `invalid-file` for a damaged archive (checksums are verified), two entries of one name, or an
 *   entry that {@link readNpy} refuses
 */
export function readNpz(bytes: Uint8Array, where: string): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  for (const [entry, content] of readZip(bytes, where)) {
    const name = entry.endsWith(SUFFIX) ? entry.slice(0, -SUFFIX.length) : entry;
    if (arrays.has(name)) {
      throw new QepError("invalid-file", `${where}: two arrays are named "${name}"`, { file: where, name });
    }
    arrays.set(name, readNpy(content, `${where}, array "${name}"`));
  }
  return arrays;
}

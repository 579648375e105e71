import { zipSync } from "fflate";
import { QepError } from "../base/errors.ts";
import { readZip } from "../formats/zip.ts";
import { RUN_FILES } from "./run-record.ts";
import type { RunReader } from "./run-store.ts";
import { checkRunFileName } from "./run-store-checks.ts";

/** The files of a run directory, by name. */
export type RunFiles = ReadonlyMap<string, Uint8Array>;

/**
 * A run as a zip archive: a folder with the name of the run, which `qep` takes as a run directory once it is unpacked.
 *
 * @param run that is not being written; of one that is, the archive may hold a history longer than its checkpoint knows
 * @param name of the folder
 * @returns the bytes of the archive; the same run gives the same bytes
 */
export async function writeRunArchive(run: RunReader, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const entries: Record<string, Uint8Array> = {};
  for (const file of await run.list()) {
    const bytes = await run.readBytes(file);
    if (bytes) entries[`${name}/${file}`] = bytes;
  }
  // The earliest time zip knows, in the local time that it counts in.
  return zipSync(entries, { level: 6, mtime: new Date(1980, 0, 1, 12) });
}

/**
 * The runs in a zip archive: its folders that hold an experiment, wherever they lie.
 *
 * @param where name of the archive, for messages
 * @returns files of each run, by the name of its folder
 * @throws QepError invalid-file where the archive is damaged or holds no run
 */
export function readRunArchive(bytes: Uint8Array, where: string): Map<string, RunFiles> {
  return runsAmong(readZip(bytes, where), where);
}

/**
 * The runs among files: the folders that hold an experiment. Files that a run has no use for (locks, and leftovers of a crash)
 * are left out.
 *
 * @param files path with "/", and content
 * @param where what holds the files, for messages, and the name of a run that lies in no folder
 * @returns files of each run, by the name of its folder
 * @throws QepError invalid-file where there is no run, or two of one name
 */
export function runsAmong(
  files: Iterable<readonly [path: string, content: Uint8Array]>,
  where: string,
): Map<string, RunFiles> {
  const all = [...files];
  const runs = new Map<string, RunFiles>();
  for (const [path] of all) {
    if (lastPart(path) !== RUN_FILES.experiment) continue;
    const folder = path.slice(0, -RUN_FILES.experiment.length);
    const name = nameOfRun(lastPart(folder.slice(0, -1)) || where);
    if (runs.has(name)) {
      throw new QepError("invalid-file", `${where}: two runs are named ${name}; give one at a time`, {
        where,
      });
    }
    const own = all.filter(
      ([other]) => other.startsWith(folder) && isRunFileName(other.slice(folder.length)),
    );
    runs.set(name, new Map(own.map(([other, content]) => [other.slice(folder.length), content])));
  }
  if (runs.size > 0) return runs;
  throw new QepError(
    "invalid-file",
    `${where}: there is no run in it, which is a folder with ${RUN_FILES.experiment}, as \`qep train\` makes it`,
    { where },
  );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A name for a run that every store takes. */
function nameOfRun(text: string): string {
  return (
    text
      .replace(/\.zip$/, "")
      .replaceAll(/[^\w.-]+/g, "-")
      .replace(/^[.-]+/, "") || "run"
  );
}

function isRunFileName(name: string): boolean {
  try {
    checkRunFileName(name);
    return true;
  } catch {
    return false;
  }
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isQepError } from "../base/errors.ts";
import { RUN_FILES, readJson } from "../experiments/run-record.ts";
import { latestFirst, listRun, type RunListing } from "../experiments/run-summary.ts";
import { type DirectoryOwner, directoryOwner } from "../platform/node/directory-lock.ts";
import { readRunDirectory } from "../platform/node/node-run-store.ts";

/** What can be done with a run: look at it, go on with it, wait for its process, or mend it. */
export const RUN_STATES = ["finished", "resumable", "in-use", "damaged"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run directory that was found. */
export interface FoundRun extends RunListing {
  readonly state: RunState;
  /** The process that trains it; null where its lock does not tell. Only where it is in use. */
  readonly owner?: DirectoryOwner | null;
  /** The resolved experiment, as it is stored; undefined where it cannot be read. */
  readonly experiment: unknown;
}

/** Whether a directory is one of a run. */
export async function isRunDirectory(directory: string): Promise<boolean> {
  const entry = await stat(join(directory, RUN_FILES.experiment)).catch(() => undefined);
  return entry?.isFile() ?? false;
}

/**
 * The runs in a folder and in the folders in it, the latest first; what lies in a run, and hidden folders, are left alone.
 *
 * @param folder itself a run, or a folder with runs somewhere below
 */
export async function findRuns(folder: string): Promise<FoundRun[]> {
  const found = await Promise.all((await runDirectories(folder)).map(readFound));
  return found.sort(latestFirst);
}

async function runDirectories(folder: string): Promise<string[]> {
  if (await isRunDirectory(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name));
  // A folder that may not be read holds no runs for us.
  const below = folders.map(({ name }) => runDirectories(join(folder, name)).catch(() => []));
  return (await Promise.all(below)).flat();
}

async function readFound(directory: string): Promise<FoundRun> {
  // First: a run that ends in between is then listed as in use, never as stopped on its way.
  const owner = await ownerOf(directory);
  const reader = await readRunDirectory(directory);
  const listing = { ...(await listRun(reader)), run: directory };
  const experiment = await readJson<unknown>(reader, RUN_FILES.experiment).catch(() => undefined);
  if (owner !== undefined) return { ...listing, state: "in-use", owner, experiment };
  return { ...listing, state: stateOf(listing), experiment };
}

function stateOf({ summary }: RunListing): RunState {
  if (!summary) return "damaged";
  return summary.isComplete ? "finished" : "resumable";
}

/** Null for a lock that names no process. */
async function ownerOf(directory: string): Promise<DirectoryOwner | null | undefined> {
  try {
    return await directoryOwner(directory);
  } catch (error) {
    if (isQepError(error)) return null;
    throw error;
  }
}

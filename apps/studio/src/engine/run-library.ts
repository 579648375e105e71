import {
  type ExperimentDifference,
  experimentDifferences,
  isQepError,
  MemoryRunDirectory,
  RUN_FILES,
  type RunFiles,
  type RunReader,
  type RunSummary,
  readHistory,
  readRunArchive,
  readStoredExperiment,
  runsAmong,
  summarizeRun,
  writeRunArchive,
} from "qep";
import { BrowserRuns } from "qep/browser";
import { engineError } from "./engine-error.ts";
import type { EngineError } from "./protocol.ts";
import { curvesOf, type RunCurves } from "./restored-run.ts";
import { servedFiles } from "./served-runs.ts";

/** A run in a list: what it is, or why that cannot be told. */
export interface RunListing {
  readonly run: string;
  readonly summary?: RunSummary;
  readonly error?: EngineError;
  /** True while this or another tab trains it. */
  readonly isOpen: boolean;
}

/** Runs side by side. */
export interface RunComparison {
  /** In the order in which they were asked for. */
  readonly curves: readonly RunCurves[];
  readonly differences: readonly ExperimentDifference[];
}

/** Files on their way in: a zip archive, or those of a folder, with their paths. */
export interface IncomingFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A run taken away, to be put back. */
export interface RemovedRun {
  readonly run: string;
  readonly archive: Uint8Array<ArrayBuffer>;
}

/** The runs that this browser keeps: listed, compared, renamed, removed, taken out and in. */
export class RunLibrary {
  private place: Promise<BrowserRuns> | undefined;

  /** The latest first. */
  async list(): Promise<RunListing[]> {
    const runs = await this.runs();
    const open = await runs.owned();
    const names = await runs.list();
    const listings = await Promise.all(names.map((run) => listing(runs.read(run), run, open.has(run))));
    const started = ({ summary }: RunListing) => summary?.started ?? "";
    return listings.sort((a, b) => started(b).localeCompare(started(a)) || a.run.localeCompare(b.run));
  }

  async compare(names: readonly string[]): Promise<RunComparison> {
    const runs = await this.runs();
    const readers = names.map((run) => runs.read(run));
    const experiments = await Promise.all(readers.map(storedExperiment));
    return {
      curves: await Promise.all(readers.map(async (run) => curvesOf(await readHistory(run)))),
      differences: experimentDifferences(experiments).filter(({ path }) => path !== "title"),
    };
  }

  /** @throws QepError run-locked while it is being trained */
  async rename(run: string, title: string): Promise<void> {
    const store = await (await this.runs()).write(run);
    try {
      const experiment = { ...(await storedExperiment(store)), title };
      await store.replace(RUN_FILES.experiment, `${JSON.stringify(experiment, null, 2)}\n`);
    } finally {
      await store.close();
    }
  }

  /** @returns the run as a zip archive, from which {@link take} restores it */
  async remove(run: string): Promise<RemovedRun> {
    const archive = await this.pack(run);
    await (await this.runs()).remove(run);
    return { run, archive };
  }

  /** The run as a zip archive of its directory. */
  async pack(run: string): Promise<Uint8Array<ArrayBuffer>> {
    return await writeRunArchive((await this.runs()).read(run), run);
  }

  /**
   * Takes in every run among the files. A run whose name is taken gets another one.
   *
   * @returns their names here
   * @throws QepError invalid-file where there is none, invalid-experiment where a run's experiment cannot be used
   */
  async take(files: readonly IncomingFile[]): Promise<string[]> {
    return await this.takeAll(runsIn(files));
  }

  /**
   * Takes in a run that the server of the page lets be read.
   *
   * @param address of its list of runs
   * @returns its name here
   */
  async takeServed(address: string, run: string): Promise<readonly string[]> {
    return await this.takeAll([[run, await servedFiles(address, run)]]);
  }

  private async takeAll(all: readonly (readonly [name: string, files: RunFiles])[]): Promise<string[]> {
    const runs = await this.runs();
    const taken = new Set(await runs.list());
    const added: string[] = [];
    for (const [name, own] of all) {
      await requireRun(name, own);
      const free = freeName(name, taken);
      await runs.add(free, own);
      taken.add(free);
      added.push(free);
    }
    return added;
  }

  private runs(): Promise<BrowserRuns> {
    this.place ??= BrowserRuns.open();
    return this.place;
  }
}

async function listing(reader: RunReader, run: string, isOpen: boolean): Promise<RunListing> {
  try {
    return { run, summary: await summarizeRun(reader), isOpen };
  } catch (error) {
    if (!isQepError(error)) throw error;
    return { run, error: engineError(error), isOpen };
  }
}

async function storedExperiment(run: RunReader): Promise<Record<string, unknown>> {
  return JSON.parse((await run.readText(RUN_FILES.experiment)) ?? "{}") as Record<string, unknown>;
}

/** Archives are opened; all other files together are one folder. */
function runsIn(files: readonly IncomingFile[]): (readonly [string, RunFiles])[] {
  const isArchive = ({ path }: IncomingFile) => path.endsWith(".zip");
  const archives = files.filter(isArchive).flatMap(({ path, bytes }) => [...readRunArchive(bytes, path)]);
  const loose = files.filter((file) => !isArchive(file));
  const [first] = loose;
  if (!first) return archives;
  const where = first.path.split("/")[0] ?? first.path;
  return [
    ...archives,
    ...runsAmong(
      loose.map(({ path, bytes }) => [path, bytes] as const),
      where,
    ),
  ];
}

/** @throws QepError where it is not a run of an experiment that this version reads */
async function requireRun(name: string, files: RunFiles): Promise<void> {
  const directory = new MemoryRunDirectory(name);
  for (const [file, content] of files) directory.files.set(file, content);
  const reader = await directory.open();
  await readStoredExperiment(reader);
  await summarizeRun(reader);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

import {
  type ExperimentDifference,
  experimentDifferences,
  latestFirst,
  listRun,
  MemoryRunDirectory,
  QepError,
  RUN_FILES,
  type RunFiles,
  type RunListing,
  type RunReader,
  readHistory,
  readRunArchive,
  readStoredExperiment,
  runsAmong,
  summarizeRun,
  writeRunArchive,
} from "qep";
import { BrowserRuns } from "qep/browser";
import type { RunCurves } from "./protocol.ts";
import { curvesOf } from "./restored-run.ts";
import { servedFiles } from "./served-runs.ts";

/** A run that this browser keeps, in a list. */
export interface KeptRun extends RunListing {
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
  async list(): Promise<KeptRun[]> {
    const runs = await this.runs();
    const open = await runs.owned();
    const names = await runs.list();
    const listings = await Promise.all(
      names.map(async (run) => ({ ...(await listRun(runs.read(run))), isOpen: open.has(run) })),
    );
    return listings.sort(latestFirst);
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

async function storedExperiment(run: RunReader): Promise<Record<string, unknown>> {
  return JSON.parse((await run.readText(RUN_FILES.experiment)) ?? "{}") as Record<string, unknown>;
}

/** Archives are opened; all other files together are one folder. */
function runsIn(files: readonly IncomingFile[]): (readonly [string, RunFiles])[] {
  const isArchive = ({ path }: IncomingFile) => path.endsWith(".zip");
  const archives = files.filter(isArchive).flatMap(({ path, bytes }) => [...readRunArchive(bytes, path)]);
  const loose = files.filter((file) => !isArchive(file));
  const [first] = loose;
  if (!first && archives.length > 0) return archives;
  if (!first) throw new QepError("invalid-file", "the folder is empty: there is no run in it");
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

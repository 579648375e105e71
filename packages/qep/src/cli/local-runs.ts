import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { isQepError } from "../base/errors.ts";
import { RUN_FILES } from "../experiments/run-record.ts";
import { checkRunFileName } from "../experiments/run-store-checks.ts";
import { type RunSummary, summarizeRun } from "../experiments/run-summary.ts";
import { readRunDirectory } from "../platform/node/node-run-store.ts";

/** A run directory in a list: what it is, or why that cannot be told. */
export interface LocalRun {
  readonly run: string;
  readonly summary?: RunSummary;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The run directories in one folder, for reading; nothing outside of it can be named. */
export class LocalRuns {
  private readonly folder: string;

  /** @param folder need not exist: there are no runs then */
  constructor(folder: string) {
    this.folder = folder;
  }

  async list(): Promise<LocalRun[]> {
    const entries = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isDirectory() && isRunName(entry.name))
      .map(({ name }) => name);
    const runs = await Promise.all(names.sort().map((name) => this.listing(name)));
    return runs.filter((run) => run !== undefined);
  }

  /** Names of the files of a run; undefined where there is no such run. */
  async files(run: string): Promise<readonly string[] | undefined> {
    if (!(await this.has(run))) return undefined;
    return await (await readRunDirectory(join(this.folder, run))).list();
  }

  /** A file of a run; undefined where there is none, and where a link would lead out of the run. */
  async file(run: string, name: string): Promise<Uint8Array | undefined> {
    if (!(await this.has(run)) || !isFileName(name)) return undefined;
    const directory = join(this.folder, run);
    const path = await realpath(join(directory, name)).catch(() => undefined);
    if (!path?.startsWith(`${await realpath(directory)}${sep}`)) return undefined;
    return await (await readRunDirectory(directory)).readBytes(name);
  }

  private async has(run: string): Promise<boolean> {
    if (!isRunName(run)) return false;
    const entry = await stat(join(this.folder, run, RUN_FILES.experiment)).catch(() => undefined);
    return entry?.isFile() ?? false;
  }

  private async listing(run: string): Promise<LocalRun | undefined> {
    if (!(await this.has(run))) return undefined;
    try {
      const summary = await summarizeRun(await readRunDirectory(join(this.folder, run)));
      // Where it lies on the disk is nobody's business.
      return { run, summary: { ...summary, run } };
    } catch (error) {
      if (!isQepError(error)) throw error;
      return { run, error: { code: error.code, message: error.message } };
    }
  }
}

function isRunName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

function isFileName(name: string): boolean {
  try {
    return checkRunFileName(name) === name;
  } catch {
    return false;
  }
}

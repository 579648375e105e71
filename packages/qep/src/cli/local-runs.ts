import { readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { checkRunFileName } from "../experiments/run-store-checks.ts";
import { listRun, type RunListing } from "../experiments/run-summary.ts";
import { readRunDirectory } from "../platform/node/node-run-store.ts";
import { isRunDirectory } from "./find-runs.ts";

/** The run directories in one folder, for reading; nothing outside of it can be named. */
export class LocalRuns {
  private readonly folder: string;

  /** @param folder need not exist: there are no runs then */
  constructor(folder: string) {
    this.folder = folder;
  }

  async list(): Promise<RunListing[]> {
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
    return isRunName(run) && (await isRunDirectory(join(this.folder, run)));
  }

  private async listing(run: string): Promise<RunListing | undefined> {
    if (!(await this.has(run))) return undefined;
    const { summary, ...listing } = await listRun(await readRunDirectory(join(this.folder, run)));
    // Where it lies on the disk is nobody's business.
    return { ...listing, run, ...(summary ? { summary: { ...summary, run } } : {}) };
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

import { QepError } from "../../base/errors.ts";
import { OrderedRunStore, type StoredFiles, StoredFilesReader } from "../../experiments/ordered-run-store.ts";
import type { RunReader, RunStore } from "../../experiments/run-store.ts";
import { checkRunFileName } from "../../experiments/run-store-checks.ts";
import { RunDatabase } from "./run-database.ts";

/** The runs that a browser keeps for the site of this page: in IndexedDB, each with the files of a run directory. */
export class BrowserRuns {
  private readonly name: string;
  private readonly database: RunDatabase;

  private constructor(name: string, database: RunDatabase) {
    this.name = name;
    this.database = database;
  }

  /**
   * Opens the runs of this site, from a page or a worker.
   *
   * @param name of the database, default "qep-runs"
   * @throws QepError unsupported where the browser keeps nothing for this page, or has no locks for it
   */
  static async open(name = "qep-runs"): Promise<BrowserRuns> {
    if (typeof indexedDB === "undefined" || !navigator.locks) {
      throw new QepError(
        "unsupported",
        "this browser keeps no runs for this page: it offers storage and locks only to pages from https or localhost",
      );
    }
    try {
      return new BrowserRuns(name, await RunDatabase.open(name));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new QepError(
        "unsupported",
        `this browser keeps no runs for this page: ${reason}. Allow it to store data for this site, or leave its private mode.`,
        {},
        { cause },
      );
    }
  }

  /** Names of all runs, sorted. */
  async list(): Promise<readonly string[]> {
    return await this.database.runs();
  }

  /** Names of the runs that a tab or worker has open for writing at the moment. */
  async owned(): Promise<ReadonlySet<string>> {
    const { held = [] } = await navigator.locks.query();
    const prefix = `${this.name}/`;
    const names = held.map(({ name = "" }) => name).filter((name) => name.startsWith(prefix));
    return new Set(names.map((name) => name.slice(prefix.length)));
  }

  /** A run for reading, also while another tab trains it; without files where there is no such run. */
  read(run: string): RunReader {
    return new StoredFilesReader(checkRunName(run), filesOf(this.database, run));
  }

  /**
   * Opens a run for writing and takes it into possession: no other tab or worker can until the store is closed, or its page
   * or worker has ended.
   *
   * @param patience milliseconds to wait for whoever owns it, default 0: one that was ended may take a moment to die
   * @throws QepError run-locked while another one owns it
   */
  async write(run: string, patience = 0): Promise<RunStore> {
    const release = await this.lock(checkRunName(run), patience);
    return new OrderedRunStore(run, filesOf(this.database, run), release);
  }

  /**
   * Takes in a run from elsewhere, as a whole or not at all.
   *
   * @param files of its directory, by name
   * @throws QepError invalid-argument where there is a run of that name, run-locked while it is being made
   */
  async add(run: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const file of files.keys()) checkRunFileName(file);
    await this.whileOwned(run, async () => {
      if ((await this.database.files(run)).length > 0) {
        throw new QepError("invalid-argument", `there is a run ${run} already; choose another name`, { run });
      }
      await this.database.add(run, files);
    });
  }

  /** Removes a run with all its files. @throws QepError run-locked while it is being trained */
  async remove(run: string): Promise<void> {
    await this.whileOwned(run, () => this.database.remove(run));
  }

  /** Gives up the database; stores that are open cannot be used any more. */
  close(): void {
    this.database.close();
  }

  private async whileOwned(run: string, work: () => Promise<void>): Promise<void> {
    const release = await this.lock(checkRunName(run));
    try {
      await work();
    } finally {
      release();
    }
  }

  /** The lock of a run; browsers take it from whoever has ended. @returns gives it up */
  private lock(run: string, patience = 0): Promise<() => void> {
    const when = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
    return new Promise((resolve, reject) => {
      const held = (lock: Lock | null) => {
        if (lock) return new Promise<void>((free) => resolve(free));
        reject(ownedElsewhere(run));
        return undefined;
      };
      navigator.locks.request(`${this.name}/${run}`, when, held).catch((error: unknown) => {
        reject(error instanceof DOMException && error.name === "TimeoutError" ? ownedElsewhere(run) : error);
      });
    });
  }
}

/** The files of a run. Appends are never torn here; a run from a disk may come with a torn line. */
function filesOf(database: RunDatabase, run: string): StoredFiles {
  return {
    read: (name) => database.read(run, name),
    list: () => database.files(run),
    replace: (name, content) => database.replace(run, name, content),
    append: (name, content) => database.append(run, name, content),
    // Written again also where nothing is cut: the pieces of all appends become one.
    cut: async (name, length) => {
      const bytes = await database.read(run, name);
      if (bytes) await database.replace(run, name, bytes.subarray(0, length));
    },
    remove: (name) => database.removeFile(run, name),
  };
}

function ownedElsewhere(run: string): QepError {
  return new QepError("run-locked", `run ${run} is open in another tab or worker; stop it there first`, {
    run,
  });
}

/** Names of runs are names of folders, so that a run can be taken to a disk. */
function checkRunName(run: string): string {
  if (/^\w[\w.-]*$/.test(run)) return run;
  throw new QepError(
    "invalid-argument",
    `run name ${JSON.stringify(run)} must be of letters, digits, "_", "-" and ".", and not begin with a dot`,
    { run },
  );
}

import type { RunListing } from "qep";
import type { IncomingFile, KeptRun, RemovedRun, RunComparison } from "../engine/run-library.ts";
import { ComputeClient } from "./compute-client.ts";
import { ownTraining } from "./own-training.svelte.ts";
import { training } from "./training.svelte.ts";

/** Runs that can be compared at once: as many as there are colours that can be told apart. */
export const MOST_COMPARED = 4;

/** Milliseconds between two looks at the list while something in it is being trained. */
const REFRESH = 2000;

/** The runs that this browser keeps, as the page sees them. */
export class Runs {
  /** Undefined until the list is known. */
  list = $state.raw<readonly KeptRun[]>();
  /** Why it cannot be known. */
  error = $state.raw<Error>();
  /** What the last action said against being done. */
  refusal = $state<string>();
  /** Names, in the order in which they were chosen. */
  selected = $state.raw<readonly string[]>([]);
  comparison = $state.raw<{ readonly runs: readonly string[] } & RunComparison>();
  /** What was removed last, while it can be put back. */
  removed = $state.raw<RemovedRun & { readonly title: string }>();
  /** Runs of the machine that serves the page; undefined where there is no such server, or before its answer. */
  served = $state.raw<readonly RunListing[]>();
  private readonly client = new ComputeClient();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the latest reading of the list: an older one that comes late says nothing. */
  private reading = 0;

  /** Reads the list, and again for as long as a run in it is being trained. */
  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    const own = ++this.reading;
    try {
      const list = await this.client.compute("runs", {});
      if (own !== this.reading) return;
      this.list = list;
      this.error = undefined;
      const known = this.selected.filter((run) => list.some((listing) => listing.run === run));
      const [first] = list.filter(({ summary }) => summary);
      this.selected = known.length > 0 || !first ? known : [first.run];
      await this.compare();
      if (own !== this.reading) return;
      if (list.some(({ isOpen }) => isOpen)) this.timer = setTimeout(() => void this.refresh(), REFRESH);
    } catch (error) {
      if (own === this.reading) this.error = asError(error);
    }
  }

  /** Asks the server of the page for its runs, where it said that it has some. */
  async refreshServed(): Promise<void> {
    const address = servedAddress();
    if (address === undefined) return;
    try {
      this.served = await this.client.compute("servedRuns", { address });
    } catch (error) {
      this.refusal = asError(error).message;
    }
  }

  /** Copies a run of the server into this browser. */
  async takeServed(run: string): Promise<void> {
    const address = servedAddress();
    if (address === undefined) return;
    await this.attempt(async () => {
      this.selected = await this.client.compute("takeServed", { address, run });
    });
  }

  /** Adds a run to those that are compared, or takes it out. */
  toggle(run: string): void {
    const others = this.selected.filter((name) => name !== run);
    this.selected = others.length < this.selected.length ? others : [...others, run].slice(-MOST_COMPARED);
    void this.compare();
  }

  async rename(run: string, title: string): Promise<void> {
    await this.attempt(async () => {
      await this.client.compute("renameRun", { run, title });
    });
  }

  async remove(run: string, title: string): Promise<void> {
    await this.attempt(async () => {
      const removed = await this.client.compute("removeRun", { run });
      // Gone from the list in the moment in which it is said to be deleted.
      this.list = this.list?.filter((listing) => listing.run !== run);
      this.removed = { ...removed, title };
    });
    // There may be room now for what is not kept.
    for (const session of [training, ownTraining]) if (session.unkept) session.keep();
  }

  /** Puts back what was removed last. */
  async putBack(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    this.removed = undefined;
    await this.take([{ path: `${removed.run}.zip`, bytes: removed.archive }]);
  }

  /** @returns undefined where it cannot be read */
  async pack(run: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let archive: Uint8Array<ArrayBuffer> | undefined;
    await this.attempt(async () => {
      archive = await this.client.compute("packRun", { run });
    });
    return archive;
  }

  /** Takes in archives or the files of a folder, and shows what was in them. */
  async take(files: readonly IncomingFile[]): Promise<void> {
    await this.attempt(async () => {
      const added = await this.client.compute("takeRuns", { files });
      this.selected = added.slice(0, MOST_COMPARED);
    });
  }

  /** The visitor has read what was refused. */
  dismiss(): void {
    this.refusal = undefined;
  }

  close(): void {
    clearTimeout(this.timer);
    this.client.close();
  }

  private async compare(): Promise<void> {
    const runs = this.selected;
    try {
      const comparison = await this.client.compute("compareRuns", { runs });
      if (runs === this.selected) this.comparison = { runs, ...comparison };
    } catch (error) {
      this.refusal = asError(error).message;
    }
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    this.refusal = undefined;
    try {
      await action();
    } catch (error) {
      this.refusal = asError(error).message;
    }
    await this.refresh();
  }
}

/** `qep studio` writes into the page where its runs are to be had. */
function servedAddress(): string | undefined {
  const place = document.querySelector<HTMLMetaElement>("meta[name=qep-local-runs]")?.content;
  return place === undefined ? undefined : new URL(place, document.baseURI).href;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

import type { DataColumns, JsonSchema } from "qep";
import type { ExperimentProblem, ExperimentReport, ExperimentSummary } from "../engine/inspect-experiment.ts";
import { ComputeClient, ComputeError } from "./compute-client.ts";
import { experiment } from "./experiment.svelte.ts";
import { LONGEST_TEXT } from "./longest-text.ts";

/** Milliseconds without a key stroke after which a draft is looked at. */
const PATIENCE = 200;

/** Milliseconds after which a look is given up where the text has changed. */
const LONG_LOOK = 1000;

/** Milliseconds after which a look is given up: what takes so long to build is far too large to compute. */
const LONGEST_LOOK = 5_000;

/** An experiment while it is being written: its text, and what the library says of it. */
class Draft {
  text = $state(experiment.text);
  /** Of the latest text that was looked at. */
  report = $state.raw<ExperimentReport>();
  /** Of the latest text that had a system. */
  summary = $state.raw<ExperimentSummary>();
  /** True from a change until the report is about it. */
  isStale = $state(true);
  /** Where the text came from: for the name of a saved file, and for what is said about it. */
  source = $state<DraftSource>({ kind: "example", name: "phase-sensor" });
  private readonly client = new ComputeClient();
  private loading: Promise<JsonSchema> | undefined;
  private looking: { readonly since: number; readonly stop: AbortController } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Without problems, and about the present text. */
  get isUsable(): boolean {
    return !this.isStale && this.report?.summary !== undefined;
  }

  /** A table that the experiment reads, which must be given to it. */
  get wantedFile(): string | undefined {
    return this.report?.wantedFile;
  }

  /**
   * The columns of a table file.
   *
   * @throws Error that says what is wrong with it, for the visitor
   */
  async readColumns(file: File): Promise<DataColumns> {
    if (file.size > LONGEST_TEXT) {
      throw new Error(
        `${file.name} has ${file.size} bytes; tables of up to ${LONGEST_TEXT} are kept in an experiment.`,
      );
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    return await this.client.compute("columns", { name: file.name, bytes });
  }

  /** Looks at the text, unless that was done. */
  begin(): void {
    if (!this.report) void this.look();
  }

  /** The schema of experiments, loaded when it is first asked for. */
  schema(): Promise<JsonSchema> {
    this.loading ??= loadSchema();
    return this.loading;
  }

  /** Another text from elsewhere. */
  open(text: string, source: DraftSource): void {
    this.source = source;
    this.write(text);
  }

  /** The same experiment, changed. */
  write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.isStale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), PATIENCE);
  }

  /** Looks at the present text, after the look that is under way; one that takes long is given up for it. */
  private async look(): Promise<void> {
    if (this.looking) {
      if (performance.now() - this.looking.since > LONG_LOOK) this.looking.stop.abort();
      return;
    }
    const { text } = this;
    const stop = new AbortController();
    this.looking = { since: performance.now(), stop };
    const timeout = setTimeout(() => {
      this.take(text, { problems: [TOO_LARGE] });
      stop.abort();
    }, LONGEST_LOOK);
    try {
      this.take(text, await this.client.compute("inspect", { experiment: text }, { signal: stop.signal }));
    } catch (error) {
      if (!stop.signal.aborted) this.take(text, { problems: [problemOf(error)] });
    }
    clearTimeout(timeout);
    this.looking = undefined;
    if (this.isStale) void this.look();
  }

  private take(text: string, report: ExperimentReport): void {
    if (text !== this.text) return;
    this.report = report;
    this.summary = report.summary ?? this.summary;
    this.isStale = false;
  }
}

/** Where a draft came from. */
export type DraftSource =
  | { readonly kind: "example"; readonly name: string }
  | { readonly kind: "file"; readonly name: string }
  | { readonly kind: "link" };

const TOO_LARGE = {
  code: "out-of-memory",
  message: `the system was not built within ${LONGEST_LOOK / 1000} seconds and was stopped; no computer could simulate one so large: use fewer qubits, or fewer terms`,
};

/** In a worker of its own: a look that is given up takes its worker with it. */
async function loadSchema(): Promise<JsonSchema> {
  const client = new ComputeClient();
  try {
    return await client.compute("schema", {});
  } finally {
    client.close();
  }
}

function problemOf(error: unknown): ExperimentProblem {
  if (error instanceof ComputeError) return { code: error.code, message: error.message };
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

export const draft = new Draft();

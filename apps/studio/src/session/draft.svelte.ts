import type { JsonSchema } from "qep";
import type { ExperimentReport, ExperimentSummary } from "../engine/inspect-experiment.ts";
import { ComputeClient, ComputeError } from "./compute-client.ts";
import { experiment } from "./experiment.svelte.ts";
import { withoutSchemaLine } from "./schema-line.ts";

/** Milliseconds without a key stroke after which a draft is looked at. */
const PATIENCE = 200;

/** Milliseconds after which a look is given up: what takes so long to build is far too large to compute. */
const LONGEST_LOOK = 5_000;

/** An experiment while it is being written: its text, and what the library says of it. */
class Draft {
  text = $state(withoutSchemaLine(experiment.text));
  /** Of the latest text that was looked at. */
  report = $state.raw<ExperimentReport>();
  /** Of the latest text that had a system. */
  summary = $state.raw<ExperimentSummary>();
  /** True from a change until the report is about it. */
  isStale = $state(true);
  schema: JsonSchema | undefined = $state.raw();
  /** Where the text came from: for the name of a saved file, and for what is said about it. */
  source = $state<DraftSource>({ kind: "example", name: "phase-sensor" });
  private readonly client = new ComputeClient();
  private looking: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Without problems, and about the present text. */
  get isUsable(): boolean {
    return !this.isStale && this.report?.summary !== undefined;
  }

  /** Loads the schema and looks at the text, once. */
  async begin(): Promise<void> {
    if (!this.report) this.look();
    this.schema ??= await this.client.compute("schema", {});
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
    this.timer = setTimeout(() => this.look(), PATIENCE);
  }

  private look(): void {
    const { text } = this;
    this.looking?.abort();
    const looking = new AbortController();
    this.looking = looking;
    const timeout = setTimeout(() => {
      this.take(text, { problems: [TOO_LARGE] });
      looking.abort();
    }, LONGEST_LOOK);
    this.client
      .compute("inspect", { experiment: text }, { signal: looking.signal })
      .then((report) => this.take(text, report))
      .catch((error: unknown) => {
        if (error instanceof ComputeError && error.code === "aborted") return;
        const message = error instanceof Error ? error.message : String(error);
        this.take(text, { problems: [{ code: "internal", message }] });
      })
      .finally(() => clearTimeout(timeout));
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

export const draft = new Draft();

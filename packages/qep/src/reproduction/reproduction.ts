import type { Experiment } from "../experiments/build-experiment.ts";
import type { RunStore } from "../experiments/run-store.ts";
import type { PageFigure } from "../plots/html-page.ts";
import type { Device } from "../propagation/device.ts";
import type { ReferenceData } from "./reference-data.ts";

/** One numerical result of the paper, and how it is computed anew and compared. */
export interface Reproduction {
  /** What `qep reproduce` takes, for instance `phase-exploration`. */
  readonly id: string;
  readonly title: string;
  /** Where the paper has it, for instance "main text, supervised learning; data SupervisedQEP/…". */
  readonly source: string;
  /** What the paper shows, in one to three sentences of our own. */
  readonly shows: string;
  /** What the authors say or their files tell about the time it took, or null. */
  readonly authorsTime: string | null;
  /** What is not published, or not as described, and was inferred, replaced or left out. */
  readonly caveats: readonly string[];
  /** Files in `examples/paper`, the main one first; each also runs by itself with the ordinary commands. */
  readonly experiments: readonly [string, ...string[]];
  /**
   * Computes what is not there yet, compares, and draws.
   *
   * @throws QepError `aborted` where the signal stopped it; what is finished stays and is not computed again
   */
  run(workbench: Workbench): Promise<Findings>;
}

/** What a reproduction works with; a host provides it. */
export interface Workbench {
  /** The authors' published data; undefined where the user has none: comparisons then say so. */
  readonly reference: ReferenceData | undefined;
  /** Own training runs of each setting, with seeds 1, 2, 3, …. */
  readonly runs: number;
  /** A look in minutes: fewer batches, coarser maps. Comparisons that need the full form are then left out. */
  readonly isQuick: boolean;
  readonly signal: AbortSignal;
  /** Files of this reproduction. */
  readonly store: RunStore;
  /** An experiment of `examples/paper`, with `path=value` changes as of `--set`. */
  experiment(file: string, overrides?: readonly string[]): Promise<Experiment>;
  /** The exact simulator of an experiment; close it. */
  open(experiment: Experiment): Promise<Device>;
  /** A run directory, shared with the other reproductions; close it. */
  openRun(name: string): Promise<RunStore>;
  /** Tells how far a part is; the label names it. */
  progress(label: string): (done: number, total: number, details?: readonly string[]) => void;
  /** Seconds since some start. */
  clock(): number;
}

/** `not compared`: no published data, or not the full form. */
export type Verdict = "agrees" | "differs" | "not compared";

/** One number held against a published or an independent one. */
export interface Comparison {
  /** What is compared, for instance "⟨X0X4⟩ on the map, 10,000 points". */
  readonly quantity: string;
  readonly published: string;
  readonly ours: string;
  /** The number that decides and the bound that was set beforehand, for instance "largest deviation 3.1e-12, asked 1e-8". */
  readonly evidence: string;
  readonly verdict: Verdict;
}

/** A figure of a report; its name is that of its file. */
export type ReportFigure = PageFigure;

export interface ReportTable {
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a reproduction found. */
export interface Findings {
  /** Our result, in one to three sentences with its numbers. */
  readonly result: string;
  readonly comparisons: readonly Comparison[];
  readonly figures: readonly ReportFigure[];
  readonly tables: readonly ReportTable[];
  /** What a reader must know about these numbers: choices, limits, why something differs. */
  readonly notes: readonly string[];
  /** Seconds of computing, all sessions together. */
  readonly seconds: number;
}

/** The verdict on all comparisons together: one that differs decides, and one that agrees is needed. */
export function verdictOf(comparisons: readonly Comparison[]): Verdict {
  const verdicts = comparisons.map(({ verdict }) => verdict);
  if (verdicts.includes("differs")) return "differs";
  return verdicts.includes("agrees") ? "agrees" : "not compared";
}

/** How many of the comparisons have a verdict: "all 3 compared", "1 of 3 compared". */
export function comparedText(comparisons: readonly Comparison[]): string {
  const made = comparisons.filter(({ verdict }) => verdict !== "not compared").length;
  return `${made === comparisons.length ? "all" : `${made} of`} ${comparisons.length} compared`;
}

import { npyArray, parameterArrays, writeCsv, writeNpz } from "qep";
import { readExperiment } from "./open-experiment.ts";
import type { TestPoint } from "./protocol.ts";

/** What a training came to, as the page knows it. */
export interface TrainingResult {
  /** YAML or JSON text. */
  readonly experiment: string;
  /** θ and trained inputs. */
  readonly values: Float64Array;
  /** Mean loss of the batch of each step from 0 on. */
  readonly losses: Float64Array;
  readonly tests: readonly TestPoint[];
}

/** A file to be saved. */
export interface ResultFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer> | string;
}

/** Kinds of files that a result can be saved as; "figure" is an SVG of what was learnt. */
export type ResultFormat = "parameters.npz" | "history.npz" | "history.csv" | "figure";

/**
 * A result as a file that numpy, spreadsheets and `qep evaluate --parameters` read.
 *
 * @throws QepError from the experiment
 */
export async function resultFile(result: TrainingResult, format: ResultFormat): Promise<ResultFile> {
  switch (format) {
    case "parameters.npz": {
      const content = parameterArrays(readExperiment(result.experiment), result.values);
      return { name: format, type: "application/zip", content: Uint8Array.from(content) };
    }
    case "history.npz":
      return { name: format, type: "application/zip", content: historyArrays(result) };
    case "history.csv":
      return { name: format, type: "text/csv", content: historyTable(result) };
    case "figure": {
      // Loaded when the first figure is wanted: it is larger than all the rest.
      const { learnedFigure } = await import("./learned-figure.ts");
      const { name, svg } = await learnedFigure(readExperiment(result.experiment), result.values);
      return { name: `${name}.svg`, type: "image/svg+xml", content: svg };
    }
  }
}

function historyArrays({ losses, tests }: TrainingResult): Uint8Array<ArrayBuffer> {
  const arrays = new Map([
    ["training_cost", npyArray(losses)],
    ["test_step", npyArray(Float64Array.from(tests, ({ step }) => step))],
    ["test_cost", npyArray(Float64Array.from(tests, ({ cost }) => cost))],
  ]);
  return Uint8Array.from(writeNpz(arrays));
}

function historyTable({ losses }: TrainingResult): string {
  return writeCsv({ header: ["step", "cost"], rows: Array.from(losses, (cost, step) => [step, cost]) });
}

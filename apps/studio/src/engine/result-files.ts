import {
  type HistoryRecord,
  isStep,
  isTest,
  npyArray,
  parameterArrays,
  parameterTable,
  writeCsv,
  writeNpz,
} from "qep";
import { readExperiment } from "./open-experiment.ts";
import type { FigureKind } from "./result-figures.ts";
import type { Workbench } from "./workbench.ts";

/** What a training came to, as the page knows it. */
export interface TrainingResult {
  /** YAML or JSON text. */
  readonly experiment: string;
  /** θ and trained inputs. */
  readonly values: Float64Array;
  /** All that is recorded of it. */
  readonly history: readonly HistoryRecord[];
}

/** A file to be saved. */
export interface ResultFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array<ArrayBuffer> | string;
}

/** Kinds of files that a result can be saved as; figures are SVG. */
export type ResultFormat = "parameters.npz" | "parameters.csv" | "history.npz" | "history.csv" | FigureKind;

/**
 * A result as a file that numpy, spreadsheets and `qep evaluate --parameters` read, or as a figure that `qep train` draws.
 *
 * @param open opens the experiment, for figures of what the system answers
 * @throws QepError from the experiment
 */
export async function resultFile(
  result: TrainingResult,
  format: ResultFormat,
  open: () => Workbench,
): Promise<ResultFile> {
  const { values, history } = result;
  switch (format) {
    case "parameters.npz": {
      const content = parameterArrays(readExperiment(result.experiment), values);
      return { name: format, type: "application/zip", content: Uint8Array.from(content) };
    }
    case "parameters.csv": {
      const content = parameterTable(readExperiment(result.experiment).variables, values);
      return { name: format, type: "text/csv", content };
    }
    case "history.npz":
      return { name: format, type: "application/zip", content: historyArrays(history) };
    case "history.csv":
      return { name: format, type: "text/csv", content: historyTable(history) };
    default: {
      // Loaded when the first figure is wanted: it is larger than all the rest.
      const { resultFigure } = await import("./result-figures.ts");
      const { name, svg } = await resultFigure(open(), result, format);
      return { name: `${name}.svg`, type: "image/svg+xml", content: svg };
    }
  }
}

function historyArrays(history: readonly HistoryRecord[]): Uint8Array<ArrayBuffer> {
  const tests = history.filter(isTest);
  const arrays = new Map([
    ["training_cost", npyArray(Float64Array.from(history.filter(isStep), ({ cost }) => cost))],
    ["test_step", npyArray(Float64Array.from(tests, ({ step }) => step))],
    ["test_cost", npyArray(Float64Array.from(tests, ({ test }) => test.cost))],
  ]);
  return Uint8Array.from(writeNpz(arrays));
}

function historyTable(history: readonly HistoryRecord[]): string {
  return writeCsv({
    header: ["step", "cost"],
    rows: history.filter(isStep).map(({ step, cost }) => [step, cost]),
  });
}

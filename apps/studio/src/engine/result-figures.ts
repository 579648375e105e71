import { evaluateOutputs } from "qep";
import { figureDocument, type NamedFigure, runFigures } from "qep/figures";
import type { TrainingResult } from "./result-files.ts";
import type { Workbench } from "./workbench.ts";

/** Figures of a run: loss and scores by step, what the sensor answers over its triangle, what was learnt. */
export type FigureKind = "training-curves" | "phase-triangle" | "learned";

/**
 * One of the figures that `qep train` draws, of the same data.
 *
 * @throws Error where the run has no such figure
 */
export async function resultFigure(
  bench: Workbench,
  { values, history }: TrainingResult,
  kind: FigureKind,
): Promise<NamedFigure> {
  const { experiment } = bench;
  const answers = kind === "phase-triangle" ? await answersOf(bench, values) : undefined;
  const data = { experiment, values, history: kind === "training-curves" ? history : [] };
  const figures = runFigures(
    { ...data, ...(answers ? { gridOutputs: answers } : {}) },
    await figureDocument(),
  );
  const found = figures.find(({ name }) => (kind === "learned" ? !OTHERS.includes(name) : name === kind));
  if (!found) throw new Error("There is no such figure of this experiment yet.");
  return found;
}

const OTHERS: readonly string[] = ["training-curves", "phase-triangle"];

/** Exact outputs on the grid of the data. */
async function answersOf({ experiment, exact }: Workbench, values: Float64Array) {
  const { data, variables } = experiment;
  if (!data) return undefined;
  const inputs = data.grid.flatMap(({ points }) => points.slice(0, 1));
  return await evaluateOutputs(exact, values.slice(0, variables.parameterCount), inputs);
}

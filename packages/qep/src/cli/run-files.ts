import { join } from "node:path";
import type { Baselines } from "../experiments/baselines.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { RUN_FILES, readHistory, readJson } from "../experiments/run-record.ts";
import type { RunReader, RunStore } from "../experiments/run-store.ts";
import { type NpyArray, npyArray } from "../formats/npy.ts";
import { readNpz, writeNpz } from "../formats/npz.ts";
import { figureDocument } from "../plots/figure-document.ts";
import type { RunData } from "../plots/run-figures.ts";
import type { Device } from "../propagation/device.ts";
import { evaluateOutputs } from "../training/evaluation.ts";
import { parametersOf } from "../training/variables.ts";
import { type NamedContent, pictures } from "./figure-files.ts";

/**
 * The outputs on the grid of the experiment's data: kept in the run for the parameters they were computed at, computed
 * where they are not there yet.
 *
 * @param openDevice called only where there is something to compute
 * @returns undefined where the experiment has no data
 */
export async function gridOutputs(
  run: RunReader,
  experiment: Experiment,
  values: Float64Array,
  openDevice: () => Promise<Device>,
): Promise<readonly Float64Array[] | undefined> {
  const { data, variables } = experiment;
  if (!data) return undefined;
  const parameters = parametersOf(variables, values);
  const bytes = await run.readBytes(RUN_FILES.grid);
  const stored = bytes && readNpz(bytes, `${run.location}/${RUN_FILES.grid}`);
  const known = stored?.get("parameters")?.data;
  const outputs = stored?.get("y_pred_grid");
  if (known && outputs && known.length === parameters.length && parameters.every((p, j) => p === known[j])) {
    return rowsOf(outputs);
  }
  const inputs = data.grid.map(({ points }) => points[0] as Float64Array);
  return evaluateOutputs(await openDevice(), parameters, inputs);
}

/** Keeps grid outputs beside the inputs and the parameters they belong to; under the authors' name `y_pred_grid`. */
export async function writeGrid(
  store: RunStore,
  { data, variables }: Experiment,
  values: Float64Array,
  outputs: readonly Float64Array[],
): Promise<void> {
  const arrays = new Map([
    ["inputs", matrix((data?.grid ?? []).map(({ points }) => points[0] as Float64Array))],
    ["y_pred_grid", matrix(outputs)],
    ["parameters", npyArray(parametersOf(variables, values))],
  ]);
  await store.replace(RUN_FILES.grid, writeNpz(arrays));
}

/** All figures of a run as SVG and PNG. */
export async function drawFigures(
  run: RunReader,
  experiment: Experiment,
  values: Float64Array,
  outputs: readonly Float64Array[] | undefined,
): Promise<NamedContent[]> {
  // Loaded when needed: drawing takes as long to load as everything else together.
  const { runFigures } = await import("../plots/run-figures.ts");
  const figures = runFigures(await readRunData(run, experiment, values, outputs), await figureDocument());
  return figures.flatMap(({ name, svg }) => pictures(name, svg));
}

/** What the figures of a run are drawn from. @param outputs on the grid of its data, if it has any */
export async function readRunData(
  run: RunReader,
  experiment: Experiment,
  values: Float64Array,
  outputs: readonly Float64Array[] | undefined,
): Promise<RunData> {
  const baselines = await readJson<Baselines>(run, RUN_FILES.baselines);
  return {
    experiment,
    history: await readHistory(run),
    values,
    ...(outputs ? { gridOutputs: outputs } : {}),
    ...(baselines ? { baselines } : {}),
  };
}

/** Figures into the run's own folder. @returns their paths */
export async function storeFigures(store: RunStore, figures: readonly NamedContent[]): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, content] of figures) {
    await store.replace(`figures/${name}`, content);
    paths.push(join(store.location, "figures", name));
  }
  return paths;
}

function matrix(rows: readonly Float64Array[]): NpyArray {
  const columns = rows[0]?.length ?? 0;
  return npyArray(Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, columns]);
}

function rowsOf({ shape, data }: NpyArray): Float64Array[] {
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (_, column) => Number(data[row * columns + column])),
  );
}

import { join } from "node:path";
import type { Baselines } from "../experiments/baselines.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import { parameterArrays } from "../experiments/parameter-files.ts";
import { RUN_FILES, readHistory, readJson, writeJson } from "../experiments/run-record.ts";
import type { RunReader, RunStore } from "../experiments/run-store.ts";
import { parametersByName } from "../experiments/train-run.ts";
import { npyArray } from "../formats/npy.ts";
import { readNpz, writeNpz } from "../formats/npz.ts";
import { svgToPng } from "../platform/node/png.ts";
import { figureDocument } from "../plots/figure-document.ts";
import { runFigures } from "../plots/run-figures.ts";
import type { Device } from "../propagation/device.ts";
import { evaluateOutputs } from "../training/evaluation.ts";

/** Parameters by name and as arrays, and the outputs on the grid of the experiment's data. */
export async function writeResults(
  store: RunStore,
  experiment: Experiment,
  values: Float64Array,
  device: Device,
): Promise<void> {
  await writeJson(store, RUN_FILES.parameters, parametersByName(experiment.variables, values));
  await store.replace(RUN_FILES.parameterArrays, parameterArrays(experiment, values));
  const grid = experiment.data?.grid.map(({ points }) => points[0] as Float64Array);
  if (!grid) return;
  const outputs = await evaluateOutputs(device, values.slice(0, experiment.variables.parameterCount), grid);
  await store.replace(
    RUN_FILES.grid,
    writeNpz(
      new Map([
        ["inputs", matrix(grid)],
        ["y_pred_grid", matrix(outputs)],
      ]),
    ),
  );
}

/** Draws all figures of a run as SVG and PNG. @returns their paths */
export async function writeFigures(
  store: RunStore,
  experiment: Experiment,
  values: Float64Array,
): Promise<string[]> {
  const gridOutputs = await readGridOutputs(store);
  const baselines = await readJson<Baselines>(store, RUN_FILES.baselines);
  const figures = runFigures(
    {
      experiment,
      history: await readHistory(store),
      values,
      ...(gridOutputs ? { gridOutputs } : {}),
      ...(baselines ? { baselines } : {}),
    },
    await figureDocument(),
  );
  const paths: string[] = [];
  for (const { name, svg } of figures) {
    await store.replace(`figures/${name}.svg`, svg);
    await store.replace(`figures/${name}.png`, svgToPng(svg));
    paths.push(
      join(store.location, "figures", `${name}.svg`),
      join(store.location, "figures", `${name}.png`),
    );
  }
  return paths;
}

async function readGridOutputs(store: RunReader): Promise<Float64Array[] | undefined> {
  const bytes = await store.readBytes(RUN_FILES.grid);
  const array = bytes && readNpz(bytes, RUN_FILES.grid).get("y_pred_grid");
  if (!array) return undefined;
  const [rows = 0, columns = 0] = array.shape;
  return Array.from({ length: rows }, (_, row) =>
    Float64Array.from({ length: columns }, (_, column) => Number(array.data[row * columns + column])),
  );
}

function matrix(rows: readonly Float64Array[]) {
  const columns = rows[0]?.length ?? 0;
  return npyArray(Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, columns]);
}

import type { Experiment } from "../../experiments/build-experiment.ts";
import { sweepOutputs } from "../../experiments/sweep.ts";
import { npyArray } from "../../formats/npy.ts";
import { type HeatMapData, heatMapFigure } from "../../plots/heat-map.ts";
import { parametersOf } from "../../training/variables.ts";
import { compareNumbers, onlyInFull } from "../comparisons.ts";
import { publishedRows } from "../reference-data.ts";
import { type Arrays, numbersOf, type Part, remembered } from "../remembered.ts";
import type { Comparison, Workbench } from "../reproduction.ts";
import { withDevice } from "../with-device.ts";

/** Points along either side of the authors' maps of ⟨X0 X4⟩, and of the quick form. */
const SIZE = { full: 100, quick: 25 } as const;

/** Both couplings of a map: `from + width k/100`, k = 0 … 99. */
export interface MapRange {
  readonly from: number;
  readonly width: number;
}

/**
 * ⟨X0 X4⟩ of the open cluster Ising chain over (gX, gZZ): arrays `g`, `correlator` and `gap`, rows by gZZ.
 *
 * @param experiment one with knobs gX and gZZ and the output −X0 X4, whose nudge enters the Hamiltonian as the authors' does
 */
export function correlatorMap(
  workbench: Workbench,
  experiment: Experiment,
  { from, width }: MapRange,
): Promise<Part> {
  const size = workbench.isQuick ? SIZE.quick : SIZE.full;
  const values = Array.from({ length: size }, (_, k) => from + (width * k) / size);
  return remembered(workbench, "map", { system: experiment.config.system, from, width, size }, () =>
    withDevice(workbench, experiment, async (device): Promise<Arrays> => {
      const [x, y] = [
        { name: "gX", values },
        { name: "gZZ", values },
      ];
      const sweep = await sweepOutputs(experiment, device, x, y, {
        parameters: parametersOf(experiment.variables, experiment.variables.initial),
        inputs: new Float64Array(experiment.system.inputs.length),
        signal: workbench.signal,
        onProgress: workbench.progress("map"),
      });
      const table = (rows: readonly (readonly number[])[]) =>
        npyArray(Float64Array.from(rows.flat()), [size, size]);
      return new Map([
        ["g", npyArray(Float64Array.from(values))],
        ["correlator", table((sweep.values[0] ?? []).map((row) => row.map((value) => -value)))],
        ["gap", table(sweep.gaps)],
      ]);
    }),
  );
}

/** The map against the published one. @param files where it may lie; the first that is there counts */
export async function compareCorrelatorMap(
  workbench: Workbench,
  map: Part,
  files: readonly string[],
): Promise<Comparison> {
  const quantity = `⟨X0 X4⟩ on the map, ${SIZE.full ** 2} points`;
  if (workbench.isQuick) return onlyInFull(quantity, workbench);
  const found = await Promise.all(files.map((file) => publishedRows(workbench.reference, file)));
  const published = found.find((rows) => rows !== undefined);
  return compareNumbers({
    quantity,
    published: published?.flat(),
    ours: numbersOf(map, "correlator"),
    bound: 1e-8,
  });
}

/** Why the map can be trusted where levels nearly meet. */
export function gapNote(map: Part): string {
  const least = Math.min(...numbersOf(map, "gap").filter((gap) => !Number.isNaN(gap)));
  return (
    `Raw gaps on the map go down to ${least.toExponential(1)}, where the partner of the other parity lies close; ` +
    "⟨X0 X4⟩ is the same in both partners, so the map does not depend on which one is found."
  );
}

/** The map with paths drawn over it. */
export function drawCorrelatorMap(map: Part, paths: HeatMapData["paths"], document: Document): string {
  const g = [...numbersOf(map, "g")];
  const correlator = numbersOf(map, "correlator");
  const values = g.map((_, row) => [...correlator.subarray(row * g.length, (row + 1) * g.length)]);
  const labels = { xLabel: "g_{X}", yLabel: "g_{ZZ}", valueLabel: "⟨X_{0}X_{4}⟩" };
  return heatMapFigure({ ...labels, x: g, y: g, values, ...(paths ? { paths } : {}) }, document);
}

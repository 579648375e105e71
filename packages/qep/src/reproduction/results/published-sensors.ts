import { readCsv } from "../../formats/csv.ts";
import type { NpyArray } from "../../formats/npy.ts";
import { publishedArrays, publishedText, type ReferenceData } from "../reference-data.ts";
import type { SensorScores } from "./sensor-scores.ts";
import { SENSOR_VARIANTS, type SensorVariant } from "./sensor-variants.ts";

const RUNS = "SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew";
/** A table made from all of the authors' runs; their repository does not hold it. */
const FINAL_METRICS = "final-metrics.csv";

/** Final scores of the published runs of each variant, by its name. */
export type PublishedFinals = ReadonlyMap<
  string,
  { readonly maxChoice: readonly number[]; readonly singleShot: readonly number[] }
>;

/** One of the authors' training runs. */
export interface PublishedRun {
  readonly file: string;
  /** θ at the end, in the order of our parameters: couplings, then sensor terms. */
  readonly parameters: Float64Array;
  /** Outputs on the grid of 210 points at these parameters. */
  readonly grid: readonly Float64Array[];
  /** Scores on the run's own test points, every 50 batches, by the authors' names. */
  readonly scores: ReadonlyMap<string, Float64Array>;
}

/** All published runs of a variant that the reference has, in the order of their files. */
export async function publishedRuns(
  reference: ReferenceData | undefined,
  { folder }: Pick<SensorVariant, "folder">,
): Promise<PublishedRun[]> {
  const files = (await reference?.list(`${RUNS}/${folder}`)) ?? [];
  const runs: PublishedRun[] = [];
  for (const file of files.filter((name) => /results\d+\.npz$/.test(name))) {
    const arrays = await publishedArrays(reference, file);
    if (arrays) runs.push(runOf(file, arrays));
  }
  return runs;
}

function runOf(file: string, arrays: ReadonlyMap<string, NpyArray>): PublishedRun {
  const numbers = (name: string) => Float64Array.from(arrays.get(name)?.data ?? [], Number);
  const flat = numbers("y_pred_grid");
  const scores = ["cost", "max_choice_accuracy", "single_shot_accuracy"];
  return {
    file,
    parameters: Float64Array.of(...numbers("sys_sens_couplings"), ...numbers("sens_couplings")),
    grid: Array.from({ length: flat.length / 3 }, (_, row) => flat.slice(3 * row, 3 * row + 3)),
    scores: new Map(scores.map((name) => [name, numbers(name)])),
  };
}

/**
 * Final scores of the published runs of each variant, on the grid without its boundary points.
 *
 * From the table of all runs where the reference has it, else from the stored predictions of the runs that it has.
 *
 * @param scoresOf scores of outputs on the grid
 */
export async function publishedFinals(
  reference: ReferenceData | undefined,
  scoresOf: (grid: readonly Float64Array[]) => SensorScores,
): Promise<PublishedFinals> {
  const text = await publishedText(reference, FINAL_METRICS);
  if (text !== undefined) return tabledFinals(text);
  const finals = new Map<string, { maxChoice: number[]; singleShot: number[] }>();
  for (const variant of SENSOR_VARIANTS) {
    const scores = (await publishedRuns(reference, variant)).map(({ grid }) => scoresOf(grid));
    if (scores.length === 0) continue;
    finals.set(variant.name, {
      maxChoice: scores.map((one) => one.maxChoice),
      singleShot: scores.map((one) => one.singleShot),
    });
  }
  return finals;
}

/** The table: a variant's name, then numbers. */
function tabledFinals(text: string): PublishedFinals {
  const finals = new Map<string, { maxChoice: number[]; singleShot: number[] }>();
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",").slice(1);
  const { rows } = readCsv(lines.map((line) => line.slice(line.indexOf(",") + 1)).join("\n"), FINAL_METRICS);
  const at = (row: readonly number[], name: string) => row[names.indexOf(name)] as number;
  for (const [index, row] of rows.entries()) {
    const variant = (lines[index] as string).split(",")[0] as string;
    const known = finals.get(variant) ?? { maxChoice: [], singleShot: [] };
    known.maxChoice.push(at(row, "grid_max_choice"));
    known.singleShot.push(at(row, "grid_single_shot"));
    finals.set(variant, known);
  }
  return finals;
}

import { readCsv } from "../../formats/csv.ts";
import type { NpyArray } from "../../formats/npy.ts";
import { publishedArrays, publishedText, type ReferenceData } from "../reference-data.ts";

const RUNS = "SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew";
/** A table made from all of the authors' runs; their repository does not hold it. */
const FINAL_METRICS = "final-metrics.csv";

/** Names of a variant: in our files, and as the authors' folder. */
export interface SensorVariant {
  readonly name: string;
  readonly folder: string;
}

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
  { folder }: SensorVariant,
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

/** Final scores of all published runs of each variant, on the grid without its boundary points. */
export async function publishedFinals(
  reference: ReferenceData | undefined,
): Promise<ReadonlyMap<string, { readonly maxChoice: number[]; readonly singleShot: number[] }>> {
  const text = await publishedText(reference, FINAL_METRICS);
  const finals = new Map<string, { maxChoice: number[]; singleShot: number[] }>();
  if (text === undefined) return finals;
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",").slice(1);
  // The first column is the variant's name, the others are numbers.
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

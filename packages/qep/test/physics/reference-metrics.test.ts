import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNpz } from "../../src/formats/npz.ts";
import { isOnPhaseBoundary, phaseTriangleGrid } from "../../src/tasks/phase-triangle.ts";
import { maxChoice, singleShot } from "../../src/training/metrics.ts";
import { referenceDirectory } from "../support/reference.ts";

/** Folder of the authors' runs -> name in final-metrics.csv. */
const VARIANTS = new Map([
  ["default", "xyz"],
  ["xz", "xz"],
  ["onlyzz", "z"],
  ["patches", "patches"],
  ["default_no_cutoff", "no-cutoff"],
]);

interface PublishedRun {
  readonly variant: string;
  readonly seed: string;
  readonly file: string;
  readonly maxChoice: number;
  readonly singleShot: number;
}

/** Every run whose predictions are at hand, with its metrics on the grid from final-metrics.csv. */
function publishedRuns(reference: string): PublishedRun[] {
  const [header, ...rows] = readFileSync(join(reference, "final-metrics.csv"), "utf8").trim().split(/\r?\n/);
  const column = (row: string, name: string) => row.split(",")[header.split(",").indexOf(name)];
  const runs = join(reference, "SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew");
  return [...VARIANTS].flatMap(([folder, variant]) =>
    globSync(join(runs, folder, "*", "results*.npz")).map((file) => {
      const seed = basename(file, ".npz").slice("results".length);
      const row = rows.find((r) => column(r, "variant") === variant && column(r, "seed") === seed);
      if (row === undefined) throw new Error(`final-metrics.csv has no row for ${variant}, seed ${seed}`);
      return {
        variant,
        seed,
        file,
        maxChoice: Number(column(row, "grid_max_choice")),
        singleShot: Number(column(row, "grid_single_shot")),
      };
    }),
  );
}

function predictions(file: string): Float64Array[] {
  const array = readNpz(readFileSync(file), file).get("y_pred_grid");
  if (array?.dtype !== "<f8") throw new Error(`${file}: y_pred_grid is missing or not float64`);
  const [points, outputs] = array.shape;
  return Array.from({ length: points }, (_, p) => array.data.slice(p * outputs, (p + 1) * outputs));
}

const reference = referenceDirectory();
const runs =
  reference !== undefined && existsSync(join(reference, "final-metrics.csv")) ? publishedRuns(reference) : [];

describe.skipIf(runs.length === 0)(
  "published predictions (set QEP_REFERENCE to the authors' data to run)",
  () => {
    test("all five variants are there", () => {
      expect(new Set(runs.map((run) => run.variant)).size).toBe(5);
    });

    // Fixes at once the order of the grid, the labels, and which projector stands for which phase.
    test.for(runs)("$variant, seed $seed: max-choice and single-shot on the grid", (run) => {
      const outputs = predictions(run.file);
      const grid = phaseTriangleGrid();
      expect(outputs).toHaveLength(grid.length);
      const inside = grid.flatMap(({ inputs }, p) => (isOnPhaseBoundary(inputs) ? [] : [p]));
      expect(inside).toHaveLength(205);
      const [y, t] = [inside.map((p) => outputs[p]), inside.map((p) => grid[p].target)];
      // The file gives six decimals.
      expect(Number(maxChoice(y, t).toFixed(6))).toBe(run.maxChoice);
      expect(Number(singleShot(y, t).toFixed(6))).toBe(run.singleShot);
    });
  },
);

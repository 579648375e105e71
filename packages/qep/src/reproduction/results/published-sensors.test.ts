import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import { npyArray } from "../../formats/npy.ts";
import { writeNpz } from "../../formats/npz.ts";
import { isOnPhaseBoundary } from "../../tasks/phase-triangle.ts";
import type { ReferenceData } from "../reference-data.ts";
import { publishedFinals } from "./published-sensors.ts";
import { gridScores } from "./sensor-scores.ts";

const reference = await referenceData();
const experiment = await (await testWorkbench()).experiment("phase-sensor-xyz.yaml");
const grid = experiment.data?.grid ?? [];
const scoresOf = (outputs: readonly Float64Array[]) => gridScores(experiment, outputs);

/** A folder of the authors with some files. */
const folder = (files: ReadonlyMap<string, Uint8Array>): ReferenceData => ({
  location: "folder",
  list: async (path) => [...files.keys()].filter((name) => name.startsWith(path)),
  read: async (path) => files.get(path),
});

describe("final scores of the published runs", () => {
  test("from the table, by variant", async () => {
    const table = "variant,seed,grid_max_choice,grid_single_shot\nxz,1000,0.5,0.25\nxz,1001,0.75,0.5\n";
    const finals = await publishedFinals(
      folder(new Map([["final-metrics.csv", new TextEncoder().encode(table)]])),
      scoresOf,
    );
    expect([...finals]).toEqual([["xz", { maxChoice: [0.5, 0.75], singleShot: [0.25, 0.5] }]]);
  });

  test("without the table from stored predictions, points on the boundary left out", async () => {
    // Right with certainty everywhere but on the boundary, where nothing is answered.
    const outputs = grid.flatMap(({ points, target }) =>
      isOnPhaseBoundary(points[0] as Float64Array) ? [0, 0, 0] : [...(target as Float64Array)],
    );
    const arrays = new Map([["y_pred_grid", npyArray(Float64Array.from(outputs), [grid.length, 3])]]);
    const path = "SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew/patches/run_1/results1000.npz";
    const finals = await publishedFinals(folder(new Map([[path, writeNpz(arrays)]])), scoresOf);
    expect([...finals]).toEqual([["patches", { maxChoice: [1], singleShot: [1] }]]);
    expect((await publishedFinals(undefined, scoresOf)).size).toBe(0);
  });

  test.skipIf(!reference)("both ways tell the same (set QEP_REFERENCE to run)", async () => {
    const given = reference as ReferenceData;
    const tabled = await publishedFinals(given, scoresOf);
    const withoutTable = await publishedFinals(
      { ...given, read: async (path) => (path.endsWith(".csv") ? undefined : given.read(path)) },
      scoresOf,
    );
    expect([...withoutTable.keys()]).toEqual(["xyz", "xz", "z", "patches", "no-cutoff"]);
    for (const [name, { maxChoice, singleShot }] of withoutTable) {
      const inTable = (scores: readonly number[] | undefined) => (score: number) =>
        scores?.some((other) => Math.abs(other - score) < 1e-6);
      expect(maxChoice.length).toBeGreaterThanOrEqual(5);
      expect(maxChoice.every(inTable(tabled.get(name)?.maxChoice) as (score: number) => boolean)).toBe(true);
      expect(singleShot.every(inTable(tabled.get(name)?.singleShot) as (score: number) => boolean)).toBe(
        true,
      );
    }
  });
});

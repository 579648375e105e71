import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import { readNpz } from "../../formats/npz.ts";
import { largestDeviation } from "../comparisons.ts";
import { numbersOf, remembered } from "../remembered.ts";
import { phaseExploration } from "./phase-exploration.ts";

const reference = await referenceData();

describe("phase exploration", () => {
  test("quick and without published data: the same paths, no verdict, and nothing is computed twice", async () => {
    const workbench = await testWorkbench({ isQuick: true });
    const findings = await phaseExploration.run(workbench);
    expect(findings.comparisons.map(({ verdict }) => verdict)).toEqual(Array(5).fill("not compared"));
    expect(findings.figures.map(({ name }) => name)).toEqual(["map", "costs"]);
    expect(findings.result).toMatch(/run 1 climbs from 0\.0087 to 0\.99.., run 2 climbs from 0\.0684 to/);
    const opened = workbench.opened();
    expect(await phaseExploration.run(workbench)).toEqual(findings);
    expect(workbench.opened()).toBe(opened);
    // physics.md gives iterations 0, 5, 10 and 19 of run 1.
    const { config } = await workbench.experiment("phase-exploration.yaml", [
      "system.parameters.gX.initial=-0.1",
      "system.parameters.gZZ.initial=0.4",
    ]);
    const path = await remembered(workbench, "run-1", { config, steps: 100 }, () => {
      throw new Error("the run is there");
    });
    const costs = numbersOf(path, "costs");
    expect([0, 5, 10, 19].map((iteration) => costs[iteration]?.toFixed(6))).toEqual([
      "-0.008708",
      "-0.756577",
      "-0.940123",
      "-0.983106",
    ]);
  });

  test("run 2 goes where the published one goes", async () => {
    const workbench = await testWorkbench({ isQuick: true });
    // Rows 0, 1, 2 and 20 of run2/theta_list_run_2.csv in the authors' repository.
    const published = [
      [0.2, 0.9],
      [0.29433979693621337, 0.8668337111808688],
      [0.384888991439805, 0.8243973662068877],
      [1.8484934877935235, 2.51984038802571e-8],
    ];
    await phaseExploration.run(workbench);
    const values = readNpz(workbench.files.get("data/run-2.npz") as Uint8Array, "run 2").get("values")?.data;
    const ours = [0, 1, 2, 20].map((row) => Array.from(values?.slice(2 * row, 2 * row + 2) ?? [], Number));
    expect(largestDeviation(ours.flat(), published.flat())).toBeLessThan(1e-9);
  });

  test.skipIf(!reference)("agrees with the published path (set QEP_REFERENCE to run)", async () => {
    const { comparisons } = await phaseExploration.run(
      await testWorkbench({ isQuick: true, ...(reference ? { reference } : {}) }),
    );
    expect(comparisons.slice(0, 3).map(({ verdict }) => verdict)).toEqual([
      "not compared",
      "agrees",
      "agrees",
    ]);
  });
});

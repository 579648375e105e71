import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import type { Reproduction } from "../reproduction.ts";
import { phaseSensors } from "./phase-sensor.ts";

const reference = await referenceData();
const [xyz] = phaseSensors as [Reproduction, ...Reproduction[]];

/** The sensor after two batches: everything is there, nothing has been learned. */
const short = (changes = {}) => testWorkbench({ isQuick: true, runs: 2, ...changes });
const shortened = async (changes = {}) => {
  const workbench = await short(changes);
  const { experiment } = workbench;
  return {
    ...workbench,
    experiment: (file: string, overrides: readonly string[] = []) =>
      experiment(file, [...overrides, "training.batches=2", "data.test.samples=5"]),
  };
};

describe("phase sensors", () => {
  test("one for each set of couplings", () => {
    expect(phaseSensors.map(({ id }) => id)).toEqual(
      ["xyz", "xz", "z", "patches", "no-cutoff"].map((name) => `phase-sensor-${name}`),
    );
  });

  test("own runs are trained, scored, drawn, and not trained again", async () => {
    const workbench = await shortened();
    const findings = await xyz.run(workbench);
    expect(findings.result).toContain("over 2 own runs");
    expect(findings.tables[0]?.rows.map(([seed]) => seed)).toEqual(["1", "2"]);
    expect(findings.figures.map(({ name }) => name)).toEqual([
      "training-max-choice",
      "training-single-shot",
      "training-cost",
      "final-max-choice",
      "final-single-shot",
      "phase-triangle",
      "couplings",
    ]);
    for (const { verdict } of findings.comparisons) expect(verdict).toBe("not compared");
    expect(await xyz.run(workbench)).toEqual(findings);
  });

  test.skipIf(!reference)("outputs of a published run to 1e-8 (set QEP_REFERENCE to run)", async () => {
    const { comparisons, figures } = await xyz.run(await shortened({ reference }));
    expect(comparisons[0]).toMatchObject({ published: "630 numbers of 1 runs", verdict: "agrees" });
    expect(figures[0]?.svg).toContain("published (15 runs)");
  });
});

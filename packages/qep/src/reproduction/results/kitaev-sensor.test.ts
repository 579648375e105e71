import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import type { Workbench } from "../reproduction.ts";
import { kitaevScores } from "./kitaev-outputs.ts";
import { kitaevSensor, onBothModels } from "./kitaev-sensor.ts";
import { kitaevSensorAsPublished } from "./kitaev-sensor-as-published.ts";
import { type PublishedKitaevSensor, publishedKitaevSensor } from "./published-kitaev-sensor.ts";

const reference = await referenceData();
const withReference = reference ? { reference } : {};

/** The same on 4×2 sites and for two steps. */
async function onEightSites() {
  const workbench = await testWorkbench({ isQuick: true, runs: 3 });
  const small = [
    "system.columns=4",
    "system.sensor.couples=[Z0 Z4, X0 X1, Y1 Y2]",
    "system.sensor.outputs={ Abelian: 0.5 + 0.5 Z8, non-Abelian: 0.5 - 0.5 Z8 }",
    "training.batches=2",
    "training.testEvery=1",
  ];
  const experiment: Workbench["experiment"] = (file, overrides = []) =>
    workbench.experiment(file, [...overrides, ...small]);
  return { ...workbench, experiment };
}

test("scores by the phases of the lattice", () => {
  const point = (Jx: number, abelian: number) => ({
    inputs: Float64Array.of(Jx, (1 - Jx) / 2, (1 - Jx) / 2),
    abelian,
  });
  const { maxChoice, singleShot } = kitaevScores([point(0.8, 0.9), point(0.3, 0.9)]);
  expect(maxChoice).toBe(0.5);
  expect(singleShot).toBeCloseTo(0.5, 12);
});

describe("Kitaev sensor", () => {
  test("trains one run whatever --runs says, tells the best tested step and the last, and computes nothing twice", async () => {
    const workbench = await onEightSites();
    const findings = await kitaevSensor.run(workbench);
    expect(findings.comparisons.map(({ verdict }) => verdict)).toEqual(["not compared", "not compared"]);
    expect(findings.figures.map(({ name }) => name)).toEqual(["training-curves", "couplings"]);
    const [best, last] = findings.tables[0]?.rows ?? [];
    expect(best?.[0]).toMatch(/best tested step \([012]\)/);
    expect(last?.[0]).toContain("at the end (step 2)");
    expect(Number(best?.[1])).toBeGreaterThanOrEqual(Number(last?.[1]));
    expect(findings.notes.join()).toContain("this is the only one, whatever --runs says");
    expect(await kitaevSensor.run(workbench)).toEqual(findings);
  });

  test.skipIf(!reference)(
    "the published data are those of the other model (set QEP_REFERENCE to run)",
    async () => {
      const workbench = await testWorkbench({ isQuick: true });
      const published = (await publishedKitaevSensor(reference)) as PublishedKitaevSensor;
      const { points } = await onBothModels(workbench, published);
      expect(points).toHaveLength(3);
      for (const point of points) expect(Math.abs(point.clusterIsing - point.published)).toBeLessThan(1e-7);
      expect(
        Math.max(...points.map(({ kitaev, published: theirs }) => Math.abs(kitaev - theirs))),
      ).toBeGreaterThan(0.5);
    },
  );
});

describe("Kitaev sensor as published", () => {
  test("without published data there is nothing to evaluate", async () => {
    const workbench = await testWorkbench();
    const { comparisons, result } = await kitaevSensorAsPublished.run(workbench);
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(["not compared"]);
    expect(result).toContain("--reference DIR");
    expect(workbench.opened()).toBe(0);
  });

  test.skipIf(!reference)("published predictions and scores (set QEP_REFERENCE to run)", async () => {
    const workbench = await testWorkbench({ isQuick: true, ...withReference });
    const { comparisons } = await kitaevSensorAsPublished.run(workbench);
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(["agrees", "agrees", "agrees"]);
    expect(comparisons[0]?.quantity).toContain("6 points");
  });
});

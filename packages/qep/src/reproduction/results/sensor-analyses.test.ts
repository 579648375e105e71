import { describe, expect, test } from "vitest";
import { testWorkbench } from "../../../test/support/workbench.ts";
import type { Workbench } from "../reproduction.ts";
import { nudgeAndShots } from "./nudge-and-shots.ts";
import { sensorBackAction } from "./sensor-back-action.ts";

/** Short trainings on small batches: the analyses as they are, of sensors that have learned nothing. */
async function shortened() {
  const workbench = await testWorkbench({ isQuick: true, runs: 1 });
  const experiment: Workbench["experiment"] = (file, overrides = []) => {
    const trains = !file.startsWith("sensor-back-action");
    const short = trains ? ["training.batches=2", "training.batchSize=3", "data.test.samples=5"] : [];
    return workbench.experiment(file, [...overrides, ...short]);
  };
  return { ...workbench, experiment };
}

describe("analyses of the phase sensor", () => {
  test("back-action: a ring by itself is the same on every site, a coupled one is not", async () => {
    const workbench = await shortened();
    const { tables, figures, comparisons } = await sensorBackAction.run(workbench);
    const rows = tables[0]?.rows ?? [];
    expect(rows.map(([label]) => label)).toEqual(["no cutoff", "soft cutoff", "decoupled"]);
    const spread = rows.map((row) => row.slice(1).map(Number));
    for (const value of spread[2] ?? []) expect(value).toBe(0);
    expect(Math.min(...(spread[0] ?? []))).toBeGreaterThan(0.001);
    expect(figures.map(({ name }) => name)).toEqual(["departure-X", "departure-Y", "departure-Z"]);
    expect(comparisons[0]?.verdict).toBe("not compared");
  });

  test("nudge and shots: predicted errors are those measured, to the noise of six repeats", async () => {
    const workbench = await shortened();
    const { tables, figures } = await nudgeAndShots.run(workbench);
    const rows = tables[0]?.rows ?? [];
    expect(rows).toHaveLength(8);
    // Enough shots that the optimum lies where the expansion holds.
    for (const row of rows.filter(([, shots]) => shots === "10000")) {
      const [predicted, measured] = [Number(row[3]), Number.parseFloat(row[5] as string)];
      expect(measured / predicted).toBeGreaterThan(0.6);
      expect(measured / predicted).toBeLessThan(1.6);
    }
    expect(figures.map(({ name }) => name)).toEqual([
      "error-one-sided",
      "cosine-one-sided",
      "error-symmetric",
      "cosine-symmetric",
      "training",
    ]);
  });
});

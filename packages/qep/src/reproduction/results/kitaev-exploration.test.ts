import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import { publishedArrays, publishedRows } from "../reference-data.ts";
import { numbersOf } from "../remembered.ts";
import type { Workbench } from "../reproduction.ts";
import { exploredPath } from "../trajectory.ts";
import { couplingsOf } from "./flux-map.ts";
import { kitaevExploration } from "./kitaev-exploration.ts";

const reference = await referenceData();
const FILE = "kitaev-exploration.yaml";
const FOLDER = "UnsupervisedQEP/PhaseExplorationKitaevHoneycomb/Results";

/** The same on 4×2 sites, which takes milliseconds a point. */
async function onEightSites() {
  const workbench = await testWorkbench({ isQuick: true });
  const zz = "Z0 Z4 + Z1 Z5 + Z2 Z6 + Z3 Z7";
  const field = ["X", "Y", "Z"].flatMap((letter) => [0, 1, 2, 3, 4, 5, 6, 7].map((j) => `0.1 ${letter}${j}`));
  const small = [
    "system.qubits=8",
    `system.fixed=${zz} + ${field.join(" + ")}`,
    `system.parameters.Jx.operator=X0 X1 + X2 X3 + X5 X6 + X7 X4 - (${zz})`,
    `system.parameters.Jy.operator=Y1 Y2 + Y3 Y0 + Y4 Y5 + Y6 Y7 - (${zz})`,
    "system.outputs.flux=X1 Y5 Z6 X7 Y3 Z2",
  ];
  const experiment: Workbench["experiment"] = (file, overrides = []) =>
    workbench.experiment(file, [...small, ...overrides]);
  return { ...workbench, experiment };
}

test("triangle coordinates: the left start, and the corner of Jz", () => {
  const [Jx, Jy] = couplingsOf(0.25, Math.sqrt(3) / 12);
  expect(Jx).toBeCloseTo(2 / 3, 12);
  expect(Jy).toBeCloseTo(1 / 6, 12);
  for (const coupling of couplingsOf(0.5, Math.sqrt(3) / 2)) expect(coupling).toBeCloseTo(0, 12);
});

describe("Kitaev exploration", () => {
  test("quick and without published data: a map, four paths that climb, and nothing is computed twice", async () => {
    const workbench = await onEightSites();
    const findings = await kitaevExploration.run(workbench);
    expect(findings.comparisons).toHaveLength(6);
    for (const { verdict } of findings.comparisons) expect(verdict).toBe("not compared");
    expect(findings.figures.map(({ name }) => name)).toEqual(["starts", "nudges", "flux"]);
    const rows = findings.tables[0]?.rows ?? [];
    expect(rows.map(([, nudge]) => nudge)).toEqual(["0.01", "0.01", "0.01", "0.001"]);
    for (const [, , start, iterations, , end] of rows) {
      expect(Math.abs(Number(end))).toBeGreaterThan(Math.abs(Number(start)));
      expect(iterations).toBe("2");
    }
    expect(findings.result).toContain("On the map of 21 points");
    const opened = workbench.opened();
    expect(await kitaevExploration.run(workbench)).toEqual(findings);
    expect(workbench.opened()).toBe(opened);
  });

  test.skipIf(!reference)("first step and map as published (set QEP_REFERENCE to run)", async () => {
    const workbench = await testWorkbench();
    const path = await exploredPath(workbench, "path", await workbench.experiment(FILE), 1);
    const [starts] =
      (await publishedArrays(reference, `${FOLDER}/theta_trajectories_nudge0p01.nz.npz`))?.values() ?? [];
    // The second of three trajectories of 41 points.
    const published = Array.from(starts?.data ?? [], Number).slice(2 * 41, 2 * 41 + 4);
    const values = numbersOf(path, "values");
    for (const [k, value] of published.entries())
      expect(Math.abs((values[k] as number) - value)).toBeLessThan(1e-6);
    expect(published).toHaveLength(4);
    expect(values[2]).not.toBe(values[0]);
    const rows = await publishedRows(reference, `${FOLDER}/phase_diagram_magnetic_field_0p1.csv`);
    expect(rows).toHaveLength(232);
  });
});

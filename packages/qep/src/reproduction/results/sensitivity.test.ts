import { describe, expect, test } from "vitest";
import { referenceData, testWorkbench } from "../../../test/support/workbench.ts";
import { sensitivity } from "./sensitivity.ts";

const reference = await referenceData();

describe("sensitivity optimisation", () => {
  test("quick and without published data: both runs rise, slices are drawn, nothing is computed twice", async () => {
    const workbench = await testWorkbench({ isQuick: true });
    const findings = await sensitivity.run(workbench);
    expect(findings.comparisons).toHaveLength(5);
    for (const { verdict } of findings.comparisons) expect(verdict).toBe("not compared");
    const names = findings.figures.map(({ name }) => name);
    expect(names).toEqual(["map", "sensitivity", "slices-run-1", "slices-run-2"]);
    expect(findings.result).toMatch(/run 1 from 0\.5173 to \d\.\d{4}, run 2 from/);
    const opened = workbench.opened();
    expect(await sensitivity.run(workbench)).toEqual(findings);
    expect(workbench.opened()).toBe(opened);
  });

  test.skipIf(!reference)("run 1 agrees with the published one (set QEP_REFERENCE to run)", async () => {
    const workbench = await testWorkbench({ isQuick: true, ...(reference ? { reference } : {}) });
    const { comparisons } = await sensitivity.run(workbench);
    expect(comparisons.slice(1, 3).map(({ verdict }) => verdict)).toEqual(["agrees", "agrees"]);
  });
});

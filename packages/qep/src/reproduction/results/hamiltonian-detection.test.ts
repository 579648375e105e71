import { expect, test } from "vitest";
import { testWorkbench } from "../../../test/support/workbench.ts";
import { hamiltonianDetection } from "./hamiltonian-detection.ts";

test("one probe field never shows the strength of an unknown field, several mostly do", {
  timeout: 60_000,
}, async () => {
  const workbench = await testWorkbench({ isQuick: true });
  const findings = await hamiltonianDetection.run(workbench);
  const shares = findings.tables[0]?.rows.map((row) => row.slice(1).map((text) => Number.parseInt(text, 10)));
  expect(shares).toHaveLength(5);
  expect(shares?.[0]).toEqual([0, 0, 0]);
  for (const row of shares?.slice(2) ?? []) expect(row[0]).toBeGreaterThanOrEqual(75);
  expect(findings.comparisons[0]?.verdict).toBe("not compared");
  expect(findings.figures.map(({ name }) => name)).toEqual(["found", "error"]);
  const opened = workbench.opened();
  expect(await hamiltonianDetection.run(workbench)).toEqual(findings);
  expect(workbench.opened()).toBe(opened);
});

import { expect, test } from "vitest";
import { testWorkbench } from "../../../test/support/workbench.ts";
import { chainExploration } from "./chain-exploration.ts";

test("the chain's start has the independent numbers, and the order rises with every size", async () => {
  const workbench = await testWorkbench({ isQuick: true });
  const findings = await chainExploration.run(workbench);
  expect(findings.comparisons.map(({ verdict }) => verdict)).toEqual(["agrees", "agrees"]);
  expect(findings.tables[0]?.rows.map((row) => row[0])).toEqual(["5", "7", "9"]);
  const orders = [...findings.result.matchAll(/from (0\.\d+) to ([01]\.\d+)/g)].map(([, a, b]) => [a, b]);
  expect(orders.map(([start]) => start)).toEqual(["0.672", "0.584", "0.513"]);
  for (const [, end] of orders) expect(Number(end)).toBeGreaterThan(0.99);
  const opened = workbench.opened();
  expect(await chainExploration.run(workbench)).toEqual(findings);
  expect(workbench.opened()).toBe(opened);
});

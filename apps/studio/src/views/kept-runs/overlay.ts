import type { RunCurves } from "../../engine/protocol.ts";
import { type Overlay, overlaidMeans } from "../../parts/loss-curves.ts";

/** Running means of the losses of several runs. */
export function overlaidLosses(runs: readonly RunCurves[]): Overlay {
  return overlaidMeans(runs.map(({ losses }) => [...losses]));
}

/** Shares of right answers, where the largest counts as the answer; none for runs whose tests have no phases to tell. */
export function overlaidAccuracies(runs: readonly RunCurves[]): Overlay {
  const known = runs.map(
    ({ tests }) =>
      new Map(tests.flatMap(({ step, maxChoice }) => (maxChoice === undefined ? [] : [[step, maxChoice]]))),
  );
  const x = [...new Set(known.flatMap((tests) => [...tests.keys()]))].sort((a, b) => a - b);
  return { x, rows: known.map((tests) => x.map((step) => tests.get(step) ?? null)) };
}

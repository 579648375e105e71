import type { RunCurves } from "../../engine/restored-run.ts";
import { lossCurves, stepsBetweenPoints } from "../../parts/loss-curves.ts";

/** Curves of several runs over the same steps. */
export interface Overlay {
  readonly x: readonly number[];
  /** One row for each run; null where it has no value at a step. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Running means of the losses, thinned alike. */
export function overlaidLosses(runs: readonly RunCurves[]): Overlay {
  const every = stepsBetweenPoints(Math.max(0, ...runs.map(({ losses }) => losses.length)));
  const curves = runs.map(({ losses }) => lossCurves([...losses], every));
  const points = Math.max(0, ...curves.map(({ steps }) => steps.length));
  return {
    x: Array.from({ length: points }, (_, point) => point * every),
    rows: curves.map(({ means }) => Array.from({ length: points }, (_, point) => means[point] ?? null)),
  };
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

import type { TestPoint } from "../../engine/protocol.ts";

/** False where the tests have no phases to tell: there is only a loss. Before the first test there may be. */
export function hasScores(tests: readonly TestPoint[]): boolean {
  return testCurves(tests).length > 0;
}

/** What the tests say, one curve for each score that there is; before the first test for all. */
export function testCurves(tests: readonly TestPoint[]) {
  const scores = [
    { key: "maxChoice", label: "Largest answer is right", colour: "var(--accent)" },
    { key: "singleShot", label: "One shot is right", colour: "var(--ink-soft)" },
  ] as const;
  return scores.flatMap(({ key, label, colour }) =>
    tests.length > 0 && tests.every((test) => test[key] === undefined)
      ? []
      : [{ key, label, colour, values: tests.map((test) => test[key] ?? null) }],
  );
}

import { expect, test } from "vitest";
import { experimentDifferences } from "./experiment-differences.ts";

test("experiments differ at the deepest places that both have, and in what only some have", () => {
  const first = { seed: 1, gradient: { method: "symmetric", beta: 0.4 }, couples: ["X0", "Z0"] };
  const second = { seed: 1, gradient: { method: "symmetric", beta: 0.1 }, couples: ["X0"], restarts: 2 };
  expect(experimentDifferences([first, second])).toEqual([
    { path: "gradient.beta", values: [0.4, 0.1] },
    { path: "couples", values: [["X0", "Z0"], ["X0"]] },
    { path: "restarts", values: [undefined, 2] },
  ]);
  expect(experimentDifferences([first, structuredClone(first)])).toEqual([]);
  expect(experimentDifferences([first])).toEqual([]);
});

test("a section that one writes as a word and another in full is one difference", () => {
  const [word, whole] = [{ loss: "square" }, { loss: { kind: "square", weight: 2 } }];
  expect(experimentDifferences([word, whole])).toEqual([{ path: "loss", values: ["square", whole.loss] }]);
});

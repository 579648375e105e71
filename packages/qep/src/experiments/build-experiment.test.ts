import { describe, expect, test } from "vitest";
import { buildExperiment, objectiveOf } from "./build-experiment.ts";
import { parseExperiment } from "./parse-experiment.ts";

const experiment = (sections: string) =>
  buildExperiment(parseExperiment(`schemaVersion: 1\n${sections}`, { file: "x.yaml" }));

const TRAINING = `
loss: { kind: square, target: { bond: 1 } }
gradient: { beta: 0.1 }
training: { optimizer: { kind: sgd, learningRate: 1 }, batches: 1 }
`;

const xxz = (parameters: string) =>
  `system: { model: xxz, lattice: { kind: chain, sites: 4 }, parameters: ${parameters}, outputs: { bond: Z0 Z1 } }`;

describe("training needs to know at which inputs", () => {
  test("a model that has some left asks for them by name", () => {
    expect(() => experiment(xxz("{ Jz: { initial: 1 } }") + TRAINING)).toThrow(
      "x.yaml:5:11: training: expected data or at to say at which inputs (Jxy), given neither; for example at: { Jxy: 1 }",
    );
    expect(experiment(`${xxz("{ Jz: { initial: 1 } }") + TRAINING}at: { Jxy: 2 }`).operatingPoints).toEqual([
      Float64Array.of(2),
    ]);
  });

  test("a model whose couplings are all trained has none left, and needs no data", () => {
    const all = experiment(xxz("{ J: { couplings: { Jxy: 1, Jz: 0.5 }, initial: 1 } }") + TRAINING);
    expect(all.operatingPoints).toEqual([Float64Array.of()]);
  });
});

test("what a gradient needs and is not there is named with the way to give it", () => {
  const [system = ""] = xxz("{ Jz: { initial: 1 } }").split("\n");
  expect(() =>
    objectiveOf(experiment(`${system}\nat: { Jxy: 1 }\nloss: { kind: square, target: { bond: 1 } }`)),
  ).toThrow(
    "the experiment has no `gradient:` section, which gradients need; add `gradient: { method: symmetric, beta: 0.1 }`, " +
      "or --set 'gradient={ method: symmetric, beta: 0.1 }'",
  );
  expect(() => objectiveOf(experiment(`${system}\nat: { Jxy: 1 }\ngradient: { beta: 1 }`))).toThrow(
    "no `loss:` section, which gradients need; add `loss: { kind: square, target: { NAME: VALUE } }`",
  );
});

import { expect, test } from "vitest";
import { batchOf, buildExperiment, objectiveOf } from "./build-experiment.ts";
import { parseExperiment } from "./parse-experiment.ts";

const objective = (loss: string, outputs: string, data = "") => {
  const text = `schemaVersion: 1
system: { qubits: 1, parameters: { pull: Z0 }, outputs: ${outputs} }
loss: ${loss}
gradient: { beta: 0.1 }
${data}`;
  const experiment = buildExperiment(parseExperiment(text, { file: "x.yaml" }));
  const [sample] = batchOf(experiment, 0);
  return { ...objectiveOf(experiment), target: sample?.target };
};

test("names become positions: weights that are left out count 1", () => {
  const { loss, target } = objective(
    "{ kind: square, weights: { up: 5 }, target: { z: 1, up: 0 } }",
    "{ z: Z0, up: 0.5 + 0.5 Z0 }",
  );
  const outputs = [Float64Array.of(0.5, 1)];
  const { value } = loss.evaluate({ outputs, inputs: [Float64Array.of()], ...(target ? { target } : {}) });
  expect(value).toBe(0.25 + 5);
});

test("the three outputs of a correlation", () => {
  const { loss } = objective(
    "{ kind: correlation, joint: b, first: c, second: a, goal: minimize }",
    "{ a: X0, b: Z0, c: Y0 }",
  );
  const { errorSignals } = loss.evaluate({
    outputs: [Float64Array.of(0.5, 0.75, 0.25)],
    inputs: [Float64Array.of()],
  });
  expect([...(errorSignals[0] as Float64Array)]).toEqual([-0.25, 1, -0.5]);
});

test("a single exclusive outcome, which says nothing of a 0, is refused; an independent one is not", () => {
  const outputs = "{ up: 0.5 + 0.5 Z0 }";
  expect(() => objective("{ kind: cross-entropy, target: { up: 0 } }", outputs)).toThrow(
    "x.yaml:3:7: loss.outcomes: expected at least two outputs for exclusive outcomes, given up; " +
      "use outcomes: independent, or add an output for the other outcome",
  );
  const { loss } = objective("{ kind: cross-entropy, outcomes: independent, target: { up: 0 } }", outputs);
  expect(loss.name).toBe("cross-entropy");
});

test("targets that the loss cannot use are refused at the door, wherever they come from", () => {
  const table = (up: number) =>
    `data: { sampler: table, samples: [{ inputs: {}, target: { up: 1 } }, { inputs: {}, target: { up: ${up} } }] }`;
  const refusal = /^x\.yaml:3:7: loss: Loss "hinge" needs targets 1 or -1; given: 0\. Change the targets/;
  expect(() => objective("{ kind: hinge }", "{ up: Z0 }", table(0))).toThrow(refusal);
  expect(() => objective("{ kind: hinge, target: { up: 0 } }", "{ up: Z0 }")).toThrow(refusal);
  expect(objective("{ kind: hinge }", "{ up: Z0 }", table(-1)).loss.name).toBe("hinge");
});

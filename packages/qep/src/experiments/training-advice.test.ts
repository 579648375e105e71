import { expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { parseExperiment } from "./parse-experiment.ts";
import { trainingAdvice } from "./training-advice.ts";

const advice = (kind: string, more: string) =>
  trainingAdvice(
    buildExperiment(
      parseExperiment(`schemaVersion: 1
system: { qubits: 1, parameters: { pull: Z0 }, outputs: { x: X0 } }
gradient: { beta: 0.1 }
training: { optimizer: { kind: ${kind}, learningRate: 1 }, batches: 1 }
${more}`),
    ),
  );

test("lbfgs is warned of noise, by shots and by batches; adam and exact losses are not", () => {
  const exact = "loss: { kind: square, target: { x: 1 } }";
  const shots = "measurement: { kind: gaussian, shots: 5 }";
  const data =
    "loss: { kind: square }\ndata: { sampler: table, samples: [{ inputs: {}, target: { x: 1 } }] }";
  expect(advice("lbfgs", exact)).toEqual([]);
  expect(advice("adam", `${data}\n${shots}`)).toEqual([]);
  expect(advice("lbfgs", `${exact}\n${shots}`)).toEqual([expect.stringContaining("which shots change")]);
  expect(advice("lbfgs", `${data}\n${shots}`)).toEqual([
    expect.stringMatching(/shots and batches drawn anew/),
  ]);
});

test("what inverting readout errors costs is said where they are inverted", () => {
  const flips = "platform: { imperfections: { readout: { p01: 0.1, p10: 0.1 } } }";
  const target = "loss: { kind: square, target: { x: 1 } }";
  const counts = (more: string) => `${target}\n${flips}\nmeasurement: { kind: counts, shots: 100${more} }`;
  // One qubit: 1/(1 − 0.2)².
  expect(advice("adam", counts(""))).toEqual([
    expect.stringContaining("variances by up to 1.56 (outputs) and 1.56 (parameters)"),
  ]);
  expect(advice("adam", counts(", readout: { p01: 0.3, p10: 0.2 }"))).toEqual([
    expect.stringContaining("by up to 4.00"),
  ]);
  expect(advice("adam", counts(", readout: raw"))).toEqual([]);
});

import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { Simulator } from "../devices/simulator.ts";
import { measure } from "../propagation/measure.ts";
import { reparametrised } from "../propagation/reparametrised-device.ts";
import { buildExperiment, objectiveOf, settledGradient } from "./build-experiment.ts";
import { measuredDevice, shotsOf } from "./build-measurement.ts";
import { parseExperiment } from "./parse-experiment.ts";

const measured = (measurement: string) =>
  parseExperiment(`schemaVersion: 1
system: { qubits: 1, parameters: { a: Z0, b: X0 }, outputs: { z: Z0 } }
measurement: ${measurement}
loss: { kind: square, target: { z: 1 } }
gradient: { method: symmetric, beta: 0.1 }
`).config.measurement;

test("exact and Gaussian measurements have shots of each observable, counts a budget of each phase", () => {
  expect(shotsOf(measured("{ kind: exact }"))).toEqual({ shots: null });
  expect(shotsOf(measured("{ kind: gaussian, shots: 10 }"))).toEqual({ shots: 10 });
  expect(shotsOf(measured("{ kind: counts, shots: 300 }"))).toEqual({
    shots: null,
    budget: { free: 300, nudged: 300 },
  });
  expect(shotsOf(measured("{ kind: counts, shots: { free: 50, nudged: 400, probe: 0 } }"))).toEqual({
    shots: null,
    budget: { free: 50, nudged: 400, probe: 0 },
  });
});

test("counts are taken below a map of the parameters", async () => {
  const experiment = buildExperiment(
    parseExperiment(`schemaVersion: 1
system:
  qubits: 1
  parameters: { a: { operator: Z0, initial: 0, map: { kind: exp } }, b: { operator: X0, initial: 1 } }
  outputs: { z: Z0 }
measurement: { kind: counts, shots: 1000 }
loss: { kind: square, target: { z: 1 } }
gradient: { method: symmetric, beta: 0.1 }
`),
  );
  const device = reparametrised(new Simulator(experiment.system, testKernels()), experiment.map);
  const gradient = settledGradient(objectiveOf(experiment));
  const measured = measuredDevice(device, experiment, gradient);
  expect(measured.capabilities()).toMatchObject({
    hasBudget: true,
    parameters: [{ name: "a" }, { name: "b" }],
  });
  const free = {
    inputs: new Float64Array(0),
    parameters: Float64Array.of(Math.log(2), 1),
    nudge: new Float64Array(1),
    stream: ["test"],
  };
  const budget = { total: 100_000 };
  const [{ mean, standardError }] = await measure(measured, [free], {
    observables: { parameters: [0, 1] },
    budget,
  });
  // H = 2 Z + X: <Z> = -2/√5, and a moves it by e^a = 2. Six standard errors fail once in 5e8.
  const [a, b] = [-4 / Math.sqrt(5), -1 / Math.sqrt(5)];
  expect(Math.abs(mean[0] - a)).toBeLessThan(6 * (standardError?.[0] ?? 0));
  expect(Math.abs(mean[1] - b)).toBeLessThan(6 * (standardError?.[1] ?? 0));
  expect(standardError?.[0]).toBeLessThan(0.02);
});

test("how counts are grouped and ordered has defaults", () => {
  expect(measured("{ kind: counts, shots: 300 }")).toEqual({
    kind: "counts",
    shots: 300,
    grouping: "qubit-wise",
    allocation: "variance",
    pilot: 0,
    order: "sequential",
    readout: "inverted",
  });
});

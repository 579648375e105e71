import { describe, expect, test } from "vitest";
import {
  attachSensor,
  clusterIsing,
  estimateGradients,
  type GradientSettings,
  measure,
  parseOperator,
  phaseProjectors,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./phase-sensor.json" with { type: "json" };

// The phase sensor of make_phase_sensor.py (numpy, scipy) at three points, one in each phase.

const TOLERANCE = golden.header.tolerance;
const model = clusterIsing({ sites: 8 });
const sensor = attachSensor(model, {
  qubits: 2,
  couples: ["X0", "Y0", "Z0", "X1", "Y1", "Z1"].map((text) => parseOperator(text)),
});
const system = new System({
  qubits: sensor.qubits,
  inputs: model.inputs,
  parameters: [...sensor.couplings, ...sensor.terms],
  outputs: phaseProjectors(sensor),
});
const device = new Simulator(system, testKernels());
const problem = {
  loss: squareLoss(),
  samples: golden.samples.map(({ inputs, target }) => ({
    points: [Float64Array.of(inputs.gZXZ, inputs.gZZ, inputs.gX)],
    target: Float64Array.from(target),
  })),
  parameters: Float64Array.from(golden.parameters),
  stream: [1],
};
const gradients = (settings: GradientSettings) => estimateGradients(device, problem, settings);

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(Math.abs(actual[k] - value)).toBeLessThan(tolerance);
}

test("the parameters stand in the published order", () => {
  expect(system.parameters.map(({ operator }) => String(operator))).toEqual(golden.terms);
});

describe("at one point in each phase", () => {
  test("outputs, loss and error signal", async () => {
    const results = await gradients({ method: "linear-response" });
    for (const [k, { outputs, loss }] of results.entries()) {
      const sample = golden.samples[k];
      expectClose(outputs[0], sample.outputs);
      expect(Math.abs(loss - sample.loss)).toBeLessThan(TOLERANCE);
      expectClose(
        outputs[0].map((value, l) => 2 * (value - sample.target[l])),
        sample.errorSignal,
      );
    }
  });

  test("the symmetric gradient at β = 0.4", async () => {
    const results = await gradients({ method: "symmetric", beta: golden.beta });
    for (const [k, { parameters }] of results.entries())
      expectClose(parameters, golden.samples[k].symmetricGradient);
  });

  test("the exact gradient", async () => {
    const results = await gradients({ method: "linear-response" });
    for (const [k, { parameters }] of results.entries())
      expectClose(parameters, golden.samples[k].exactGradient);
  });

  test("gaps", async () => {
    const settings = problem.samples.map(({ points }) => ({
      inputs: points[0],
      parameters: problem.parameters,
      nudge: new Float64Array(3),
      stream: [],
    }));
    const measurements = await measure(device, settings, {
      observables: { outputs: [0] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    for (const [k, { health }] of measurements.entries()) {
      // A Ritz value: an estimate from above.
      expect(health.gap).toBeGreaterThan(golden.samples[k].gap - 1e-9);
      expect(health.gap).toBeLessThan(golden.samples[k].gap + 1e-2);
    }
  });
});

import { describe, expect, test } from "vitest";
import { buildExperiment, objectiveOf, settledGradient } from "../../src/experiments/build-experiment.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { estimateGradients, Simulator } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

/** H = −x X − θ Z: ⟨Z⟩ = θ/r with r² = x² + θ², S = ∂⟨Z⟩/∂x = −θx/r³, ∂S/∂θ = −x/r³ + 3θ²x/r⁵. */
const [X, THETA, STEP] = [0.7, 0.4, 1e-3];
const r = Math.hypot(X, THETA);
const sensitivity = (-THETA * X) / r ** 3;
const slope = -X / r ** 3 + (3 * THETA ** 2 * X) / r ** 5;

const experimentWith = (gradient: string) =>
  buildExperiment(
    parseExperiment(`schemaVersion: 1
system: { qubits: 1, inputs: { x: -X0 }, parameters: { theta: { operator: -Z0, initial: ${THETA} } }, outputs: { z: Z0 } }
at: { x: ${X} }
loss: { kind: sensitivity, output: z, input: x, goal: minimize, step: ${STEP} }
gradient: ${gradient}
preparation: { tolerance: 1e-13 }
`),
  );

describe("the sensitivity at one point and its gradient are those of the formula", () => {
  // The differences in x err by O(STEP²), and the nudge is β/(2·STEP): four corners around the point.
  test.each(["{ method: linear-response }", "{ method: symmetric, beta: 2e-6 }"])("%s", async (gradient) => {
    const experiment = experimentWith(gradient);
    const { system, operatingPoints, variables } = experiment;
    const objective = objectiveOf(experiment);
    const { loss } = objective;
    const settings = settledGradient(objective);
    const device = new Simulator(system, testKernels(), { tolerance: 1e-13 });
    const problem = {
      loss,
      samples: [{ points: operatingPoints }],
      parameters: variables.initial,
      stream: [],
    };
    const [result] = await estimateGradients(device, problem, settings);
    expect(Math.abs(result.loss - Math.abs(sensitivity))).toBeLessThan(1e-5);
    expect(Math.abs(result.parameters[0] - Math.sign(sensitivity) * slope)).toBeLessThan(1e-5);
  });
});

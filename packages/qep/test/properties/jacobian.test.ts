import { describe, expect, test } from "vitest";
import {
  estimateGradients,
  type GradientProblem,
  type GradientSettings,
  RandomStream,
  Simulator,
  squareLoss,
} from "../../src/index.ts";
import { jacobianGradients } from "../../src/propagation/jacobian-gradient.ts";
import { testKernels } from "../support/kernels.ts";
import { randomSystem } from "../support/random-system.ts";

/** Two outputs and two operating points in each of two samples, of which one input is trained. */
const system = randomSystem("jacobian", 5);
const random = new RandomStream("jacobian");
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [1, 2].map(() => ({ points: [vector(2), vector(2)], target: vector(2) })),
  parameters: vector(6),
  stream: ["jacobian"],
};
const device = () => new Simulator(system, testKernels(), { tolerance: 1e-11 });
const flat = ({ parameters, inputs }: { parameters: Float64Array; inputs: readonly Float64Array[] }) => [
  ...parameters,
  ...inputs.flatMap((point) => [...point]),
];

describe("a gradient by way of the Jacobian", () => {
  const exact: GradientSettings = { method: "linear-response", trainedInputs: [1] };

  test("is the gradient, and its loss is the loss", async () => {
    const [direct, composed] = [
      await estimateGradients(device(), problem, exact),
      await jacobianGradients(device(), problem, exact),
    ];
    for (const [sample, result] of composed.entries()) {
      expect(Math.abs(result.loss - direct[sample].loss)).toBeLessThan(1e-12);
      expect(flat(result)).toHaveLength(8);
      for (const [j, slope] of flat(result).entries()) {
        expect(Math.abs(slope - flat(direct[sample])[j])).toBeLessThan(1e-8);
      }
    }
  });

  test("has rows that are finite differences of the outputs", async () => {
    const [{ responses }] = await jacobianGradients(device(), problem, exact);
    const h = 1e-4;
    const outputsAt = async (parameters: Float64Array) =>
      (await estimateGradients(device(), { ...problem, parameters }, exact))[0].outputs;
    for (const j of [0, 3, 5]) {
      const moved = (step: number) => problem.parameters.map((value, k) => (k === j ? value + step : value));
      const [up, down] = [await outputsAt(moved(h)), await outputsAt(moved(-h))];
      for (const point of [0, 1]) {
        for (const l of [0, 1]) {
          const slope = (up[point][l] - down[point][l]) / (2 * h);
          expect(Math.abs(responses[point][l].parameters[j] - slope)).toBeLessThan(1e-6);
        }
      }
    }
  });

  test("costs a gradient for each output, and has the standard errors of nudging each output", async () => {
    const noisy: GradientSettings = { method: "symmetric", beta: 0.1, shots: 30, trainedInputs: [1] };
    const [composed] = await jacobianGradients(device(), problem, noisy);
    const [direct] = await estimateGradients(device(), problem, { ...noisy, nudge: "each-output" });
    // Two points, two outputs, three preparations each.
    expect(composed.preparations).toBe(12);
    expect(composed.shots).toBe(direct.shots);
    const [errors, expected] = [composed, direct].map(({ standardError }) =>
      flat(standardError as NonNullable<typeof standardError>),
    );
    for (const [j, error] of errors.entries()) expect(error / expected[j]).toBeCloseTo(1, 7);
  });

  test("is as healthy as the worst of its rows", async () => {
    const settings: GradientSettings = { method: "symmetric", beta: 0.1 };
    const [composed] = await jacobianGradients(device(), problem, settings);
    const [direct] = await estimateGradients(device(), problem, { ...settings, nudge: "each-output" });
    expect(composed.health.gap).toBe(direct.health.gap);
    expect(composed.health.nudgeRange).toBe(direct.health.nudgeRange);
    expect(composed.health.nonlinearity).toBeGreaterThan(0);
  });
});

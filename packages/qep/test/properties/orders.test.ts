import { describe, expect, test } from "vitest";
import {
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  RandomStream,
  Simulator,
  sensitivityLoss,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import { randomSystem } from "../support/random-system.ts";

const system = randomSystem("orders", 4);
const random = new RandomStream("orders");
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const supervised: GradientProblem = {
  loss: squareLoss(),
  samples: [{ points: [vector(2)], target: Float64Array.of(0.3, -0.4) }],
  parameters: vector(6),
  stream: ["orders"],
};
/** Two operating points with trained inputs: every path that noise can take. */
const sensitivity: GradientProblem = {
  ...supervised,
  loss: sensitivityLoss({ output: 0, input: 1, goal: "maximize" }),
  samples: [{ points: [vector(2), vector(2)] }],
};

async function estimate(problem: GradientProblem, settings: GradientSettings): Promise<GradientResult[]> {
  return estimateGradients(new Simulator(system, testKernels()), problem, settings);
}

const flat = ({ parameters, inputs }: Pick<GradientResult, "parameters" | "inputs">) => [
  ...parameters,
  ...inputs.flatMap((point) => [...point]),
];
const norm = (values: readonly number[]) => Math.hypot(...values);
const distance = (a: readonly number[], b: readonly number[]) => norm(a.map((value, k) => value - b[k]));

describe("bias", () => {
  test.each([
    ["one-sided", 1, 0.08, supervised],
    ["symmetric", 2, 0.08, supervised],
    ["one-sided", 1, 0.4, sensitivity],
    ["symmetric", 2, 0.4, sensitivity],
  ] as const)("%s: falls with power %i of β, from %d downward", async (method, power, largest, problem) => {
    const trainedInputs = problem === sensitivity ? [1] : [];
    const [exact] = await estimate(problem, { method: "linear-response", trainedInputs });
    const errors: number[] = [];
    for (const beta of [largest, largest / 2, largest / 4, largest / 8]) {
      const [result] = await estimate(problem, { method, beta, trainedInputs });
      errors.push(distance(flat(result), flat(exact)) / norm(flat(exact)));
    }
    // The error must not be rounding, nor the response beyond its linear range.
    expect(errors[0]).toBeLessThan(0.3);
    expect(errors[3]).toBeGreaterThan(1e-6);
    for (const k of [0, 1, 2]) {
      const slope = Math.log2(errors[k] / errors[k + 1]);
      expect(Math.abs(slope - power)).toBeLessThan(0.05 / 2 ** k);
    }
  });
});

/** The same sample many times: sample numbers are part of the names of the noise. */
const repeated = (problem: GradientProblem, count: number): GradientProblem => ({
  ...problem,
  samples: Array.from({ length: count }, () => problem.samples[0]),
});

const NOISY: [string, GradientProblem, GradientSettings][] = [
  ["symmetric", supervised, { method: "symmetric", beta: 0.1 }],
  ["symmetric, each output", supervised, { method: "symmetric", beta: 0.1, nudge: "each-output" }],
  ["one-sided", supervised, { method: "one-sided", beta: 0.1 }],
  ["one-sided, each output", supervised, { method: "one-sided", beta: 0.1, nudge: "each-output" }],
  ["finite differences", supervised, { method: "finite-difference", step: 0.1 }],
  [
    "symmetric, two points, trained inputs",
    sensitivity,
    { method: "symmetric", beta: 0.1, trainedInputs: [0, 1] },
  ],
  [
    "one-sided, two points, trained inputs",
    sensitivity,
    { method: "one-sided", beta: 0.1, trainedInputs: [1] },
  ],
  [
    "finite differences, two points, trained inputs",
    sensitivity,
    { method: "finite-difference", step: 0.1, trainedInputs: [1] },
  ],
];

describe("shot noise", () => {
  test.each(NOISY)(
    "%s: standard errors fall as M^−½, shots and preparations as stated",
    async (_, problem, settings) => {
      const [few] = await estimate(problem, { ...settings, shots: 25 });
      const [many] = await estimate(problem, { ...settings, shots: 400 });
      const [exact] = await estimate(problem, settings);
      const errors = [few, many].map(({ standardError }) =>
        flat(standardError as NonNullable<typeof standardError>),
      );
      for (const [k, error] of errors[0].entries()) {
        expect(error).toBeGreaterThan(0);
        // The variance may follow the means only by the rounding of the solver.
        expect(errors[1][k] / error).toBeCloseTo(1 / 4, 6);
      }
      expect(many.shots).toBe(16 * few.shots);
      expect([few.preparations, exact.shots]).toEqual([exact.preparations, 0]);
      expect(few.loss).toBe(exact.loss);
    },
  );

  test.each(NOISY)(
    "%s: standard errors are calibrated, and the actual scatter falls as M^−½",
    async (_, problem, settings) => {
      const count = 250;
      const [noiseless] = await estimate(problem, settings);
      const scatter: number[] = [];
      for (const shots of [10, 160]) {
        const results = await estimate(repeated(problem, count), { ...settings, shots });
        let [chiSquare, squares, total] = [0, 0, 0];
        for (const result of results) {
          const errors = flat(result.standardError as NonNullable<typeof result.standardError>);
          for (const [k, value] of flat(result).entries()) {
            const deviation = value - flat(noiseless)[k];
            chiSquare += (deviation / errors[k]) ** 2;
            squares += deviation ** 2;
            total++;
          }
        }
        // χ² of 1,500 and more degrees of freedom, ±4 standard deviations: 1 false alarm in 16,000 choices of the seed.
        expect(Math.abs(chiSquare - total)).toBeLessThan(4 * Math.sqrt(2 * total));
        scatter.push(Math.sqrt(squares / total));
      }
      // A ratio of 4, known to about 3 % from two scatters of 1,500 numbers each: ±4 standard deviations again.
      expect(scatter[0] / scatter[1]).toBeGreaterThan(4 * 0.88);
      expect(scatter[0] / scatter[1]).toBeLessThan(4 * 1.12);
    },
  );
});

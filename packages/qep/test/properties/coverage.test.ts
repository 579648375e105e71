import { describe, expect, test } from "vitest";
import {
  CountedDevice,
  customLoss,
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  type Loss,
  parseOperator,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { CorrelatedDevice } from "../support/correlated-device.ts";
import { testKernels } from "../support/kernels.ts";

/** Third and mixed derivatives, and an explicit dependence on the input whose slope is measured. */
const curved = customLoss("curved", ({ outputs: [[p, q, r]], inputs: [[x]] }) => ({
  value: p ** 3 / 3 + p * q - r ** 2 / 2 + x * q ** 2,
  errorSignals: [Float64Array.of(p ** 2 + q, p + 2 * x * q, -r)],
  inputDerivatives: [Float64Array.of(q ** 2)],
}));

const problemWith = (loss: Loss, count: number): GradientProblem => ({
  loss,
  samples: Array.from({ length: count }, () => ({
    points: [Float64Array.of(0.7)],
    ...(loss === curved ? {} : { target: Float64Array.of(0.9, -0.3, 0.6) }),
  })),
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["coverage", 3],
});

/** Everything a result reports with a standard error, in one list. */
const flat = ({
  loss,
  outputs,
  parameters,
  inputs,
}: Pick<GradientResult, "loss" | "outputs" | "parameters" | "inputs">) => [
  loss,
  ...outputs.flatMap((values) => [...values]),
  ...parameters,
  ...inputs.flatMap((values) => [...values]),
];
const GRADIENT = 4;

/** The same sample many times, with noise of its own each time, and the noiseless estimate. */
async function repeat(loss: Loss, settings: GradientSettings, count: number) {
  const device = new CorrelatedDevice();
  const noiseless = { ...settings, budget: null, shots: null };
  const [exact] = await estimateGradients(device, problemWith(loss, 1), noiseless);
  const results = await estimateGradients(device, problemWith(loss, count), settings);
  return {
    exact: flat(exact),
    values: results.map(flat),
    errors: results.map(({ standardError }) => flat(standardError as NonNullable<typeof standardError>)),
  };
}

describe("95 % intervals hold the noiseless estimate at the same β in 93 to 97 % of 1,000 repetitions", () => {
  const REPETITIONS = 1000;
  const budget = { free: 2000, nudged: 4000 };
  const methods = ["one-sided", "symmetric", "richardson", "finite-difference"] as const;
  const nudges = ["error-signal", "each-output"] as const;
  const cases = [squareLoss(), curved].flatMap((loss) =>
    methods.flatMap((method) =>
      nudges.flatMap((nudge): [string, Loss, GradientSettings][] => {
        const settings = { method, nudge, beta: 0.2, step: 0.2, trainedInputs: [0] };
        if (method === "finite-difference" && nudge === "each-output") return [];
        return [
          [`${loss.name} loss, ${method}, ${nudge}, budget`, loss, { ...settings, budget }],
          [`${loss.name} loss, ${method}, ${nudge}, shots`, loss, { ...settings, shots: 50 }],
        ];
      }),
    ),
  );

  // A right interval misses the range with probability 0.003 (binomial): of the 120 different numbers here one or more
  // would for one choice of the streams in three.
  test.each(cases)("%s", async (_, loss, settings) => {
    const { exact, values, errors } = await repeat(loss, settings, REPETITIONS);
    for (const [k, center] of exact.entries()) {
      // Exact where shots are for each observable.
      if (k < GRADIENT && settings.shots) {
        expect(errors.every((own) => own[k] === 0)).toBe(true);
        continue;
      }
      const held = values.filter((own, r) => Math.abs(own[k] - center) < 1.959964 * errors[r][k]).length;
      expect(held / REPETITIONS, `number ${k}`).toBeGreaterThanOrEqual(0.93);
      expect(held / REPETITIONS, `number ${k}`).toBeLessThanOrEqual(0.97);
    }
  });
});

describe("noise of measured outputs adds nothing on average", () => {
  const COUNT = 4000;
  // Few shots in the free phase, so that uncorrected biases stand out; nudged means are all but exact.
  const budget = { free: 50, nudged: 1e10, probe: 0 };

  /** The mean deviation of each number from its noiseless value, in standard errors of that mean. */
  async function deviations(loss: Loss, settings: GradientSettings) {
    const { exact, values } = await repeat(loss, settings, COUNT);
    return exact.map((center, k) => {
      const mean = values.reduce((sum, own) => sum + own[k], 0) / COUNT;
      const variance = values.reduce((sum, own) => sum + (own[k] - mean) ** 2, 0) / (COUNT - 1);
      return { mean: mean - center, error: Math.sqrt(variance / COUNT) };
    });
  }

  // Of 15 different numbers one beyond 4 standard errors: 1 false alarm in 1,000 choices of the streams.
  test.each([
    ["square loss, symmetric", squareLoss(), "symmetric"],
    ["curved loss, symmetric", curved, "symmetric"],
    ["square loss, one-sided, baseline from the same shots", squareLoss(), "one-sided"],
    ["curved loss, one-sided, baseline from the same shots", curved, "one-sided"],
  ] as const)("%s", async (_, loss, method) => {
    const settings = { method, nudge: "each-output", beta: 0.1, trainedInputs: [0], budget } as const;
    for (const { mean, error } of await deviations(loss, settings)) {
      expect(Math.abs(mean)).toBeLessThan(4 * error);
    }
  });

  test("without corrections it would: the sizes of what is corrected, in the same units", async () => {
    const settings = { nudge: "each-output", beta: 0.1, trainedInputs: [0], budget } as const;
    const symmetric = await deviations(curved, { ...settings, method: "symmetric" });
    const oneSided = await deviations(squareLoss(), { ...settings, method: "one-sided" });
    // Var p = 0.8²/50: E[p²] is too large by it, and so is the error signal of p, to which parameter a responds with 1.1.
    expect((1.1 * 0.64) / 50 / symmetric[GRADIENT].error).toBeGreaterThan(7);
    // Var p + Var q + Var r on the square loss.
    expect((0.64 + 0.36 + 1) / 50 / oneSided[0].error).toBeGreaterThan(7);
    // 2 Σ_l Cov(⟨B_l⟩, ⟨A⟩)/β for parameter a: 2·0.5·(0.8 + 0.6 + 1)·0.9/50/0.1.
    expect((2.4 * 0.9) / 50 / 0.1 / oneSided[GRADIENT].error).toBeGreaterThan(10);
  });
});

test("near the target, where responses and error signals are both mostly noise, variances are right on average", async () => {
  const COUNT = 4000;
  const outputs = [0.71, 0.26, -0.42];
  const loss: Loss = {
    name: "square about the outputs",
    evaluate: (input) => squareLoss().evaluate({ ...input, target: Float64Array.from(outputs) }),
  };
  const budget = { free: 100, nudged: 200 };
  const settings = { method: "symmetric", nudge: "each-output", beta: 0.2, budget } as const;
  const { exact, values, errors } = await repeat(loss, settings, COUNT);
  for (let k = GRADIENT; k < exact.length; k++) {
    expect(exact[k]).toBeCloseTo(0, 12);
    const squares = values.map((own) => own[k] ** 2);
    const scatter = squares.reduce((sum, square) => sum + square, 0) / COUNT;
    const claimed = errors.reduce((sum, own) => sum + own[k] ** 2, 0) / COUNT;
    // Products of normal numbers scatter more than normal ones: the error of the mean square from the squares themselves.
    const spread = squares.reduce((sum, square) => sum + (square - scatter) ** 2, 0) / COUNT;
    expect(Math.abs(claimed - scatter)).toBeLessThan(4 * Math.sqrt(spread / COUNT));
  }
});

describe("from real counts: a simulated laboratory of three qubits, read in grouped bases", () => {
  const named = (...texts: string[]) => texts.map((text) => ({ name: text, operator: parseOperator(text) }));
  const system = new System({
    qubits: 3,
    fixed: parseOperator("-1.3 Z0 - 0.9 Z1 Z2 - 0.7 X1 - 0.6 X2"),
    parameters: named("X0 X1", "Z0 Z1", "Y0 Y2"),
    outputs: named("0.5 + 0.5 Z1", "Z2"),
  });
  const problem: GradientProblem = {
    loss: squareLoss(),
    samples: Array.from({ length: 400 }, () => ({
      points: [new Float64Array(0)],
      target: Float64Array.of(0.9, -0.3),
    })),
    parameters: Float64Array.of(0.4, -0.5, 0.3),
    stream: ["counts"],
  };

  test.each(["one-sided", "symmetric", "richardson"] as const)("%s", async (method) => {
    const settings: GradientSettings = { method, beta: 0.2 };
    const simulator = new Simulator(system, testKernels());
    const noiseless = { ...problem, samples: problem.samples.slice(0, 1) };
    const [exact] = await estimateGradients(simulator, noiseless, settings);
    const budget = { free: 1000, nudged: 3000 };
    const results = await estimateGradients(new CountedDevice(simulator, system), problem, {
      ...settings,
      budget,
    });
    for (const [k, center] of flat(exact).entries()) {
      const held = results.filter((result) => {
        const error = flat(result.standardError as NonNullable<typeof result.standardError>)[k];
        return Math.abs(flat(result)[k] - center) < 1.959964 * error;
      });
      // 400 repetitions of 95 %: outside 0.91 to 0.98 with probability 0.0009 (binomial); 18 numbers.
      expect(held.length / results.length, `number ${k}`).toBeGreaterThanOrEqual(0.91);
      expect(held.length / results.length, `number ${k}`).toBeLessThanOrEqual(0.98);
    }
  });
});

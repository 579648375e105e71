import { describe, expect, test } from "vitest";
import {
  CountedDevice,
  estimateGradients,
  parseOperator,
  RestrictedDevice,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { meanAndScatter, squaredNorm } from "../../src/propagation/bias-curve.ts";
import { biasLadder, stepLadder } from "../../src/propagation/bias-ladder.ts";
import type { Device } from "../../src/propagation/device.ts";
import { type EstimatorModel, planEstimator } from "../../src/propagation/error-model.ts";
import { differenceModel, nudgedModels } from "../../src/propagation/estimator-models.ts";
import type { GradientSettings } from "../../src/propagation/gradient-settings.ts";
import { pilotNoise } from "../../src/propagation/noise-pilot.ts";
import { testKernels } from "../support/kernels.ts";

const named = (operators: Record<string, string>) =>
  Object.entries(operators).map(([name, text]) => ({ name, operator: parseOperator(text) }));

/** Three spins, of which two are read; everything is strongly coupled, so that no expansion is of much use. */
const system = new System({
  qubits: 3,
  fixed: parseOperator("-Z0 Z1 - Z1 Z2 - 0.4 Z0"),
  inputs: named({ h: "-X0 - X1 - X2" }),
  parameters: named({ a: "X0 X1", b: "Z2", c: "Y0 Y2", d: "X2" }),
  outputs: named({ p: "0.5 + 0.5 Z1", q: "0.5 + 0.5 Z1 Z2" }),
});
const problem = (stream: number) => ({
  loss: squareLoss(),
  samples: [0.7, 1.1].map((h) => ({ points: [Float64Array.of(h)], target: Float64Array.of(0.2, 0.3) })),
  parameters: Float64Array.of(0.3, 0.2, -0.25, 0.1),
  stream: ["error model", stream],
});

const simulator = new Simulator(system, testKernels());
const counted = new CountedDevice(simulator, system, { keepCounts: true });
const ladder = { largest: 1.6, octaves: 5, perOctave: 2, trainedInputs: [] };
const biases = await biasLadder(simulator, problem(0), ladder);
const steps = await stepLadder(simulator, problem(0), biases.reference, ladder);
const exact = meanAndScatter(biases.reference.gradients).mean;
const batch = { ...biases.reference, size: 2 };

/** Root mean square distance to the exact gradient over repetitions, with its standard error, and the mean cosine. */
async function repeated(device: CountedDevice | Simulator, settings: GradientSettings, count: number) {
  const squares: number[] = [];
  let cosine = 0;
  for (let repetition = 1; repetition <= count; repetition++) {
    const results = await estimateGradients(device, problem(repetition), settings);
    const { mean } = meanAndScatter(results.map(({ parameters }) => parameters));
    squares.push(squaredNorm(mean.map((value, j) => value - exact[j])));
    const along = mean.reduce((sum, value, j) => sum + value * exact[j], 0);
    cosine += along / Math.sqrt(squaredNorm(mean) * squaredNorm(exact)) / count;
  }
  const mean = squares.reduce((sum, square) => sum + square, 0) / count;
  const variance = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / (count - 1);
  const rms = Math.sqrt(mean);
  return { rms, error: Math.sqrt(variance / count) / (2 * rms), cosine };
}

// 16 comparisons within 4 standard errors, and 5 % for the bias between the β of the ladder and the estimated variances: of a
// right model one fails for about one choice of the streams in 1,000.
const REPETITIONS = 100;
const MODEL = 0.05;

async function compare(
  device: CountedDevice | Simulator,
  model: EstimatorModel,
  total: number,
  settingsOf: (plan: NonNullable<ReturnType<typeof planEstimator>>) => GradientSettings,
) {
  const plan = planEstimator(model, total, batch);
  if (!plan) throw new Error("the shots suffice");
  const found = await repeated(device, settingsOf(plan), REPETITIONS);
  expect(Math.abs(found.rms - plan.error)).toBeLessThan(4 * found.error + MODEL * plan.error);
  // Four components only: the cosine of the mean squares is not quite the mean cosine.
  expect(Math.abs(found.cosine - plan.cosine)).toBeLessThan(0.05);
}

/** Models with the noise of the states at one β. */
async function modelsAt(device: CountedDevice | Simulator, beta: number, shots: number) {
  const noise = await pilotNoise(device, problem(0), { beta, shots, trainedInputs: [] });
  return { noise, models: [...nudgedModels(noise, biases), differenceModel(noise, steps)] };
}

const cases = ["one-sided", "symmetric", "richardson", "finite-difference"].flatMap((method, index) =>
  [1000, 8000].map((total) => ({ method, index, total })),
);

test("a basis that is read at several visits is one basis, and needs one shot", async () => {
  const asked = { beta: 0.4, shots: 1000, trainedInputs: [] };
  const plain = await pilotNoise(counted, problem(0), asked);
  expect(plain.leastShots).toEqual({ outputs: 1, baseline: 3, observables: 3 });
  const platform = { name: "small jobs", maxShots: 100 };
  const small = new RestrictedDevice(simulator, platform);
  for (const device of [
    new CountedDevice(simulator, system, { keepCounts: true, order: "interleaved", pilot: 0.2 }),
    new CountedDevice(small, system, { keepCounts: true }),
  ]) {
    expect((await pilotNoise(device, problem(0), asked)).leastShots).toEqual(plain.leastShots);
  }
});

/** The plan of a method, its noise measured where it nudges. */
async function planFor(device: CountedDevice | Simulator, index: number, total: number, shots: number) {
  const first = planEstimator(
    (await modelsAt(device, 0.4, shots)).models[index] as EstimatorModel,
    total,
    batch,
  );
  const beta = first?.method === "finite-difference" ? 0.4 : first?.strength;
  return (await modelsAt(device, beta as number, shots)).models[index] as EstimatorModel;
}

/** The simulator as a device that cannot respond exactly. */
const unresponsive: Device = {
  capabilities: () => ({ ...simulator.capabilities(), hasExactResponse: false }),
  submit: (settings, request) => simulator.submit(settings, request),
  poll: (job) => simulator.poll(job),
  cancel: (job) => simulator.cancel(job),
  close: async () => undefined,
};

// Of 80 ratios of mean 1 and variance at most 2 the mean is 1 ± 0.16: 0.5 is 3 of these, for three methods 1 in 200 at most.
test("biases from counts scatter about those without noise as they say", async () => {
  const short = { largest: 1.6, octaves: 2, trainedInputs: [] };
  const noiseless = await biasLadder(unresponsive, problem(0), short);
  expect(noiseless).toMatchObject({ isExact: false, betas: [0.4, 0.8, 1.6] });
  const budget = { free: 4000, nudged: 4000, probe: 0 };
  const methods = ["one-sided", "symmetric", "richardson"] as const;
  const ratios = { "one-sided": 0, symmetric: 0, richardson: 0 };
  for (let repetition = 1; repetition <= 80; repetition++) {
    const measured = await biasLadder(counted, problem(repetition), { ...short, budget });
    expect(measured.isExact).toBe(false);
    for (const method of methods) {
      const [found, expected] = [measured, noiseless].map(({ curves }) => curves[method](1.6));
      const distance = squaredNorm(found.mean.map((value, j) => value - expected.mean[j]));
      ratios[method] += distance / found.variance / 80;
    }
  }
  for (const method of methods) expect(Math.abs(ratios[method] - 1), method).toBeLessThan(0.5);
});

describe("the error that was planned is the error that is measured", () => {
  test.each(cases)("$method from counts, $total shots for each sample", async ({ index, total }) => {
    const model = await planFor(counted, index, total, 20_000);
    await compare(counted, model, total, ({ method, strength, shots: { free, responding } }) => ({
      method,
      ...(method === "finite-difference" ? { step: strength } : { beta: strength }),
      budget: { free, nudged: responding, probe: 0 },
    }));
  });

  test.each(cases)(
    "$method in the Gaussian model, $total readings for each sample",
    async ({ index, total }) => {
      const model = await planFor(simulator, index, total, 1);
      await compare(simulator, model, total, ({ method, strength, shots: { responding } }) => ({
        method,
        ...(method === "finite-difference" ? { step: strength } : { beta: strength }),
        // Of 2 outputs or of 4 trained observables.
        shots: Math.max(1, Math.round(responding / (method === "finite-difference" ? 2 : 4))),
      }));
    },
  );
});

test("noise of the outputs goes through the error signal, and a starved free phase shows it", async () => {
  const { noise, models } = await modelsAt(counted, 0.4, 20_000);
  expect(noise.errorSignal).toBeGreaterThan(0.01 * noise.observables);
  const plan = planEstimator(models[1] as EstimatorModel, 8000, batch);
  if (!plan) throw new Error("the shots suffice");
  const { strength: beta, shots } = plan;
  const starved = { free: Math.round(shots.free / 40), nudged: shots.responding, probe: 0 };
  const found = await repeated(counted, { method: "symmetric", beta, budget: starved }, REPETITIONS);
  expect(found.rms - 4 * found.error).toBeGreaterThan(plan.error);
});

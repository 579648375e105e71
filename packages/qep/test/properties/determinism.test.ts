import { describe, expect, test } from "vitest";
import {
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  RandomStream,
  Simulator,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import { randomSystem } from "../support/random-system.ts";

const system = randomSystem("determinism", 6);
const random = new RandomStream("determinism");
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const problem: GradientProblem = {
  loss: squareLoss(),
  samples: Array.from({ length: 4 }, () => ({ points: [vector(2)], target: Float64Array.of(0.5, -0.5) })),
  parameters: vector(6),
  stream: [1, "step", 0],
};
const fresh = () => new Simulator(system, testKernels());
const METHODS: GradientSettings[] = [
  { method: "symmetric", beta: 0.1 },
  { method: "symmetric", beta: 0.1, shots: 10 },
  { method: "one-sided", beta: 0.1, shots: 10, nudge: "each-output" },
  { method: "finite-difference", shots: 10 },
  { method: "spsa", shots: 10 },
  { method: "linear-response", trainedInputs: [1] },
];

describe.each(METHODS)("%j", (settings) => {
  test("the same problem gives the same bits, on a fresh device and on a used one", async () => {
    const used = fresh();
    const first = await estimateGradients(used, problem, settings);
    expect(await estimateGradients(fresh(), problem, settings)).toEqual(first);
    await estimateGradients(used, { ...problem, parameters: vector(6) }, settings);
    expect(await estimateGradients(used, problem, settings)).toEqual(first);
  });

  test("another stream changes what has noise, and only that", async () => {
    const numbers = (results: readonly GradientResult[]) => results.map(({ parameters }) => [...parameters]);
    const first = numbers(await estimateGradients(fresh(), problem, settings));
    const other = numbers(await estimateGradients(fresh(), { ...problem, stream: [2, "step", 0] }, settings));
    if (settings.shots) {
      for (const [k, row] of other.entries())
        for (const [j, value] of row.entries()) expect(value).not.toBe(first[k][j]);
    } else expect(other).toEqual(first);
  });

  test("a sample gives the same bits whatever stands beside it", async () => {
    const all = await estimateGradients(fresh(), problem, settings);
    const firstTwo = await estimateGradients(
      fresh(),
      { ...problem, samples: problem.samples.slice(0, 2) },
      settings,
    );
    expect(firstTwo).toEqual(all.slice(0, 2));
    if (settings.shots) return;
    const reversed = { ...problem, samples: [...problem.samples].reverse() };
    expect((await estimateGradients(fresh(), reversed, settings)).reverse()).toEqual(all);
  });
});

test("parameters that are changed in place between two calls are seen", async () => {
  const device = fresh();
  const parameters = problem.parameters.slice();
  const moving = { ...problem, parameters };
  await estimateGradients(device, moving, METHODS[0]);
  parameters[0] += 0.5;
  const after = await estimateGradients(device, moving, METHODS[0]);
  expect(after).toEqual(await estimateGradients(fresh(), moving, METHODS[0]));
});

test("all kernels agree to the tolerance of the solver", async () => {
  const gradients = await Promise.all(
    (["relaxed-simd", "simd", "reference"] as const).map(async (variant) => {
      const device = new Simulator(system, testKernels(variant));
      const samples = problem.samples.slice(0, 1);
      return (await estimateGradients(device, { ...problem, samples }, METHODS[0]))[0].parameters;
    }),
  );
  for (const other of gradients.slice(1)) {
    for (const [j, value] of other.entries()) expect(Math.abs(value - gradients[0][j])).toBeLessThan(1e-7);
  }
});

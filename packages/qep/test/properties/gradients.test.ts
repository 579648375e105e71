import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Device,
  estimateGradients,
  type GradientResult,
  type GradientSettings,
  type Loss,
  Simulator,
  System,
} from "../../src/index.ts";
import { energiesOf, type GradientCase, gradientCases } from "../support/gradient-cases.ts";
import { testKernels } from "../support/kernels.ts";

const RUNS = { numRuns: 40, seed: 24 };

async function gradientOf(
  { system, problem }: GradientCase,
  settings: GradientSettings,
): Promise<GradientResult> {
  const [result] = await estimateGradients(new Simulator(system, testKernels()), problem, settings);
  return result;
}

function freeSetting({ problem }: GradientCase) {
  return {
    inputs: problem.samples[0].points[0],
    parameters: problem.parameters,
    nudge: new Float64Array(2),
    stream: [],
  };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k])).toBeLessThan(tolerance);
}

describe("reciprocity, ∂⟨B_l⟩/∂θ_j = ∂⟨A_j⟩/∂ν_l", () => {
  const bothWays = async ({ system, problem }: GradientCase) => {
    const unitVectors = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
    const free = freeSetting({ system, problem });
    const device = new Simulator(system, testKernels());
    const forth = await device.respond([free, free], unitVectors, { parameters: [0, 1] });
    // The same equilibrium with the roles exchanged: θ is held fixed in H0, the A_j are what is nudged.
    const exchanged = new System({
      qubits: system.qubits,
      fixed: system.parameters.reduce(
        (sum, { operator }, j) => sum.plus(operator.scale(problem.parameters[j])),
        system.fixed,
      ),
      inputs: system.inputs,
      parameters: system.outputs,
      outputs: system.parameters,
    });
    const setting = { ...free, parameters: new Float64Array(2) };
    const back = await new Simulator(exchanged, testKernels()).respond([setting, setting], unitVectors, {
      parameters: [0, 1],
    });
    return { forth: forth.map(({ response }) => response), back: back.map(({ response }) => response) };
  };

  test("of the exact responses", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.2), async (drawn) => {
        const { forth, back } = await bothWays(drawn);
        for (const l of [0, 1])
          for (const j of [0, 1]) expect(Math.abs(forth[l][j] - back[j][l])).toBeLessThan(1e-7);
      }),
      RUNS,
    );
  });

  test("of measured outputs under finite steps of θ and exact responses to ν", async () => {
    const step = 1e-4;
    await fc.assert(
      fc.asyncProperty(gradientCases(0.3), async (drawn) => {
        const { forth } = await bothWays(drawn);
        const device: Device = new Simulator(drawn.system, testKernels());
        const request = {
          observables: { outputs: [0, 1] },
          shots: { outputs: null, parameters: null, inputs: null },
        };
        for (const j of [0, 1]) {
          const shifted = [step, -step].map((change) => ({
            ...freeSetting(drawn),
            parameters: drawn.problem.parameters.map((value, k) => (k === j ? value + change : value)),
          }));
          const job = await device.submit(shifted, request);
          const status = await device.poll(job, 0);
          if (status.state !== "done") throw new Error(status.state);
          const [up, down] = status.measurements;
          for (const l of [0, 1]) {
            const slope = (up.mean[l] - down.mean[l]) / (2 * step);
            expect(Math.abs(slope - forth[l][j])).toBeLessThan(2e-6);
          }
        }
      }),
      RUNS,
    );
  });
});

describe("gradient methods against each other", () => {
  test("finite differences and linear response", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.3), async (drawn) => {
        const exact = await gradientOf(drawn, { method: "linear-response", trainedInputs: [0] });
        const differences = await gradientOf(drawn, { method: "finite-difference", trainedInputs: [0] });
        expectClose(differences.parameters, exact.parameters, 2e-6);
        expectClose(differences.inputs[0], exact.inputs[0], 2e-6);
        expect(differences.loss).toBe(exact.loss);
        expect(differences.outputs).toEqual(exact.outputs);
      }),
      RUNS,
    );
  });

  test("nudged methods tend to linear response, in both forms of the nudge", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.5), async (drawn) => {
        const exact = await gradientOf(drawn, { method: "linear-response", trainedInputs: [0] });
        for (const nudge of ["error-signal", "each-output"] as const) {
          const symmetric = await gradientOf(drawn, {
            method: "symmetric",
            beta: 1e-3,
            nudge,
            trainedInputs: [0],
          });
          expectClose(symmetric.parameters, exact.parameters, 5e-5);
          expectClose(symmetric.inputs[0], exact.inputs[0], 5e-5);
          const oneSided = await gradientOf(drawn, {
            method: "one-sided",
            beta: 1e-4,
            nudge,
            trainedInputs: [0],
          });
          expectClose(oneSided.parameters, exact.parameters, 2e-3);
        }
      }),
      RUNS,
    );
  });

  test("where only one output errs, both forms of the nudge are the same up to the size of ε", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.5), async (drawn) => {
        const free = await gradientOf(drawn, { method: "linear-response" });
        const [p, q] = free.outputs[0];
        const sample = { points: drawn.problem.samples[0].points, target: Float64Array.of(p - 0.25, q) };
        const oneErrs = { ...drawn, problem: { ...drawn.problem, samples: [sample] } };
        const together = await gradientOf(oneErrs, { method: "symmetric", beta: 0.2 });
        const apart = await gradientOf(oneErrs, { method: "symmetric", beta: 0.1, nudge: "each-output" });
        // ε = (0.5, 0): βε = 0.1 in both, divided by β in one and multiplied by ε in the other.
        expectClose(apart.parameters, together.parameters, 1e-7);
      }),
      { numRuns: 20, seed: 25 },
    );
  });

  test("a start from the free state changes nothing beyond the tolerance of the solver", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.3), async (drawn) => {
        const simulator = new Simulator(drawn.system, testKernels());
        const cold: Device = {
          capabilities: () => simulator.capabilities(),
          submit: (settings, request) =>
            simulator.submit(
              settings.map(({ inputs, parameters, nudge, stream }) => ({
                inputs,
                parameters,
                nudge,
                stream,
              })),
              request,
            ),
          poll: (job) => simulator.poll(job),
          cancel: (job) => simulator.cancel(job),
          close: () => simulator.close(),
        };
        const settings: GradientSettings = { method: "symmetric", beta: 0.1 };
        const [coldGradient] = await estimateGradients(cold, drawn.problem, settings);
        const warm = await gradientOf(drawn, settings);
        expectClose(warm.parameters, coldGradient.parameters, 1e-7);
      }),
      RUNS,
    );
  });
});

describe("finite β", () => {
  test("the one-sided estimate is the gradient of J_β = [F(θ, βε) − F(θ, 0)]/β with ε held fixed", async () => {
    const step = 1e-4;
    await fc.assert(
      fc.asyncProperty(gradientCases(0.2), fc.constantFrom(0.05, 0.3, 1), async (drawn, beta) => {
        const { outputs, parameters } = await gradientOf(drawn, { method: "one-sided", beta });
        const target = drawn.problem.samples[0].target as Float64Array;
        const nudge = outputs[0].map((value, l) => 2 * beta * (value - target[l]));
        const [nudgedGround, nudgedNext] = energiesOf(drawn, { nudge });
        fc.pre(nudgedNext - nudgedGround > 0.2);
        const j = (theta: Float64Array) =>
          (energiesOf(drawn, { parameters: theta, nudge })[0] - energiesOf(drawn, { parameters: theta })[0]) /
          beta;
        for (const k of [0, 1]) {
          const moved = (change: number) =>
            drawn.problem.parameters.map((v, i) => (i === k ? v + change : v));
          const slope = (j(moved(step)) - j(moved(-step))) / (2 * step);
          expect(Math.abs(parameters[k] - slope)).toBeLessThan(1e-5);
        }
      }),
      RUNS,
    );
  });

  test("symmetric is the mean of one-sided estimates with B nudged up and down", async () => {
    await fc.assert(
      fc.asyncProperty(gradientCases(0.3), async (drawn) => {
        const beta = 0.2;
        const { system, problem } = drawn;
        const symmetric = await gradientOf(drawn, { method: "symmetric", beta });
        const up = await gradientOf(drawn, { method: "one-sided", beta });
        // Outputs −B with the error signal of B: the nudge is −βε·B, and the estimate that of −L.
        const turned = new System({
          ...system,
          outputs: system.outputs.map(({ name, operator }) => ({ name, operator: operator.scale(-1) })),
        });
        const loss: Loss = {
          name: "of the outputs turned back",
          evaluate: (input) =>
            problem.loss.evaluate({
              ...input,
              outputs: input.outputs.map((vector) => vector.map((value) => -value)),
            }),
        };
        const down = await gradientOf(
          { system: turned, problem: { ...problem, loss } },
          { method: "one-sided", beta },
        );
        expectClose(
          symmetric.parameters,
          up.parameters.map((value, j) => (value - down.parameters[j]) / 2),
          1e-7,
        );
      }),
      { numRuns: 20, seed: 26 },
    );
  });
});

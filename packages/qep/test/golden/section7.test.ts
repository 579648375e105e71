import { describe, expect, test } from "vitest";
import {
  clusterIsing,
  estimateGradients,
  expectationLoss,
  type GradientProblem,
  type GradientSettings,
  parseOperator,
  Simulator,
  System,
  solveGroundLevel,
  squareLoss,
} from "../../src/index.ts";
import { chainExploration, explorationGradient, normalisedAscent } from "../support/chain-exploration.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./section7.json" with { type: "json" };

// The check numbers of make_section7.py (numpy, scipy) with all their digits. Kitaev: test/physics/kitaev.test.ts.

const TOLERANCE = golden.header.tolerance;

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(Math.abs(actual[k] - value)).toBeLessThan(tolerance);
}

/** Gradients by the three methods, in the form of the golden file. */
async function gradientsOf(system: System, problem: GradientProblem, beta: number) {
  const device = new Simulator(system, testKernels());
  const by = async (settings: GradientSettings) => (await estimateGradients(device, problem, settings))[0];
  const exact = await by({ method: "linear-response" });
  return {
    oneSided: (await by({ method: "one-sided", beta })).parameters,
    symmetric: (await by({ method: "symmetric", beta })).parameters,
    exact: exact.parameters,
    outputs: exact.outputs[0],
  };
}

test("one qubit", async () => {
  const { A, B, beta, ...expected } = golden.oneQubit;
  const system = new System({
    qubits: 1,
    parameters: [
      { name: "A", operator: parseOperator("-Z0") },
      { name: "B", operator: parseOperator("-X0") },
    ],
    outputs: [{ name: "z", operator: parseOperator("Z0") }],
  });
  const problem: GradientProblem = {
    loss: expectationLoss({ output: 0, goal: "minimize" }),
    samples: [{ points: [new Float64Array(0)] }],
    parameters: Float64Array.of(A, B),
    stream: [],
  };
  const { oneSided, symmetric, exact } = await gradientsOf(system, problem, beta);
  // β = 0.02 divides the error of two expectation values.
  expectClose(oneSided, expected.oneSided);
  expectClose(symmetric, expected.symmetric);
  expectClose(exact, expected.exact);
});

describe.each(golden.rydberg)("Rydberg-like chain of $sites", ({ sites, Omega, Delta, ...expected }) => {
  const last = sites - 1;
  const read = (text: string) => parseOperator(text, { n: "up" });
  const staggered = `(${Array.from({ length: sites }, (_, q) => `${q % 2 ? "-" : "+"} Z${q}`).join(" ")})`;
  const system = new System({
    qubits: sites,
    fixed: read(`sum(j=0..${last - 1}, n[j] n[j+1])`),
    parameters: [
      { name: "Omega", operator: read(`0.5 sum(j=0..${last}, X[j])`) },
      { name: "Delta", operator: read(`-sum(j=0..${last}, n[j])`) },
    ],
    outputs: [{ name: "AFM²", operator: read(`${staggered}${staggered}`).scale(1 / sites ** 2) }],
  });
  const parameters = Float64Array.of(Omega, Delta);

  test("energy, gap and order", () => {
    const level = solveGroundLevel(system, new Float64Array(0), parameters, testKernels(), {
      observables: system.outputs,
    });
    expectClose(
      [level.energies[0], level.gap ?? Number.NaN, ...level.expectations],
      [expected.groundEnergy, expected.gap, expected.antiferromagnetism],
    );
  });

  test("gradients", async () => {
    const problem: GradientProblem = {
      loss: squareLoss(),
      samples: [{ points: [new Float64Array(0)], target: Float64Array.of(1) }],
      parameters,
      stream: [],
    };
    const { oneSided, symmetric, exact } = await gradientsOf(system, problem, expected.gradient.beta);
    expectClose(oneSided, expected.gradient.oneSided, 3 * TOLERANCE);
    expectClose(symmetric, expected.gradient.symmetric, 3 * TOLERANCE);
    expectClose(exact, expected.gradient.exact, 3 * TOLERANCE);
  });
});

test.each(golden.clusterIsingRing)(
  "cluster Ising ring at $gZXZ, $gZZ, $gX",
  ({ gZXZ, gZZ, gX, ...expected }) => {
    const { qubits, inputs } = clusterIsing({ sites: 8 });
    const system = new System({ qubits, inputs });
    // The file holds the couplings to twelve digits only; thirds are meant exactly.
    const third = (value: number) => Math.round(value * 3) / 3;
    const values = [gZXZ, gZZ, gX].map((value) =>
      Math.abs(third(value) - value) < 1e-11 ? third(value) : value,
    );
    const level = solveGroundLevel(system, Float64Array.from(values), new Float64Array(0), testKernels(), {
      states: 4,
    });
    expectClose(level.energies, expected.energies);
    expect(level.degeneracy).toBe(expected.degeneracy);
  },
);

describe("phase exploration", () => {
  const { starts, trajectories } = golden.phaseExploration;

  test.each([
    ["run 1", starts.run1],
    ["run 2", starts.run2],
  ] as const)("%s, start: levels, exact response and response at ν = 0.1", async (_, start) => {
    const system = chainExploration();
    const theta = Float64Array.from(start.theta);
    const { energies } = solveGroundLevel(system, new Float64Array(0), theta, testKernels(), { states: 3 });
    expectClose(energies, start.energies);
    expect(Math.abs(energies[1] - energies[0] - start.rawGap)).toBeLessThan(TOLERANCE);
    // Of (ΣX, ΣZZ) without the minus of the Hamiltonian.
    const exact = await explorationGradient(theta, { method: "linear-response" });
    expectClose(exact.response, start.exactResponse, 100 * TOLERANCE);
    const finite = await explorationGradient(theta, { method: "one-sided", beta: 0.1, nudge: "each-output" });
    expectClose(finite.response, start["responseAtNudge0.1"], 100 * TOLERANCE);
  });

  test.each([
    ["run 1", trajectories.run1],
    ["run 2", trajectories.run2],
  ] as const)("%s, trajectory", async (_, rows) => {
    const steps = await normalisedAscent(Float64Array.from(rows[0].theta), 20);
    for (const { iteration, theta, value } of rows) {
      expectClose(steps[iteration].theta, theta, 1e-7);
      expect(Math.abs(steps[iteration].value - value)).toBeLessThan(1e-7);
    }
  });
});

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
import { testKernels } from "../support/kernels.ts";

// Numbers that anyone can recompute, to the digits to which they are published with this project.

async function gradient(system: System, problem: GradientProblem, settings: GradientSettings) {
  const [result] = await estimateGradients(new Simulator(system, testKernels()), problem, settings);
  return result;
}

const rounded = (values: Iterable<number>, digits: number) =>
  Array.from(values, (value) => value.toFixed(digits));

describe("one qubit, H = −A Z − B X with (A, B) = (0.8, 1.5), loss ⟨Z⟩", () => {
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
    parameters: Float64Array.of(0.8, 1.5),
    stream: [],
  };

  test.each<[GradientSettings, string[]]>([
    [{ method: "linear-response" }, ["0.45796865", "-0.24424995"]],
    [{ method: "one-sided", beta: 0.02 }, ["0.46177493", "-0.24319300"]],
    [{ method: "symmetric", beta: 0.02 }, ["0.45797205", "-0.24421796"]],
    [{ method: "finite-difference" }, ["0.45796865", "-0.24424995"]],
  ])("%j", async (settings, expected) => {
    const { parameters, outputs } = await gradient(system, problem, settings);
    expect(rounded(parameters, 8)).toEqual(expected);
    expect(outputs[0][0]).toBeCloseTo(0.8 / Math.hypot(0.8, 1.5), 10);
  });

  test("by hand at finite β: ⟨Z⟩ = (A − ν)/√((A − ν)² + B²)", async () => {
    const beta = 0.3;
    const { parameters } = await gradient(system, problem, { method: "symmetric", beta });
    const means = (nu: number) => [-(0.8 - nu), -1.5].map((value) => value / Math.hypot(0.8 - nu, 1.5));
    for (const j of [0, 1]) {
      expect(parameters[j]).toBeCloseTo((means(beta)[j] - means(-beta)[j]) / (2 * beta), 9);
    }
  });
});

describe.each([
  {
    sites: 5,
    energy: "-4.870198213",
    gap: "0.394229",
    order: "0.671697197",
    oneSided: ["0.679024", "0.323368"],
    symmetric: ["0.690894", "0.341087"],
    exact: ["0.693343", "0.341460"],
  },
  {
    sites: 9,
    energy: "-8.219623456",
    gap: "0.234601",
    order: "0.513240975",
    oneSided: ["1.675742", "0.789488"],
    symmetric: ["1.655237", "0.807679"],
    exact: ["1.687855", "0.820680"],
  },
])("Rydberg-like chain of $sites, loss (⟨AFM²⟩ − 1)², written as operator text", ({ sites, ...expected }) => {
  const [last, n] = [sites - 1, { n: "up" } as const];
  // Σ_q (−1)^q Z_q as a sum over even sites less one over odd sites.
  const staggered = `(sum(j=0..${last >> 1}, Z[2*j]) - sum(j=0..${(last >> 1) - 1}, Z[2*j+1]))`;
  const system = new System({
    qubits: sites,
    fixed: parseOperator(`sum(j=0..${last - 1}, n[j] n[j+1])`, n),
    parameters: [
      { name: "Omega", operator: parseOperator(`0.5 sum(j=0..${last}, X[j])`, n) },
      { name: "Delta", operator: parseOperator(`-sum(j=0..${last}, n[j])`, n) },
    ],
    outputs: [{ name: "AFM²", operator: parseOperator(`${staggered} ${staggered}`).scale(1 / sites ** 2) }],
  });
  const problem: GradientProblem = {
    loss: squareLoss(),
    samples: [{ points: [new Float64Array(0)], target: Float64Array.of(1) }],
    parameters: Float64Array.of(0.5, 1.5),
    stream: [],
  };

  test("ground energy, gap and order parameter", () => {
    const { energies, gap, expectations, degeneracy } = solveGroundLevel(
      system,
      new Float64Array(0),
      problem.parameters,
      testKernels(),
      { observables: system.outputs },
    );
    expect(rounded([energies[0], expectations[0]], 9)).toEqual([expected.energy, expected.order]);
    expect([gap?.toFixed(6), degeneracy]).toEqual([expected.gap, 1]);
  });

  test("one-sided, symmetric and exact gradients", async () => {
    const by = async (settings: GradientSettings) =>
      rounded((await gradient(system, problem, settings)).parameters, 6);
    expect(await by({ method: "one-sided", beta: 0.1 })).toEqual(expected.oneSided);
    expect(await by({ method: "symmetric", beta: 0.1 })).toEqual(expected.symmetric);
    expect(await by({ method: "linear-response" })).toEqual(expected.exact);
  });

  test("finite differences agree with the exact gradient to 1e-7", async () => {
    const exact = await gradient(system, problem, { method: "linear-response" });
    const differences = await gradient(system, problem, { method: "finite-difference", step: 5e-5 });
    for (const j of [0, 1])
      expect(Math.abs(differences.parameters[j] - exact.parameters[j])).toBeLessThan(1e-7);
    expect([exact.preparations, differences.preparations]).toEqual([1, 5]);
  });
});

describe("cluster Ising ring of eight, ground energies", () => {
  const { qubits, inputs } = clusterIsing({ sites: 8 });
  const system = new System({ qubits, inputs });
  const third = 4 / 3;

  test.each([
    [[2.5, 0.5, 1], "-20.98772927", 1],
    [[third, third, third], "-15.18804835", 1],
    [[2, 0, 2], "-20.90500744", 1],
    [[0, 2, 2], "-20.50332358", 1],
    [[2, 2, 0], "-20.50332358", 1],
    [[0, 4, 0], "-32.00000000", 2],
  ])("(gZXZ, gZZ, gX) = %j: %s, degeneracy %i", (point, energy, degeneracy) => {
    const level = solveGroundLevel(system, Float64Array.from(point), new Float64Array(0), testKernels());
    expect([level.energies[0].toFixed(8), level.degeneracy]).toEqual([energy, degeneracy]);
  });
});

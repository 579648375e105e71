import { describe, expect, test } from "vitest";
import {
  estimateGradients,
  expectationLoss,
  type GradientProblem,
  type GradientSettings,
  movableRydbergArray,
  parseOperator,
  ReparametrisedDevice,
  Simulator,
  type SimulatorOptions,
  System,
  scalarMaps,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

const kernels = testKernels();

// Four atoms at generic places: a gradient by places has eight components, the Hamiltonian six pairs.
const POSITIONS = [
  [0, 0],
  [1.2, 0.1],
  [0.2, 1.1],
  [1.4, 1.3],
] as const;
const atoms = movableRydbergArray({ positions: POSITIONS, interaction: 1.5 });
const system = new System({
  qubits: 4,
  inputs: atoms.model.inputs,
  parameters: atoms.operators,
  outputs: [{ name: "corner", operator: parseOperator("0.5 - 0.5 Z3") }],
});

const problem: GradientProblem = {
  loss: expectationLoss({ output: 0, goal: "minimize" }),
  samples: [{ points: [Float64Array.of(0.9, 1.1)] }],
  parameters: Float64Array.from(POSITIONS.flat()),
  stream: ["places"],
};

async function gradient(
  settings: GradientSettings,
  options: SimulatorOptions = {},
): Promise<readonly number[]> {
  const simulator = new Simulator(system, kernels, { tolerance: 1e-12, ...options });
  const [result] = await estimateGradients(new ReparametrisedDevice(simulator, atoms.map), problem, settings);
  return [...result.parameters];
}

const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, k) => value - (b[k] as number)));

describe("places of atoms, A_j = ∂H/∂r_j at the places of the moment", () => {
  test("the exact response is the derivative by finite differences of the places", async () => {
    const exact = await gradient({ method: "linear-response" });
    const differences = await gradient({ method: "finite-difference", step: 1e-4 });
    expect(exact).toHaveLength(8);
    expect(Math.min(...exact.map(Math.abs))).toBeGreaterThan(1e-3);
    // The differences are off by h² f'''/6 with h = 1e-4 and third derivatives of r⁻⁶ up to 500.
    for (const [k, value] of exact.entries()) expect(value).toBeCloseTo(differences[k] as number, 5);
  });

  test("moving all atoms together changes nothing", async () => {
    const exact = await gradient({ method: "linear-response" });
    const sum = (axis: number) =>
      exact.filter((_, k) => k % 2 === axis).reduce((total, value) => total + value, 0);
    expect(sum(0)).toBeCloseTo(0, 10);
    expect(sum(1)).toBeCloseTo(0, 10);
  });

  test("nudged gradients approach it as β and β²", async () => {
    const exact = await gradient({ method: "linear-response" });
    const errorOf = async (method: "one-sided" | "symmetric", beta: number) =>
      distance(await gradient({ method, beta }), exact);
    for (const [method, ratio] of [
      ["one-sided", 2],
      ["symmetric", 4],
    ] as const) {
      const [coarse, fine] = [await errorOf(method, 0.02), await errorOf(method, 0.01)];
      expect(coarse / fine).toBeGreaterThan(0.95 * ratio);
      expect(coarse / fine).toBeLessThan(1.05 * ratio);
    }
  });

  test("thermal states as well", async () => {
    const thermal = { equilibrium: { kind: "thermal", temperature: 0.6 } } as const;
    const exact = await gradient({ method: "linear-response" }, thermal);
    const differences = await gradient({ method: "finite-difference", step: 1e-4 }, thermal);
    for (const [k, value] of exact.entries()) expect(value).toBeCloseTo(differences[k] as number, 5);
  });
});

describe("one qubit, H = −e^a Z − B X", () => {
  const qubit = new System({
    qubits: 1,
    parameters: [
      { name: "A", operator: parseOperator("-Z0") },
      { name: "B", operator: parseOperator("-X0") },
    ],
    outputs: [{ name: "z", operator: parseOperator("Z0") }],
  });
  const map = scalarMaps(["a", "B"], [{ kind: "exp" }, undefined]);
  const at: GradientProblem = {
    ...problem,
    samples: [{ points: [new Float64Array(0)] }],
    parameters: Float64Array.of(Math.log(0.8), 1.5),
  };

  test("the chain rule by hand", async () => {
    const device = new ReparametrisedDevice(new Simulator(qubit, kernels), map);
    const [{ parameters }] = await estimateGradients(device, at, { method: "linear-response" });
    // ∂⟨Z⟩/∂A = B²/(A² + B²)^(3/2), times ∂A/∂a = A.
    expect(parameters[0]).toBeCloseTo((0.8 * 1.5 ** 2) / (0.8 ** 2 + 1.5 ** 2) ** 1.5, 9);
    expect(parameters[1]).toBeCloseTo((-0.8 * 1.5) / (0.8 ** 2 + 1.5 ** 2) ** 1.5, 9);
  });

  test("shots: the standard error is that of the coefficient times the slope", async () => {
    const settings = { method: "symmetric", beta: 0.1, shots: 100 } as const;
    const [plain] = await estimateGradients(
      new Simulator(qubit, kernels),
      { ...at, parameters: Float64Array.of(0.8, 1.5) },
      settings,
    );
    const device = new ReparametrisedDevice(new Simulator(qubit, kernels), map);
    const [mapped] = await estimateGradients(device, at, settings);
    expect(mapped.standardError?.parameters[0]).toBeCloseTo(
      0.8 * (plain.standardError?.parameters[0] as number),
      9,
    );
    expect(mapped.standardError?.parameters[1]).toBeCloseTo(plain.standardError?.parameters[1] as number, 9);
    expect(mapped.parameters[0]).toBeCloseTo(0.8 * (plain.parameters[0] as number), 9);
  });
});

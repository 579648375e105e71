import { describe, expect, test } from "vitest";
import {
  type EquilibriumOption,
  estimateGradients,
  type GradientProblem,
  type GradientSettings,
  measure,
  parseOperator,
  type Setting,
  Simulator,
  System,
  solveThermalLevel,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

// Complex, gapped, without symmetries that could hide a wrong sign.
const system = new System({
  qubits: 5,
  fixed: parseOperator("sum(j=0..3, -Z[j] Z[j+1] - 0.6 X[j]) + 0.35 Y0 Z2 - 0.4 X4"),
  inputs: [{ name: "x", operator: parseOperator("X2 + 0.5 Z0") }],
  parameters: [
    { name: "a", operator: parseOperator("Z0 + 0.2 X3") },
    { name: "b", operator: parseOperator("Y1 Y3 - 0.5 X4") },
  ],
  outputs: [
    { name: "up", operator: parseOperator("0.5 + 0.5 Z4") },
    { name: "pair", operator: parseOperator("Z1 X3") },
  ],
});
const x = Float64Array.of(0.4);
const theta = Float64Array.of(0.3, -0.25);
const SIGNAL = Float64Array.of(0.7, -0.4);

const at = (parameters: Float64Array = theta, nudge: Float64Array = new Float64Array(2)): Setting => ({
  inputs: x,
  parameters,
  nudge,
  stream: [],
});
const thermal = (temperature: number): EquilibriumOption => ({ kind: "thermal", temperature });
const simulator = (equilibrium: EquilibriumOption) =>
  new Simulator(system, testKernels(), { equilibrium, tolerance: 1e-13 });

const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [{ points: [x], target: Float64Array.of(0.9, 0.3) }],
  parameters: theta,
  stream: [],
};
async function gradient(equilibrium: EquilibriumOption, settings: GradientSettings): Promise<Float64Array> {
  return (await estimateGradients(simulator(equilibrium), problem, settings))[0].parameters;
}

async function means(equilibrium: EquilibriumOption, setting: Setting): Promise<Float64Array> {
  const observables = { outputs: [0, 1], parameters: [0, 1], inputs: [0] };
  const shots = { outputs: null, parameters: null, inputs: null };
  return (await measure(simulator(equilibrium), [setting], { observables, shots }))[0].mean;
}

const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);

const freeEnergy = (temperature: number, parameters: Float64Array, nudge: Float64Array) =>
  solveThermalLevel(system, { inputs: x, parameters, nudge }, testKernels(), { temperature }).freeEnergy;

function shifted(values: Float64Array, index: number, step: number): Float64Array {
  return values.map((value, k) => (k === index ? value + step : value));
}

describe("limits", () => {
  test("T → 0 is the ground state, in expectation values and in gradients", async () => {
    expect(distance(await means(thermal(1e-3), at()), await means({ kind: "ground" }, at()))).toBeLessThan(
      1e-11,
    );
    for (const method of ["linear-response", "symmetric"] as const) {
      const settings = method === "symmetric" ? ({ method, beta: 0.1 } as const) : ({ method } as const);
      const cold = await gradient(thermal(1e-3), settings);
      expect(distance(cold, await gradient({ kind: "ground" }, settings))).toBeLessThan(1e-9);
      expect(Math.hypot(...cold)).toBeGreaterThan(0.01);
    }
  });

  test("the approach to T = 0 is exponential in gap/T", async () => {
    const ground = await means({ kind: "ground" }, at());
    const { energies } = solveThermalLevel(system, at(), testKernels(), { temperature: 1 });
    const gap = energies[1] - energies[0];
    const [warm, cold] = [gap / 8, gap / 12];
    const [far, near] = [
      distance(await means(thermal(warm), at()), ground),
      distance(await means(thermal(cold), at()), ground),
    ];
    expect(Math.log(far / near)).toBeCloseTo(gap / cold - gap / warm, 0);
  });

  test("T → ∞ is the uniform mixture; the response is −(⟨AB⟩ − ⟨A⟩⟨B⟩)/T of that mixture", async () => {
    const hot = 1e7;
    // Traces over 32 states: ⟨0.5 + 0.5 Z⟩ = 0.5, all others 0.
    expect(distance(await means(thermal(hot), at()), Float64Array.of(0.5, 0, 0, 0, 0))).toBeLessThan(1e-6);
    const [{ response }] = await simulator(thermal(hot)).respond([at()], [SIGNAL], { outputs: [0, 1] });
    expect(response[0] * hot).toBeCloseTo(-0.7 * 0.25, 5);
    expect(response[1] * hot).toBeCloseTo(0.4, 5);
    const level = solveThermalLevel(system, at(), testKernels(), { temperature: hot });
    expect(level.freeEnergy / hot).toBeCloseTo(-Math.log(32), 6);
  });
});

describe.each([0.05, 0.5, 2])("T = %d", (temperature) => {
  test("∂F/∂θ = ⟨A⟩ and ∂F/∂ν = ⟨B⟩", async () => {
    const h = 1e-4;
    const values = await means(thermal(temperature), at());
    for (const j of [0, 1]) {
      const none = new Float64Array(2);
      const byOutput =
        freeEnergy(temperature, theta, shifted(none, j, h)) -
        freeEnergy(temperature, theta, shifted(none, j, -h));
      expect(Math.abs(byOutput / (2 * h) - values[j])).toBeLessThan(2e-7);
      const byParameter =
        freeEnergy(temperature, shifted(theta, j, h), none) -
        freeEnergy(temperature, shifted(theta, j, -h), none);
      expect(Math.abs(byParameter / (2 * h) - values[2 + j])).toBeLessThan(2e-7);
    }
  });

  test("the exact response is the derivative of the nudged state, and reciprocal", async () => {
    const device = simulator(thermal(temperature));
    const all = { outputs: [0, 1], parameters: [0, 1], inputs: [0] };
    const [{ response }] = await device.respond([at()], [SIGNAL], all);
    const h = 1e-4;
    const nudged = (beta: number) =>
      means(
        thermal(temperature),
        at(
          theta,
          SIGNAL.map((value) => beta * value),
        ),
      );
    const [plus, minus] = [await nudged(h), await nudged(-h)];
    const difference = plus.map((value, k) => (value - minus[k]) / (2 * h));
    expect(distance(response, difference)).toBeLessThan(1e-6);
    // ∂⟨A_j⟩/∂(nudge along ε) = ∂(ε·⟨B⟩)/∂θ_j
    for (const j of [0, 1]) {
      const [up, down] = [
        await means(thermal(temperature), at(shifted(theta, j, h))),
        await means(thermal(temperature), at(shifted(theta, j, -h))),
      ];
      const bySystem = SIGNAL.reduce((sum, weight, l) => sum + (weight * (up[l] - down[l])) / (2 * h), 0);
      expect(Math.abs(response[2 + j] - bySystem)).toBeLessThan(1e-6);
    }
  });

  test("symmetric nudging approaches the exact gradient as β²", async () => {
    const exact = await gradient(thermal(temperature), { method: "linear-response" });
    const [far, near] = await Promise.all(
      [0.02, 0.01].map(async (beta) =>
        distance(await gradient(thermal(temperature), { method: "symmetric", beta }), exact),
      ),
    );
    expect(far / near).toBeGreaterThan(3.7);
    expect(far / near).toBeLessThan(4.3);
    const differences = await gradient(thermal(temperature), { method: "finite-difference", step: 1e-4 });
    expect(distance(differences, exact)).toBeLessThan(1e-5);
  });

  test("at any β the one-sided estimate is the exact gradient of [F(θ, βε) − F(θ, 0)]/β", async () => {
    const beta = 0.8;
    const nudge = SIGNAL.map((value) => beta * value);
    const [free, nudged] = [
      await means(thermal(temperature), at()),
      await means(thermal(temperature), at(theta, nudge)),
    ];
    const energyDifference = (parameters: Float64Array) =>
      (freeEnergy(temperature, parameters, nudge) -
        freeEnergy(temperature, parameters, new Float64Array(2))) /
      beta;
    const h = 1e-4;
    let largest = 0;
    for (const j of [0, 1]) {
      const estimate = (nudged[2 + j] - free[2 + j]) / beta;
      const exact =
        (energyDifference(shifted(theta, j, h)) - energyDifference(shifted(theta, j, -h))) / (2 * h);
      expect(Math.abs(estimate - exact)).toBeLessThan(1e-6);
      largest = Math.max(largest, Math.abs(estimate));
    }
    expect(largest).toBeGreaterThan(1e-4);
  });
});

test("a degenerate ground level is a uniform mixture, and its response grows as 1/T", async () => {
  const pair = new System({
    qubits: 2,
    fixed: parseOperator("-Z0 Z1"),
    parameters: [{ name: "a", operator: parseOperator("Z0") }],
    outputs: [{ name: "b", operator: parseOperator("Z1") }],
  });
  const setting: Setting = {
    inputs: new Float64Array(0),
    parameters: Float64Array.of(0),
    nudge: Float64Array.of(0),
    stream: [],
  };
  for (const temperature of [1e-3, 0.1]) {
    const device = new Simulator(pair, testKernels(), { equilibrium: thermal(temperature) });
    const [{ response }] = await device.respond([setting], [Float64Array.of(1)], {
      outputs: [0],
      parameters: [0],
    });
    const shots = { outputs: null, parameters: null, inputs: null };
    const [{ mean, health }] = await measure(device, [setting], { observables: { outputs: [0] }, shots });
    expect(Math.abs(mean[0])).toBeLessThan(1e-12);
    expect(Math.abs(health.gap ?? 1)).toBeLessThan(1e-14);
    // Two classical spins: d⟨Z1⟩/dν = −1/T, d⟨Z0⟩/dν = −tanh(1/T)/T.
    expect(response[0] * temperature).toBeCloseTo(-1, 12);
    expect(response[1] * temperature).toBeCloseTo(-Math.tanh(1 / temperature), 12);
  }
});

describe("what is refused", () => {
  const chain = (qubits: number) =>
    new System({ qubits, fixed: parseOperator(`sum(j=0..${qubits - 1}, Z[j] + X[j])`) });
  const make = (target: System, options: ConstructorParameters<typeof Simulator>[2]) => () =>
    new Simulator(target, testKernels(), options);

  test("more than 11 qubits exactly, and less memory than all eigenstates take", () => {
    const equilibrium: EquilibriumOption = { kind: "thermal", temperature: 1, method: "exact" };
    const refusal = expect.objectContaining({
      code: "out-of-memory",
      context: expect.objectContaining({ qubits: 12 }),
    });
    expect(make(chain(12), { equilibrium })).toThrow(refusal);
    expect(make(chain(12), { equilibrium })).toThrow(/2\^12 eigenstates.*11 qubits.*method: typicality/s);
    expect(make(chain(11), { equilibrium: thermal(1), memoryLimit: 1e8 })).toThrow(/100000000 bytes/);
    expect(make(chain(11), { equilibrium: thermal(1), memoryLimit: 1e9 })).not.toThrow();
  });

  test("temperatures that are not positive; a single sector", () => {
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(make(chain(2), { equilibrium: thermal(temperature) })).toThrow(/positive number.*ground state/s);
    }
    expect(make(chain(2), { equilibrium: thermal(1), symmetries: { sector: [] } })).toThrow(/sector/);
  });
});

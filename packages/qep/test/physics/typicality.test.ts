import { describe, expect, test } from "vitest";
import {
  type EquilibriumOption,
  estimateGradients,
  expectationLoss,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  jackknifeVariances,
  measure,
  parseOperator,
  type Setting,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

// Complex, without symmetries that could hide a wrong sign.
const system = new System({
  qubits: 8,
  fixed: parseOperator("sum(j=0..6, -Z[j] Z[j+1] - 0.6 X[j]) + 0.35 Y0 Z2 - 0.4 X4"),
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
const EVERYTHING = { outputs: [0, 1], parameters: [0, 1], inputs: [0] };
const EXACT = { outputs: null, parameters: null, inputs: null };

const exact = (temperature: number): EquilibriumOption => ({ kind: "thermal", temperature, method: "exact" });
const typical = (temperature: number, samples: number): EquilibriumOption => ({
  kind: "thermal",
  temperature,
  method: "typicality",
  samples,
});
const simulator = (equilibrium: EquilibriumOption, tolerance = 1e-12) =>
  new Simulator(system, testKernels(), { equilibrium, tolerance });
const at = (stream: Setting["stream"], nudge = new Float64Array(2)): Setting => ({
  inputs: x,
  parameters: theta,
  nudge,
  stream,
});
const problem = (overrides: Partial<GradientProblem> = {}): GradientProblem => ({
  loss: squareLoss(),
  samples: [{ points: [x], target: Float64Array.of(0.9, 0.3) }],
  parameters: theta,
  stream: [1],
  ...overrides,
});
async function gradient(
  equilibrium: EquilibriumOption,
  settings: GradientSettings,
  over?: Partial<GradientProblem>,
) {
  const [result] = await estimateGradients(simulator(equilibrium), problem(over), settings);
  return result as GradientResult;
}
const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);

/** Student's t, two-sided 95 %, for nine degrees of freedom. */
const T_NINE = 2.262157;

describe("error bars hold what they promise: 95 % intervals, R = 10, 200 repetitions", () => {
  /** Part of the intervals that hold the exact value, over repetitions and elements. */
  function coverage(
    estimates: readonly Float64Array[],
    errors: readonly Float64Array[],
    truth: Float64Array,
  ) {
    let held = 0;
    for (const [n, estimate] of estimates.entries()) {
      for (const [k, value] of truth.entries()) {
        if (Math.abs(estimate[k] - value) <= T_NINE * errors[n][k]) held++;
      }
    }
    return held / (estimates.length * truth.length);
  }

  test.each([0.3, 1, 10])("expectation values and responses at T = %d", async (temperature) => {
    const settings = Array.from({ length: 200 }, (_, n) => at(["coverage", n]));
    const [reference] = await measure(simulator(exact(temperature)), [at([])], {
      observables: EVERYTHING,
      shots: EXACT,
    });
    const device = simulator(typical(temperature, 10), 1e-8);
    const measurements = await measure(device, settings, { observables: EVERYTHING, shots: EXACT });
    const means = coverage(
      measurements.map(({ mean }) => mean),
      measurements.map(({ replicates }) => jackknifeVariances(replicates ?? []).map(Math.sqrt)),
      reference.mean,
    );
    expect(means).toBeGreaterThan(0.9);
    expect(means).toBeLessThan(0.98);
    const signal = Float64Array.of(0.7, -0.4);
    const [truth] = await simulator(exact(temperature)).respond([at([])], [signal], EVERYTHING);
    const responses = await device.respond(
      settings,
      settings.map(() => signal),
      EVERYTHING,
    );
    const response = coverage(
      responses.map((one) => one.response),
      responses.map(({ replicates }) => jackknifeVariances(replicates ?? []).map(Math.sqrt)),
      truth.response,
    );
    expect(response).toBeGreaterThan(0.9);
    expect(response).toBeLessThan(0.98);
  });

  // The error signal of the square loss is an estimate itself.
  test.each(["each-output", "error-signal"] as const)(
    "gradients of the square loss, nudge %s",
    async (nudge) => {
      const settings = { method: "symmetric", beta: 0.02, nudge } as const;
      const truth = await gradient(exact(1), settings);
      const device = simulator(typical(1, 10), 1e-8);
      const samples = Array.from({ length: 200 }, () => problem().samples[0]);
      const results = await estimateGradients(device, problem({ samples }), settings);
      const held = coverage(
        results.map(({ parameters, loss }) => Float64Array.of(loss, ...parameters)),
        results.map(({ standardError }) =>
          Float64Array.of(standardError?.loss ?? 0, ...(standardError?.parameters ?? [])),
        ),
        Float64Array.of(truth.loss, ...truth.parameters),
      );
      expect(held).toBeGreaterThan(0.9);
      expect(held).toBeLessThan(0.98);
    },
  );
});

test("the standard error falls as R^-1/2", async () => {
  const error = async (samples: number) => {
    const { standardError } = await gradient(typical(1, samples), { method: "linear-response" });
    return Math.hypot(...(standardError?.parameters ?? []));
  };
  const ratio = (await error(25)) / (await error(400));
  expect(ratio).toBeGreaterThan(3);
  expect(ratio).toBeLessThan(5.3);
});

describe.each([0.05, 0.5, 5])("T = %d", (temperature) => {
  test("with the same random vectors nudged gradients approach the response of the very same estimate as β²", async () => {
    const few = typical(temperature, 3);
    const limit = await gradient(few, { method: "linear-response" });
    const errors = await Promise.all(
      [0.02, 0.01].map(async (beta) =>
        distance((await gradient(few, { method: "symmetric", beta })).parameters, limit.parameters),
      ),
    );
    expect(errors[0] / errors[1]).toBeGreaterThan(3.6);
    expect(errors[0] / errors[1]).toBeLessThan(4.4);
    // Far below the statistical error: that is what common random vectors are for.
    const nudged = await gradient(few, { method: "symmetric", beta: 1e-3 });
    const statistical = Math.max(...(limit.standardError?.parameters ?? []));
    expect(distance(nudged.parameters, limit.parameters)).toBeLessThan(1e-2 * statistical);
    for (const [j, error] of (nudged.standardError?.parameters ?? []).entries()) {
      expect(error / (limit.standardError?.parameters[j] ?? 0)).toBeCloseTo(1, 2);
    }
  });

  test("many random vectors give the exact gradient, by every method", async () => {
    for (const settings of [
      { method: "linear-response" },
      { method: "symmetric", beta: 0.01 },
      { method: "one-sided", beta: 0.01 },
      { method: "finite-difference", step: 1e-3 },
    ] as const) {
      const truth = await gradient(exact(temperature), settings);
      const { parameters, standardError } = await gradient(typical(temperature, 150), settings);
      for (const [j, value] of truth.parameters.entries()) {
        const error = standardError?.parameters[j] ?? 0;
        expect(Math.abs(parameters[j] - value)).toBeLessThan(4 * error);
        expect(error).toBeLessThan(0.25 * Math.hypot(...truth.parameters) + 0.01);
      }
    }
  });
});

describe("limits", () => {
  test("T → 0 is the ground state, without error bars to speak of", async () => {
    for (const settings of [{ method: "linear-response" }, { method: "symmetric", beta: 0.1 }] as const) {
      const cold = await gradient(typical(0.004, 3), settings);
      const ground = await gradient({ kind: "ground" }, settings);
      expect(distance(cold.parameters, ground.parameters)).toBeLessThan(1e-8);
      expect(distance(cold.outputs[0], ground.outputs[0])).toBeLessThan(1e-10);
      expect(Math.max(...(cold.standardError?.parameters ?? [1]))).toBeLessThan(1e-8);
    }
  });

  test("a degenerate ground level is sampled, and the error bar says so", async () => {
    const ring = new System({
      qubits: 6,
      fixed: parseOperator("sum(j=0..5, -Z[j] Z[(j+1)%6])"),
      outputs: [{ name: "z", operator: parseOperator("Z0") }],
    });
    const equilibrium = typical(0.05, 30);
    const device = new Simulator(ring, testKernels(), { equilibrium });
    const setting = {
      inputs: new Float64Array(0),
      parameters: new Float64Array(0),
      nudge: new Float64Array(1),
    };
    const [{ mean, replicates }] = await measure(device, [{ ...setting, stream: ["ring"] }], {
      observables: { outputs: [0] },
      shots: EXACT,
    });
    // Two states with Z0 = ±1 in equal parts, 30 real random vectors: a deviation of about 1/√30.
    const error = Math.sqrt(jackknifeVariances(replicates ?? [])[0]);
    expect(error).toBeGreaterThan(0.08);
    expect(error).toBeLessThan(0.3);
    expect(Math.abs(mean[0])).toBeLessThan(4 * error);
  });
});

describe("the port", () => {
  test("random vectors follow the stream of the free setting alone", async () => {
    const read = async (setting: Setting) => [
      ...(await measure(simulator(typical(1, 4)), [setting], { observables: EVERYTHING, shots: EXACT }))[0]
        .mean,
    ];
    const free = at([1, "a"]);
    const nudge = Float64Array.of(0.1, 0);
    const nudged = { ...at([1, "b"], nudge), near: free };
    expect(await read(free)).toEqual(await read(at([1, "a"])));
    expect(await read(free)).not.toEqual(await read(at([1, "c"])));
    expect(await read(nudged)).toEqual(await read({ ...nudged, stream: [1, "d"] }));
    expect(await read(nudged)).toEqual(await read(at([1, "a"], nudge)));
  });

  test("records name the method and the number of random vectors", async () => {
    const device = simulator(typical(0.5, 7));
    expect(device.capabilities().record).toMatchObject({
      solver: "typicality",
      temperature: 0.5,
      samples: 7,
    });
    const { health, standardError } = await gradient(typical(0.5, 7), {
      method: "symmetric",
      beta: 0.1,
      health: "full",
    });
    expect(health).toMatchObject({
      gap: null,
      coupledGap: null,
      sampling: { method: "typicality", samples: 7 },
    });
    expect(standardError?.loss).toBeGreaterThan(0);
    expect([...(standardError?.outputs[0] ?? [])].every((error) => error > 0)).toBe(true);
    expect((await gradient(exact(0.5), { method: "symmetric", beta: 0.1 })).health).not.toHaveProperty(
      "sampling",
    );
  });

  test("shots add to the error bars, and their variance is that of the mixture", async () => {
    const shots = { outputs: 50, parameters: 50, inputs: 50 };
    const read = async (equilibrium: EquilibriumOption) =>
      (await measure(simulator(equilibrium), [at(["shots"])], { observables: EVERYTHING, shots }))[0]
        .standardError;
    const [sampled, reference] = [await read(typical(1, 200)), await read(exact(1))];
    for (const [k, error] of (reference ?? []).entries()) {
      expect((sampled?.[k] as number) / error).toBeGreaterThan(0.97);
      expect((sampled?.[k] as number) / error).toBeLessThan(1.03);
    }
    const settings = { method: "symmetric", beta: 0.2, shots: 50 } as const;
    const loss = { loss: expectationLoss({ output: 0, goal: "minimize" }) };
    const [noisy, alone, silent] = await Promise.all([
      gradient(typical(1, 20), settings, loss),
      gradient(exact(1), settings, loss),
      gradient(typical(1, 20), { ...settings, shots: null }, loss),
    ]);
    for (const j of [0, 1]) {
      const [a, b, c] = [noisy, alone, silent].map(
        ({ standardError }) => standardError?.parameters[j] as number,
      );
      expect(Math.hypot(b, c) / a).toBeGreaterThan(0.9);
      expect(Math.hypot(b, c) / a).toBeLessThan(1.1);
    }
  });

  test("auto is exact to 11 qubits and samples beyond; what cannot be is refused", async () => {
    const chain = (qubits: number) =>
      new System({ qubits, fixed: parseOperator(`sum(j=0..${qubits - 1}, Z[j] + X[j])`) });
    const solver = (qubits: number, equilibrium: EquilibriumOption) =>
      new Simulator(chain(qubits), testKernels(), { equilibrium }).capabilities().record.solver;
    expect(solver(11, { kind: "thermal", temperature: 1 })).toBe("full diagonalisation");
    expect(solver(12, { kind: "thermal", temperature: 1 })).toBe("typicality");
    expect(() => solver(12, exact(1))).toThrow(/2\^12 eigenstates.*method: typicality/s);
    for (const samples of [1, 0, 2.5]) expect(() => solver(3, typical(1, samples))).toThrow(/at least 2/);
    await expect(gradient(typical(1e-8, 2), { method: "linear-response" })).rejects.toThrow(/kind: ground/);
  });
});

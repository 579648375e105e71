import { describe, expect, test } from "vitest";
import { denseMatrix, matrixElement } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { quenchedState } from "../../test/support/quenched-state.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { measure } from "../propagation/measure.ts";
import { checkReciprocity } from "../propagation/reciprocity.ts";
import { System } from "../propagation/system.ts";
import { QuenchedDevice } from "./quenched-device.ts";
import { Simulator } from "./simulator.ts";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });

/** Three spins; with Y terms the eigenstates are complex. */
const systemWith = (term: string) =>
  new System({
    qubits: 3,
    fixed: parseOperator("0.6 Z0 Z1 + 0.9 Z1 Z2"),
    inputs: [named("field", "-X0 - X1 - X2")],
    parameters: [named("a", "Z0"), named("b", "X1 X2"), named("c", term)],
    outputs: [named("up", "0.5 + 0.5 Z2"), named("flip", "X0 X1")],
  });
const point = {
  inputs: Float64Array.of(0.8),
  parameters: Float64Array.of(0.7, 0.3, -0.4),
  stream: ["quench"],
};
const nudged = { ...point, nudge: Float64Array.of(0.3, -0.2) };
const everything = {
  observables: { outputs: [0, 1], parameters: [0, 1, 2], inputs: [0] },
  shots: { outputs: null, parameters: null, inputs: null },
} as const;

describe.each([
  ["a real Hamiltonian", "Z1 Z2"],
  ["a complex one", "Y0 Z1"],
])("a sudden nudge of %s", (_, term) => {
  const system = systemWith(term);

  test("leads to the state that dense matrices give", async () => {
    const [{ mean, health }] = await measure(
      new QuenchedDevice(system, testKernels(), 1.3),
      [nudged],
      everything,
    );
    const state = quenchedState(system, 1.3)(nudged);
    const expected = [...system.outputs, ...system.parameters, ...system.inputs].map(({ operator }) =>
      matrixElement(state, denseMatrix(operator, 3), state),
    );
    for (const [k, value] of expected.entries()) expect(mean[k]).toBeCloseTo(value, 10);
    expect(health.gap).toBeGreaterThan(0);
  });

  test("changes nothing at once, and nothing where there is no nudge", async () => {
    const simulator = new Simulator(system, testKernels());
    const free = { ...point, nudge: Float64Array.of(0, 0) };
    const [{ mean }] = await measure(simulator, [free], everything);
    const at = async (time: number, setting: typeof nudged) =>
      (await measure(new QuenchedDevice(system, testKernels(), time), [setting], everything))[0].mean;
    for (const [k, value] of mean.entries()) {
      expect((await at(0, nudged))[k]).toBeCloseTo(value, 7);
      expect((await at(1.3, free))[k]).toBeCloseTo(value, 7);
    }
    expect(Math.abs((await at(1.3, nudged))[0] - mean[0])).toBeGreaterThan(1e-3);
  });
});

test("reciprocity fails, whatever the gains", async () => {
  const device = new QuenchedDevice(systemWith("Z1 Z2"), testKernels(), 1);
  const check = await checkReciprocity(device, point, { step: 0.05, shots: null });
  expect(check.verdict).toBe("fails");
  expect(check.upToGains?.pValue).toBeLessThan(1e-6);
});

describe("what it cannot do is refused", () => {
  const system = systemWith("Z1 Z2");

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("a time of %s", (time) => {
    expect(() => new QuenchedDevice(system, testKernels(), time)).toThrow(
      `the time of a quench must be a number of at least 0; it is ${time}`,
    );
  });

  test("nine qubits", () => {
    const large = new System({
      qubits: 9,
      inputs: [],
      parameters: [named("a", "Z0")],
      outputs: [named("b", "X8")],
    });
    expect(() => new QuenchedDevice(large, testKernels(), 1)).toThrow("at most 8 qubits; the system has 9");
  });

  test("shots", async () => {
    const device = new QuenchedDevice(system, testKernels(), 1);
    const shots = { outputs: 100, parameters: null, inputs: null };
    await expect(device.submit([nudged], { ...everything, shots })).rejects.toThrow(
      "exact expectation values alone",
    );
  });
});

import { describe, expect, test } from "vitest";
import {
  estimateThermalLevel,
  jackknifeVariances,
  type NamedOperator,
  OperatorSum,
  parseOperator,
  type Selection,
  type Setting,
  type Shots,
  Simulator,
  System,
  solveThermalLevel,
} from "../../src/index.ts";
import { measure } from "../../src/propagation/measure.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./thermal.json" with { type: "json" };

// make_thermal.py: LAPACK, responses checked there against the derivative of the matrix exponential.

const EXACT: Shots = { outputs: null, parameters: null, inputs: null };

function operator(terms: (string | number)[][]): OperatorSum {
  return OperatorSum.sum(
    terms.map(([coefficient, text]) => parseOperator(String(text)).scale(Number(coefficient))),
  );
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) {
    expect(Math.abs(actual[k] - value)).toBeLessThan(golden.header.tolerance * Math.max(1, Math.abs(value)));
  }
}

/** Within three and a half standard errors, and rounding. */
function expectWithin(
  actual: Float64Array,
  expected: readonly number[],
  replicates: readonly Float64Array[] | undefined,
): void {
  const errors = jackknifeVariances(replicates ?? []).map(Math.sqrt);
  for (const [k, value] of expected.entries()) {
    expect(Math.abs(actual[k] - value)).toBeLessThan(3.5 * errors[k] + 1e-8 * Math.max(1, Math.abs(value)));
  }
}

describe.each(golden.cases)(
  "$name",
  ({ qubits, fixed, parameters, theta, outputs, signal, temperatures }) => {
    const named = (prefix: string, list: (string | number)[][][]) =>
      list.map((terms, k) => ({ name: `${prefix}${k}`, operator: operator(terms) }));
    const system = new System({
      qubits,
      fixed: operator(fixed),
      parameters: named("a", parameters),
      outputs: named("b", outputs),
    });
    const setting: Setting = {
      inputs: new Float64Array(0),
      parameters: Float64Array.from(theta),
      nudge: new Float64Array(outputs.length),
      stream: ["thermal"],
    };
    const observables: Selection = { outputs: outputs.map((_, l) => l), parameters: theta.map((_, j) => j) };

    test.each(temperatures)("T = $temperature", async ({ temperature, ...expected }) => {
      const kernels = testKernels();
      const level = solveThermalLevel(system, setting, kernels, {
        temperature,
        observables: [...system.outputs, ...system.parameters],
      });
      expectClose([level.freeEnergy], [expected.freeEnergy]);
      expectClose(level.energies.slice(0, 4), expected.lowestEnergies);
      expectClose(level.populations.slice(0, 4), expected.lowestPopulations);
      expectClose(level.expectations, expected.means);
      expect(kernels.bytesInUse).toBe(0);

      const device = new Simulator(system, kernels, { equilibrium: { kind: "thermal", temperature } });
      const [exact] = await measure(device, [setting], { observables, shots: EXACT });
      expectClose(exact.mean, expected.means);
      expectClose([exact.health.gap ?? Number.NaN], [expected.gap]);
      // The standard error of M shots is √(Var/M); its square is compared, in the unit of the variances.
      const shots: Shots = { outputs: 4, parameters: 4, inputs: null };
      const [noisy] = await measure(device, [setting], { observables, shots });
      expectClose(
        (noisy.standardError ?? new Float64Array()).map((error) => 4 * error * error),
        expected.variances,
      );
      const [{ response }] = await device.respond([setting], [Float64Array.from(signal)], observables);
      expectClose(response, expected.responses);
      await device.close();
      expect(kernels.bytesInUse).toBe(0);
    });

    // Three and a half standard errors of 400 random vectors: over all 105 comparisons one would exceed them in 20 times.
    test.each(temperatures)("T = $temperature, sampled", async ({ temperature, ...expected }) => {
      const equilibrium = { kind: "thermal", temperature, method: "typicality", samples: 400 } as const;
      const device = new Simulator(system, testKernels(), { equilibrium });
      const [{ mean, replicates }] = await measure(device, [setting], { observables, shots: EXACT });
      expectWithin(mean, expected.means, replicates);
      const [response] = await device.respond([setting], [Float64Array.from(signal)], observables);
      expectWithin(response.response, expected.responses, response.replicates);
    });
  },
);

describe.each(golden.chains)("free fermions: $sites sites at T = $temperature", (chain) => {
  const { sites, coupling, field, temperature } = chain;
  const named = (name: string, text: string): NamedOperator => ({ name, operator: parseOperator(text) });
  const bonds = named("bonds", `sum(j=0..${sites - 2}, Z[j] Z[j+1])`);
  const fields = named("fields", `sum(j=0..${sites - 1}, X[j])`);
  const system = new System({
    qubits: sites,
    parameters: [bonds, fields],
    outputs: [{ ...fields, name: "nudged" }],
  });
  const knobs = {
    inputs: new Float64Array(0),
    parameters: Float64Array.of(-coupling, -field),
    nudge: new Float64Array(1),
  };

  test("free energy, energy, means and responses within their error bars, which are small", async () => {
    const kernels = testKernels();
    const level = estimateThermalLevel(system, knobs, kernels, {
      temperature,
      samples: 8,
      observables: [bonds, fields],
    });
    const { standardError } = level;
    const [found, errors] = [level, standardError].map(({ freeEnergy, energy, expectations }) => [
      freeEnergy,
      energy,
      ...expectations,
    ]);
    const expected = [chain.freeEnergy, chain.energy, chain.bonds, chain.fields];
    for (const [k, value] of expected.entries()) {
      expect(Math.abs(found[k] - value)).toBeLessThan(4.5 * errors[k]);
      expect(errors[k]).toBeLessThan(0.04 * Math.abs(value));
    }
    expect(kernels.bytesInUse).toBe(0);

    const equilibrium = { kind: "thermal", temperature, samples: 8 } as const;
    const device = new Simulator(system, kernels, { equilibrium });
    const [{ response, replicates }] = await device.respond(
      [{ ...knobs, stream: ["chain"] }],
      [Float64Array.of(1)],
      { parameters: [0, 1] },
    );
    const responseErrors = jackknifeVariances(replicates ?? []).map(Math.sqrt);
    for (const [k, value] of [chain.bondsResponse, chain.fieldsResponse].entries()) {
      expect(Math.abs(response[k] - value)).toBeLessThan(4.5 * responseErrors[k]);
      expect(responseErrors[k]).toBeLessThan(0.15 * Math.abs(value));
    }
    await device.close();
  });
});

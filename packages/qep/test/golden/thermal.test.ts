import { describe, expect, test } from "vitest";
import {
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
  },
);

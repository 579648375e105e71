import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { Simulator } from "../devices/simulator.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { measure } from "../propagation/measure.ts";
import { buildExperiment } from "./build-experiment.ts";
import { simulatedDevice, simulatedSystem } from "./build-hidden.ts";
import { parseExperiment } from "./parse-experiment.ts";

const experimentWith = (hidden: string) =>
  buildExperiment(
    parseExperiment(
      `schemaVersion: 1
system:
  qubits: 2
  fixed: Z0 Z1
  inputs: { h: X0 + X1 }
  parameters: { a: { operator: Z0, initial: 0.5 } }
  outputs: { z: Z1 }
at: { h: 0.7 }
${hidden}
`,
      { file: "hidden.yaml" },
    ),
  );

const meansOf = async (hidden: string) => {
  const experiment = experimentWith(hidden);
  const device = simulatedDevice(new Simulator(simulatedSystem(experiment), testKernels()), experiment);
  const setting = {
    inputs: Float64Array.of(0.7),
    parameters: Float64Array.of(0.5),
    nudge: Float64Array.of(0),
    stream: [],
  };
  const observables = { outputs: [0], parameters: [0], inputs: [0] };
  const shots = { outputs: null, parameters: null, inputs: null };
  return (await measure(device, [setting], { observables, shots }))[0].mean;
};

describe("hidden parts of a device", () => {
  test("are in the simulated system, and not in the one the trainer knows", () => {
    const experiment = experimentWith("hidden: { fixed: 0.2 X0 Z1 }");
    expect(experiment.system.fixed.toString()).toBe("Z0 Z1");
    expect(simulatedSystem(experiment).fixed).toEqual(parseOperator("Z0 Z1 + 0.2 X0 Z1"));
    expect(experimentWith("").hidden).toBeUndefined();
  });

  test("disorder is that of its seed and of its place in the list", () => {
    const coefficients = (seed: number, operators: string, size = 0.1) =>
      simulatedSystem(
        experimentWith(`hidden: { seed: ${seed}, disorder: { operators: [${operators}], size: ${size} } }`),
      )
        .fixed.minus(parseOperator("Z0 Z1"))
        .terms.map(({ coefficient }) => coefficient.re);
    const [x, y] = coefficients(1, "X0, Y1");
    expect(Math.abs(x)).toBeLessThan(0.4);
    expect(x).not.toBe(y);
    expect(coefficients(1, "X0")).toEqual([x]);
    expect(coefficients(1, "X0", 0.2)[0]).toBeCloseTo(2 * x, 14);
    expect(coefficients(2, "X0")).not.toEqual([x]);
  });

  // Mean and variance of 200 normal numbers are 0 ± 0.071 and 1 ± 0.1; four of these are exceeded in 1 of 15,000 cases.
  test("its coefficients are normal", () => {
    const operators = Array.from({ length: 200 }, () => "X0");
    const fixedOf = (seed: number, list: readonly string[]) =>
      simulatedSystem(
        experimentWith(`hidden: { seed: ${seed}, disorder: { operators: [${list.join(", ")}], size: 1 } }`),
      ).fixed.minus(parseOperator("Z0 Z1"));
    const numbers = operators.map((text, seed) => fixedOf(seed, [text]).terms[0].coefficient.re);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / 200;
    const square = numbers.reduce((sum, value) => sum + value ** 2, 0) / 200;
    expect(Math.abs(mean)).toBeLessThan(0.29);
    expect(Math.abs(square - 1)).toBeLessThan(0.4);
  });

  test("miscalibrated knobs move what is read; a hidden section that hides nothing moves nothing", async () => {
    const plain = await meansOf("");
    expect(await meansOf("hidden: {}")).toEqual(plain);
    const moved = await meansOf("hidden: { knobs: { gain: 0.05 } }");
    for (const [k, value] of plain.entries()) {
      const change = Math.abs(moved[k] - value);
      expect(change).toBeGreaterThan(1e-4);
      expect(change).toBeLessThan(0.1);
    }
  });

  test.each([
    ["hidden: { fixed: X2 }", /hidden\.yaml:9:18: .*qubit 2/],
    ["hidden: { disorder: { operators: [X0, i X1], size: 0.1 } }", /hidden\.yaml:9:39: .*not Hermitian/],
    [
      "hidden: { knobs: { gain: -1 } }",
      /hidden\.yaml:9:26: hidden\.knobs\.gain: expected a number of at least 0/,
    ],
    ["hidden: { sed: 1 }", /did you mean "seed"/],
  ])("%s is refused with its place", (hidden, message) => {
    expect(() => experimentWith(hidden)).toThrow(message);
  });
});

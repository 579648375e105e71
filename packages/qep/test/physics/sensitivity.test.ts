import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Device, estimateGradients, Simulator, sensitivityLoss } from "../../src/index.ts";
import { chainSensitivity } from "../support/chain-exploration.ts";
import { testKernels } from "../support/kernels.ts";
import { referenceDirectory } from "../support/reference.ts";

/** −|Δ⟨X0X4⟩|/|ΔgX| and its gradient along (gX⁽¹⁾, gX⁽²⁾, gZZ), nudged as the authors do. */
async function evaluate(device: Device, [x1, x2, zz]: readonly number[]) {
  const problem = {
    loss: sensitivityLoss({ output: 0, input: 0, goal: "maximize" }),
    samples: [{ points: [Float64Array.of(x1), Float64Array.of(x2)] }],
    parameters: Float64Array.of(zz),
    stream: [],
  };
  const settings = { method: "one-sided", beta: 0.1, nudge: "each-output", trainedInputs: [0] } as const;
  const [{ loss, inputs, parameters }] = await estimateGradients(device, problem, settings);
  return { value: loss, gradient: [inputs[0][0], inputs[1][0], parameters[0]] };
}

test("the gradient of the sensitivity is that of finite differences", async () => {
  const device = new Simulator(chainSensitivity(), testKernels());
  const problem = {
    loss: sensitivityLoss({ output: 0, input: 0, goal: "maximize" }),
    samples: [{ points: [Float64Array.of(0.7), Float64Array.of(1.6)] }],
    parameters: Float64Array.of(0.8),
    stream: [],
  };
  const [exact] = await estimateGradients(device, problem, { method: "linear-response", trainedInputs: [0] });
  const value = async (x1: number, x2: number, zz: number) => (await evaluate(device, [x1, x2, zz])).value;
  const h = 1e-4;
  const at = [0.7, 1.6, 0.8] as const;
  const gradient = [exact.inputs[0][0], exact.inputs[1][0], exact.parameters[0]];
  for (const k of [0, 1, 2]) {
    const moved = (step: number) => at.map((v, j) => (j === k ? v + step : v)) as [number, number, number];
    const slope = ((await value(...moved(h))) - (await value(...moved(-h)))) / (2 * h);
    expect(Math.abs(slope - gradient[k])).toBeLessThan(1e-6);
  }
});

test("at the start of run 1, where two levels lie 7e-9 apart, every equilibrium is the true ground state", async () => {
  const device = new Simulator(chainSensitivity(), testKernels());
  const { value, gradient } = await evaluate(device, [-0.2, -1.5, -1.5]);
  // By dense diagonalisation (numpy). In the nudged phase the other level of the two is the lower one.
  expect(value.toFixed(10)).toBe("-0.5172760623");
  expect(gradient.map((slope) => slope.toFixed(8))).toEqual(["0.41800672", "-0.08576877", "-0.33859847"]);
});

const folder = join(referenceDirectory() ?? "", "UnsupervisedQEP/SensitivityOptimization/run 1");

describe.skipIf(!existsSync(folder))(
  "published run 1 (set QEP_REFERENCE to the authors' data to run)",
  () => {
    const column = (name: string) => readFileSync(join(folder, name), "utf8").trim().split("\n").map(Number);

    test("both gX, gZZ and the value follow all 100 iterations to 1e-8", async () => {
      const published = ["gx_1_list.csv", "gx_2_list.csv", "theta_list_OBC.csv"].map(column);
      const values = column("cost_func_list_OBC.csv");
      expect(values).toHaveLength(101);
      const device = new Simulator(chainSensitivity(), testKernels());
      const theta = published.map((list) => list[0]);
      expect(theta).toEqual([-0.2, -1.5, -1.5]);
      for (let iteration = 0; iteration <= 100; iteration++) {
        for (const k of [0, 1, 2]) expect(Math.abs(theta[k] - published[k][iteration])).toBeLessThan(1e-8);
        // The file repeats the value of iteration 99 instead of giving that of the last θ.
        if (iteration === 100) break;
        const { value, gradient } = await evaluate(device, theta);
        expect(Math.abs(value - values[iteration])).toBeLessThan(1e-8);
        const norm = Math.hypot(...gradient);
        for (const k of [0, 1, 2]) theta[k] -= (0.1 * gradient[k]) / norm;
      }
      await device.close();
    });
  },
);

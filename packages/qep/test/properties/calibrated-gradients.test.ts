import { expect, it } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { CountedDevice } from "../../src/devices/counted-device.ts";
import { Simulator } from "../../src/devices/simulator.ts";
import { calibrateReadout } from "../../src/measurement/readout-calibration.ts";
import { parseOperator } from "../../src/operators/parse-operator.ts";
import { estimateGradients } from "../../src/propagation/gradient.ts";
import { squareLoss } from "../../src/propagation/losses.ts";
import { System } from "../../src/propagation/system.ts";
import { drawCounts, readoutDistribution } from "../support/dense-readout.ts";
import { testKernels } from "../support/kernels.ts";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });
const SYSTEM = new System({
  qubits: 1,
  fixed: parseOperator("-0.6 Z0"),
  parameters: [named("a", "-X0")],
  outputs: [named("z", "Z0")],
});
const ERRORS = { p01: [0.1], p10: [0.05] };
const PROBLEM = {
  loss: squareLoss(),
  samples: [{ points: [new Float64Array(0)], target: Float64Array.of(0.45) }],
  parameters: Float64Array.of(0.8),
};
const RUNS = 300;

it.each(["symmetric", "one-sided"] as const)(
  "%s gradients scatter about the noiseless one as shots and calibration say, the calibration being most of it",
  async (method) => {
    // 300 repetitions with a calibration of their own of 300 + 300 shots. The mean square over the mean claimed variance has
    // the relative deviation (2/300)^½ = 0.08: 0.33 is 4 of them, for three numbers 2e-4.
    const ideal = new Simulator(SYSTEM, testKernels("reference"));
    const settings = { method, beta: 0.6 } as const;
    const [exact] = await estimateGradients(ideal, { ...PROBLEM, stream: ["exact"] }, settings);
    const laboratory = new Simulator(SYSTEM, testKernels("reference"), {
      imperfections: { readout: ERRORS },
    });
    const stream = new RandomStream("calibrated gradients", method);
    const basis = { kind: "pauli", letters: "Z" } as const;
    const prepared = (up: number) => ({ re: Float64Array.of(up, 1 - up), im: new Float64Array(2) });
    const counts = (up: number) => drawCounts(readoutDistribution(prepared(up), basis, ERRORS), 300, stream);
    const sums = { parameter: [0, 0], output: [0, 0], loss: [0, 0] };
    for (let run = 0; run < RUNS; run++) {
      const readout = calibrateReadout(1, [
        { prepared: "0", counts: counts(1) },
        { prepared: "1", counts: counts(0) },
      ]);
      const device = new CountedDevice(laboratory, SYSTEM, { readout });
      const [found] = await estimateGradients(
        device,
        { ...PROBLEM, stream: ["run", run] },
        {
          ...settings,
          budget: { free: 10_000, nudged: 10_000 },
        },
      );
      const { standardError } = found;
      const add = (sum: number[], deviation: number, error = Number.NaN) => {
        sum[0] += deviation ** 2;
        sum[1] += error ** 2;
      };
      add(sums.parameter, found.parameters[0] - exact.parameters[0], standardError?.parameters[0]);
      add(sums.output, found.outputs[0][0] - exact.outputs[0][0], standardError?.outputs[0][0]);
      add(sums.loss, found.loss - exact.loss, standardError?.loss);
    }
    for (const [square, claimed] of Object.values(sums)) {
      expect(Math.abs(square / claimed - 1)).toBeLessThan(0.33);
    }
    await ideal.close();
    await laboratory.close();
  },
);

import { describe, expect, test } from "vitest";
import {
  customLoss,
  type Device,
  estimateGradients,
  type GradientProblem,
  type GradientResult,
  type GradientSettings,
  RandomStream,
  Simulator,
  squareLoss,
} from "../../src/index.ts";
import { jacobianGradients } from "../../src/propagation/jacobian-gradient.ts";
import { CorrelatedDevice } from "../support/correlated-device.ts";
import { testKernels } from "../support/kernels.ts";
import { randomSystem } from "../support/random-system.ts";

/** Two outputs and two operating points in each of two samples, of which one input is trained. */
const system = randomSystem("jacobian", 5);
const random = new RandomStream("jacobian");
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [1, 2].map(() => ({ points: [vector(2), vector(2)], target: vector(2) })),
  parameters: vector(6),
  stream: ["jacobian"],
};
const device = () => new Simulator(system, testKernels(), { tolerance: 1e-11 });
const flat = ({ parameters, inputs }: { parameters: Float64Array; inputs: readonly Float64Array[] }) => [
  ...parameters,
  ...inputs.flatMap((point) => [...point]),
];

describe("a gradient by way of the Jacobian", () => {
  const exact: GradientSettings = { method: "linear-response", trainedInputs: [1] };

  test("is the gradient, and its loss is the loss", async () => {
    const [direct, composed] = [
      await estimateGradients(device(), problem, exact),
      await jacobianGradients(device(), problem, exact),
    ];
    for (const [sample, result] of composed.entries()) {
      expect(Math.abs(result.loss - direct[sample].loss)).toBeLessThan(1e-12);
      expect(flat(result)).toHaveLength(8);
      for (const [j, slope] of flat(result).entries()) {
        expect(Math.abs(slope - flat(direct[sample])[j])).toBeLessThan(1e-8);
      }
    }
  });

  test("has rows that are finite differences of the outputs", async () => {
    const [{ responses }] = await jacobianGradients(device(), problem, exact);
    const h = 1e-4;
    const outputsAt = async (parameters: Float64Array) =>
      (await estimateGradients(device(), { ...problem, parameters }, exact))[0].outputs;
    for (const j of [0, 3, 5]) {
      const moved = (step: number) => problem.parameters.map((value, k) => (k === j ? value + step : value));
      const [up, down] = [await outputsAt(moved(h)), await outputsAt(moved(-h))];
      for (const point of [0, 1]) {
        for (const l of [0, 1]) {
          const slope = (up[point][l] - down[point][l]) / (2 * h);
          expect(Math.abs(responses[point][l].parameters[j] - slope)).toBeLessThan(1e-6);
        }
      }
    }
  });

  test("costs a gradient for each output, and has the standard errors of nudging each output", async () => {
    const noisy: GradientSettings = { method: "symmetric", beta: 0.1, shots: 30, trainedInputs: [1] };
    const [composed] = await jacobianGradients(device(), problem, noisy);
    const [direct] = await estimateGradients(device(), problem, { ...noisy, nudge: "each-output" });
    // Two points, two outputs, three preparations each.
    expect(composed.preparations).toBe(12);
    expect(composed.shots).toBe(direct.shots);
    const [errors, expected] = [composed, direct].map(({ standardError }) =>
      flat(standardError as NonNullable<typeof standardError>),
    );
    for (const [j, error] of errors.entries()) expect(error / expected[j]).toBeCloseTo(1, 7);
  });

  test("is as healthy as the worst of its rows", async () => {
    const settings: GradientSettings = { method: "symmetric", beta: 0.1 };
    const [composed] = await jacobianGradients(device(), problem, settings);
    const [direct] = await estimateGradients(device(), problem, { ...settings, nudge: "each-output" });
    expect(composed.health.gap).toBe(direct.health.gap);
    expect(composed.health.nudgeRange).toBe(direct.health.nudgeRange);
    expect(composed.health.nonlinearity).toBeGreaterThan(0);
  });
});

describe("from measured outputs", () => {
  const COUNT = 2000;
  /** Third derivatives, whose correction stands out at few free shots. */
  const cubic = customLoss("cubic", ({ outputs: [[p, q, r]] }) => ({
    value: p ** 3 / 3 + p * q + r ** 2 / 2,
    errorSignals: [Float64Array.of(p ** 2 + q, p, r)],
  }));
  const measured = (count: number): GradientProblem => ({
    loss: cubic,
    samples: Array.from({ length: count }, () => ({ points: [Float64Array.of(0.7)] })),
    parameters: Float64Array.of(0.5, 0.4, -0.6),
    stream: ["jacobian", "measured"],
  });
  const reported = ({
    loss,
    outputs,
    parameters,
  }: Pick<GradientResult, "loss" | "outputs" | "parameters">) => [loss, ...outputs[0], ...parameters];

  // 21 means and as many variances within 4 standard errors: 3 false alarms in 1,000 choices of the streams.
  test.each(["symmetric", "one-sided", "finite-difference"] as const)(
    "%s: loss and gradient are right on average, and scatter as their standard errors say",
    async (method) => {
      const settings = { method, beta: 0.2, step: 0.2 };
      const [exact] = (await jacobianGradients(new CorrelatedDevice(), measured(1), settings)).map(reported);
      const budget = { free: 20, nudged: 4000 };
      const results = await jacobianGradients(new CorrelatedDevice(), measured(COUNT), {
        ...settings,
        budget,
      });
      for (const [k, center] of exact.entries()) {
        const deviations = results.map((result) => reported(result)[k] - center);
        const claimed = results.map(({ standardError }) => {
          if (!standardError) throw new Error("measured with shots");
          return reported(standardError)[k] ** 2;
        });
        const mean = deviations.reduce((sum, value) => sum + value, 0) / COUNT;
        const squares = deviations.map((value) => value ** 2);
        const square = squares.reduce((sum, value) => sum + value, 0) / COUNT;
        const claim = claimed.reduce((sum, value) => sum + value, 0) / COUNT;
        const spread = squares.reduce((sum, value) => sum + (value - square) ** 2, 0) / COUNT;
        expect(Math.abs(mean), `number ${k}`).toBeLessThan(4 * Math.sqrt(square / COUNT));
        expect(Math.abs(claim - square), `number ${k}`).toBeLessThan(4 * Math.sqrt(spread / COUNT));
      }
    },
  );

  test("constants of a calibration are wrong alike in all rows: their parts add up before they are squared", async () => {
    const device = new CorrelatedDevice();
    // One constant that adds 0.01 (1 + ν_0 + 2 ν_1 − ν_2) to every observable: 0.01 (1, 2, −1) to the responses.
    const calibrated: Device = {
      capabilities: () => device.capabilities(),
      submit: (settings, request) => device.submit(settings, request),
      poll: async () => {
        const status = await device.poll();
        if (status.state !== "done") return status;
        const { settings } = device.asked[device.asked.length - 1];
        const measurements = status.measurements.map((measurement, k) => {
          const [u, v, w] = settings[k].nudge;
          const shift = 0.01 * (1 + u + 2 * v - w);
          return { ...measurement, calibrationShifts: [measurement.mean.map(() => shift)] };
        });
        return { state: "done", measurements };
      },
      cancel: () => device.cancel(),
      close: () => device.close(),
    };
    const settings = { method: "symmetric", beta: 0.2, budget: { free: 1e14, nudged: 1e14 } } as const;
    const [{ outputs, calibrationShifts, standardError }] = await jacobianGradients(
      calibrated,
      measured(1),
      settings,
    );
    const [p, q, r] = outputs[0];
    const shift = 0.01 * (p ** 2 + q + 2 * p - r);
    expect(calibrationShifts?.map((own) => [...own])).toEqual([
      [expect.closeTo(shift, 6), expect.closeTo(shift, 6), expect.closeTo(shift, 6)],
    ]);
    for (const error of standardError?.parameters ?? [0]) expect(error).toBeCloseTo(Math.abs(shift), 6);
  });
});

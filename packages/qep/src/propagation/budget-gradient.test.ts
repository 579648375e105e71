import { describe, expect, test } from "vitest";
import { CorrelatedDevice, type CorrelatedDeviceOptions } from "../../test/support/correlated-device.ts";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { customLoss } from "./custom-loss.ts";
import type { BudgetRequest } from "./device.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { squareLoss } from "./losses.ts";
import type { GradientProblem } from "./problem.ts";

const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [{ points: [Float64Array.of(0.7)], target: Float64Array.of(0.9, -0.3, 0.6) }],
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["budget"],
};
const budget = { free: 300, nudged: 900 };

async function run(
  settings: GradientSettings,
  options: CorrelatedDeviceOptions = {},
  over: Partial<GradientProblem> = {},
) {
  const device = new CorrelatedDevice(options);
  const [result] = await estimateGradients(device, { ...problem, ...over }, settings);
  const jobs = device.asked.map(({ settings: asked, request }) => {
    const { observables, budget: own } = request as BudgetRequest;
    return { settings: asked, observables, total: own.total, weights: [...(own.weights ?? [])] };
  });
  return { result: result as GradientResult, jobs };
}

describe("what is asked", () => {
  test("symmetric: outputs, both signs of the nudge, and two probes across three outputs' error signal", async () => {
    const { result, jobs } = await run({ method: "symmetric", beta: 0.1, budget });
    expect(jobs.map(({ total, settings, observables }) => [total, settings.length, observables])).toEqual([
      [300, 1, { outputs: [0, 1, 2] }],
      [900, 2, { parameters: [0, 1, 2], inputs: [] }],
      [113, 4, { parameters: [0, 1, 2], inputs: [] }],
    ]);
    expect(jobs.map(({ weights }) => weights)).toEqual([
      new Array(3).fill(Math.sqrt(3)),
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect([result.preparations, result.shots]).toEqual([7, 300 + 2 * 900 + 4 * 113]);
    const [main, , ...probes] = jobs.slice(1).flatMap(({ settings }) => settings.map(({ nudge }) => nudge));
    const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, l) => sum + value * b[l], 0);
    for (const probe of probes) {
      expect(inner(probe, main)).toBeCloseTo(0, 12);
      expect(Math.hypot(...probe)).toBeCloseTo(Math.hypot(...main), 12);
    }
    expect(inner(probes[0], probes[2])).toBeCloseTo(0, 12);
  });

  test("no probes for one output that matters, for each output nudged, or where none are wanted", async () => {
    const one = customLoss("one", ({ outputs: [[p]] }) => ({
      value: p * p,
      errorSignals: [Float64Array.of(2 * p, 0, 0)],
    }));
    expect((await run({ method: "symmetric", beta: 0.1, budget }, {}, { loss: one })).jobs).toHaveLength(2);
    const each = { method: "symmetric", beta: 0.1, nudge: "each-output", budget } as const;
    expect((await run(each)).jobs).toHaveLength(2);
    const unprobed = { ...budget, probe: 0 };
    expect((await run({ method: "symmetric", beta: 0.1, budget: unprobed })).jobs).toHaveLength(2);
  });

  test("one-sided: the free phase reads the baseline too, outputs weighted for all components", async () => {
    const { jobs } = await run({ method: "one-sided", beta: 0.1, budget, trainedInputs: [0] });
    expect(jobs[0]).toMatchObject({
      observables: { outputs: [0, 1, 2], parameters: [0, 1, 2], inputs: [0] },
      weights: [2, 2, 2, 1, 1, 1, 1],
    });
  });

  test("Richardson: an eighth and seven of the shots more at half the nudge", async () => {
    const { jobs, result } = await run({ method: "richardson", beta: 0.1, budget: { ...budget, probe: 0 } });
    expect(jobs.map(({ total }) => total)).toEqual([300, 100, 800]);
    const [full, half] = jobs.slice(1).map(({ settings }) => settings[0].nudge);
    expect([...half]).toEqual(Array.from(full, (value) => expect.closeTo(value / 2, 15)));
    expect(result.preparations).toBe(5);
  });

  test("weights as given", async () => {
    const weights = { outputs: Float64Array.of(3, 2, 1), parameters: Float64Array.of(1, 5, 1) };
    const { jobs } = await run({ method: "one-sided", beta: 0.1, budget: { ...budget, weights } });
    expect(jobs.map((job) => job.weights)).toEqual([
      [3, 2, 1, 1, 5, 1],
      [1, 5, 1],
      [1, 5, 1],
    ]);
  });

  test("every preparation has a stream of its own", async () => {
    const { jobs } = await run({ method: "richardson", beta: 0.1, budget, driftCheck: true });
    const streams = jobs.flatMap(({ settings }) => settings.map(({ stream }) => JSON.stringify(stream)));
    expect(new Set(streams).size).toBe(streams.length);
    expect(streams).toHaveLength(1 + 4 + 4 + 1);
  });
});

describe("covariance", () => {
  test("its diagonal is the squared standard errors, and components read together are correlated", async () => {
    const { result } = await run({ method: "symmetric", beta: 0.1, budget, trainedInputs: [0] });
    const { covariance = new Float64Array(0), standardError } = result;
    const errors = [...(standardError?.parameters ?? []), ...(standardError?.inputs[0] ?? [])];
    expect(covariance).toHaveLength(16);
    for (const [j, error] of errors.entries()) expect(covariance[5 * j]).toBeCloseTo(error ** 2, 12);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < i; j++) {
        expect(covariance[4 * i + j]).toBeCloseTo(covariance[4 * j + i], 12);
        expect(Math.abs(covariance[4 * i + j])).toBeLessThan(errors[i] * errors[j]);
      }
    }
  });

  test("with exact outputs it is that of the nudged phases: (Cov₊ + Cov₋)/4β²", async () => {
    const known = { free: 1e14, nudged: 900, probe: 0 };
    const { result } = await run({ method: "symmetric", beta: 0.1, budget: known });
    // Deviations 0.9, 0.7, 1.1 of the parameters' observables, correlation 0.5.
    const [a, b] = [0.9, 0.7];
    expect(result.covariance?.[0]).toBeCloseTo((2 * a * a) / 900 / 0.04, 6);
    expect(result.covariance?.[1]).toBeCloseTo((2 * 0.5 * a * b) / 900 / 0.04, 6);
  });
});

describe("drift", () => {
  const settings: GradientSettings = { method: "one-sided", beta: 0.1, budget, driftCheck: true };

  test("a steady device passes, a drifting one does not", async () => {
    const steady = (await run(settings)).result.health.drift;
    expect(steady?.degreesOfFreedom).toBe(3);
    // A fixed draw of a p-value: below 0.001 once in 1,000 choices of the stream.
    expect(steady?.pValue).toBeGreaterThan(1e-3);
    const drifting = (await run(settings, { drift: (job) => 0.2 * job })).result.health.drift;
    expect(drifting?.pValue).toBeLessThan(1e-6);
  });

  test("χ² by hand where outputs are independent", async () => {
    const { result, jobs } = await run(settings, { correlation: 0 });
    expect(jobs.at(-1)).toMatchObject({ total: 300, observables: { outputs: [0, 1, 2] } });
    const device = new CorrelatedDevice({ correlation: 0 });
    const again = jobs.at(-1);
    await device.submit(again?.settings ?? [], {
      observables: again?.observables ?? {},
      budget: { total: 300 },
    });
    const status = await device.poll();
    const later = status.state === "done" ? status.measurements[0].mean : new Float64Array(0);
    const variances = [0.8, 0.6, 1].map((deviation) => (2 * deviation ** 2) / 300);
    const expected = variances.reduce(
      (sum, variance, l) => sum + (later[l] - result.outputs[0][l]) ** 2 / variance,
      0,
    );
    // Less what covariances of 598 readings add on average.
    expect(result.health.drift?.chiSquare).toBeCloseTo(expected * (1 - 4 / 598), 9);
  });

  test("an interleaved baseline takes a drift between the jobs out of the gradient", async () => {
    const drift = (job: number) => 0.5 * job;
    const error = async (own: Partial<GradientSettings>, options: CorrelatedDeviceOptions) => {
      const noiseless = { method: "one-sided", beta: 0.1, ...own } as const;
      const exact = (await run({ ...noiseless, budget: { free: 1e12, nudged: 1e12, probe: 0 } }, options))
        .result;
      return exact.parameters[0];
    };
    const steady = await error({}, {});
    expect(await error({ baseline: "interleaved" }, {})).toBeCloseTo(steady, 4);
    expect(await error({ baseline: "interleaved" }, { drift })).toBeCloseTo(steady, 4);
    expect(await error({}, { drift })).toBeCloseTo(steady + 0.5 / 0.1, 4);
  });

  test("the interleaved baseline is prepared right before its nudges, and its noise is counted", async () => {
    const known = { free: 1e14, nudged: 900, probe: 0 };
    const { result, jobs } = await run({
      method: "one-sided",
      beta: 0.1,
      budget: known,
      baseline: "interleaved",
    });
    expect(jobs.map(({ settings: own }) => own.length)).toEqual([1, 2]);
    expect([...jobs[1].settings[0].nudge]).toEqual([0, 0, 0]);
    expect(result.standardError?.parameters[0]).toBeCloseTo((0.9 * Math.SQRT2) / 30 / 0.1, 6);
  });
});

describe("refused before any preparation", () => {
  test.each<[GradientSettings, RegExp]>([
    [
      { method: "symmetric", beta: 0.1, budget: { free: 0, nudged: 1 } },
      /budget\.free: .*at least 1, given 0/,
    ],
    [{ method: "symmetric", beta: 0.1, budget: { free: 1, nudged: 1.5 } }, /budget\.nudged: .*given 1\.5/],
    [
      { method: "symmetric", beta: 0.1, budget: { free: 1, nudged: 1, probe: -1 } },
      /budget\.probe: .*at least 0, given -1/,
    ],
    [{ method: "symmetric", beta: 0.1, shots: 3, budget }, /given both; remove one/],
    [{ method: "richardson", beta: 0.1, budget: { free: 1, nudged: 1 } }, /at least 2 of them; given 1/],
    [{ method: "richardson", beta: 0.1, shots: 1 }, /at least 2 of them; given 1/],
    [{ method: "linear-response", budget }, /shots with linear response/],
    [{ method: "symmetric", beta: 0.1, baseline: "interleaved" }, /only the one-sided method subtracts/],
    [{ method: "symmetric", beta: 0.1, driftCheck: true }, /driftCheck .*give both/],
    [{ method: "finite-difference", budget, driftCheck: true }, /driftCheck .*give both/],
    [
      { method: "symmetric", beta: 0.1, budget: { ...budget, weights: { outputs: Float64Array.of(1) } } },
      /weights\.outputs: expected 3 numbers of at least 0, given 1/,
    ],
    [
      {
        method: "symmetric",
        beta: 0.1,
        budget: { ...budget, weights: { parameters: Float64Array.of(1, -1, 1) } },
      },
      /weights\.parameters: expected 3 numbers of at least 0, given 1, -1, 1/,
    ],
  ])("%j", async (settings, message) => {
    const device = new CorrelatedDevice();
    await expect(estimateGradients(device, problem, settings)).rejects.toThrow(message);
    expect(device.asked).toHaveLength(0);
  });

  test("a budget on a device without, and anything else on a device that always counts", async () => {
    const two = { ...problem, parameters: Float64Array.of(1, 2) };
    await expect(
      estimateGradients(new PolynomialDevice(), two, { method: "symmetric", beta: 0.1, budget }),
    ).rejects.toThrow(/"polynomial" does not share shots.*give gradient\.shots/);
    const counting = new CorrelatedDevice();
    const capabilities = { ...counting.capabilities(), hasExactMeans: false };
    counting.capabilities = () => capabilities;
    for (const shots of [null, 5]) {
      await expect(
        estimateGradients(counting, problem, { method: "symmetric", beta: 0.1, shots }),
      ).rejects.toThrow(/"correlated" cannot give .*give gradient\.budget instead/);
    }
  });
});

import { describe, expect, test } from "vitest";
import {
  batchOf,
  buildExperiment,
  objectiveOf,
  restartedExperiment,
} from "../../src/experiments/build-experiment.ts";
import { pilotDevice } from "../../src/experiments/build-measurement.ts";
import { claimRun } from "../../src/experiments/claim-run.ts";
import { MemoryRunDirectory } from "../../src/experiments/memory-run-store.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { planTraining, type TrainingPlan } from "../../src/experiments/plan-training.ts";
import { isStep } from "../../src/experiments/run-record.ts";
import type { RunStore } from "../../src/experiments/run-store.ts";
import { summarizeSpending } from "../../src/experiments/spending.ts";
import { trainRestarts } from "../../src/experiments/train-restarts.ts";
import { estimateGradients, Simulator } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

const BUDGET = 30_000;

/** Two qubits that are to follow a field. */
const experiment = (gradient: string, training = "batches: 20") =>
  buildExperiment(
    parseExperiment(
      `schemaVersion: 1
seed: 3
system: { qubits: 2, inputs: { h: Z0 }, parameters: { a: Z0 Z1, b: X1, c: Z1, d: X0 }, outputs: { z: Z1, x: X0 } }
data:
  sampler: table
  samples:
    - { inputs: { h: -1 }, target: { z: 0.8, x: 0 } }
    - { inputs: { h: 1 }, target: { z: -0.8, x: 0 } }
    - { inputs: { h: 0.3 }, target: { z: 0.5, x: 0.5 } }
measurement: { kind: counts }
loss: { kind: square }
gradient: { method: auto, ${gradient} }
parameters: { all: { initial: { normal: 1 } } }
training: { optimizer: { kind: adam, learningRate: 0.1 }, batchSize: 3, testEvery: 6, checkpointEvery: 4, ${training} }
`,
      { file: "x.yaml" },
    ),
  );

const WITH_BUDGET = `budget: { shots: ${BUDGET} }`;
const simulator = ({ system }: ReturnType<typeof experiment>) => new Simulator(system, testKernels());

/** Trains in a directory; `stopAfter` steps of all trainings together it is stopped, as by a signal. */
async function trained(
  of: ReturnType<typeof experiment>,
  directory = new MemoryRunDirectory(),
  stopAfter = Infinity,
) {
  const store = await directory.open();
  const outcome = await trainedIn(store, of, stopAfter).finally(() => store.close());
  const decoder = new TextDecoder();
  const files = Object.fromEntries(
    [...directory.files].map(([name, bytes]) => [name, decoder.decode(bytes)]),
  );
  return { outcome, files, steps: outcome.history.filter(isStep) };
}

async function trainedIn(store: RunStore, of: ReturnType<typeof experiment>, stopAfter: number) {
  await claimRun(store, of);
  const controller = new AbortController();
  let steps = 0;
  return await trainRestarts(of, simulator(of), {
    store,
    signal: controller.signal,
    onProgress: () => {
      if (++steps >= stopAfter) controller.abort();
    },
  });
}

describe("a training that was left to a plan", () => {
  test.each([WITH_BUDGET, "signalToNoise: 3"])(
    "%s: stopped anywhere and resumed it is the same, byte for byte",
    async (aim) => {
      const whole = await trained(experiment(aim));
      expect(whole.steps).toHaveLength(20);
      for (const stopAfter of [1, 3, 4, 9, 19]) {
        const directory = new MemoryRunDirectory();
        await trained(experiment(aim), directory, stopAfter);
        expect((await trained(experiment(aim), directory)).files).toEqual(whole.files);
      }
    },
  );

  test("spends what its history says, never more than its budget, and few shots early", async () => {
    const { steps, outcome } = await trained(experiment(WITH_BUDGET));
    const { plan } = outcome;
    let spent = 0;
    for (const { shots, spending } of steps) {
      spent += shots;
      expect(spending).toMatchObject({ method: plan?.method, beta: plan?.beta, spent, left: BUDGET - spent });
      // Three samples of one point each; the symmetric and the Richardson method nudge to both signs.
      expect(shots).toBe(
        3 * ((spending?.free ?? 0) + (plan?.method === "one-sided" ? 1 : 2) * (spending?.nudged ?? 0)),
      );
    }
    expect(spent).toBeLessThanOrEqual(BUDGET);
    expect(spent).toBeGreaterThan(BUDGET - 10);
    const half = (records: typeof steps) => records.reduce((sum, { shots }) => sum + shots, 0);
    expect(half(steps.slice(10))).toBeGreaterThan(1.5 * half(steps.slice(0, 10)));
  });

  test("each of several trainings has a plan of its own, and the run that of the best", async () => {
    const of = experiment(WITH_BUDGET, "batches: 6, restarts: 2");
    const { files, outcome } = await trained(of);
    const plans = [0, 1].map((restart) => JSON.parse(files[`restarts/${restart}/plan.json`]) as TrainingPlan);
    expect(plans[0].gradientNorm).not.toBe(plans[1].gradientNorm);
    expect(files["plan.json"]).toBe(files[`restarts/${outcome.best}/plan.json`]);
    const second = restartedExperiment(of, 1);
    const devices = { exact: simulator(of), measured: pilotDevice(simulator(of), of) };
    expect(
      JSON.parse(JSON.stringify(await planTraining(second, devices, { values: second.variables.initial }))),
    ).toEqual(plans[1]);
  });

  test("for a signal-to-noise, made longer, is one that was as long from the start", async () => {
    const directory = new MemoryRunDirectory();
    const aim = "signalToNoise: 3";
    await trained(experiment(aim, "batches: 13"), directory);
    expect((await trained(experiment(aim), directory)).files).toEqual((await trained(experiment(aim))).files);
  });

  test("a budget that leaves no shot for a basis is refused before the first step", async () => {
    await expect(trained(experiment("budget: { shots: 100 }"))).rejects.toThrow(
      /gradient\.budget\.shots: 100 shots do not suffice for one in each basis at every step/,
    );
  });
});

describe("a training with a budget that is made longer", () => {
  const longer = experiment("budget: { shots: 80000 }", "batches: 32");

  /** Trained to its end, then `stopAfter` of the further steps, then to the new end. */
  async function lengthened(stopAfter: readonly number[]) {
    const directory = new MemoryRunDirectory();
    await trained(experiment(WITH_BUDGET), directory);
    for (const steps of stopAfter) await trained(longer, directory, steps);
    return await trained(longer, directory);
  }

  test("keeps what it has, and divides the rest of its new budget over the further steps", async () => {
    const before = await trained(experiment(WITH_BUDGET));
    const { steps, files, outcome } = await lengthened([]);
    expect(steps.slice(0, 20)).toEqual(before.steps);
    expect(steps).toHaveLength(32);
    const records = steps.flatMap(({ spending }) => spending ?? []);
    expect(records.map(({ spent, left }) => spent + (left ?? 0))).toEqual(
      records.map((_, step) => (step < 20 ? BUDGET : 80_000)),
    );
    const left = records.at(-1)?.left ?? -1;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThan(6);
    expect(records[20]).toMatchObject({ method: records[0]?.method, beta: records[0]?.beta });
    const { trainer } = JSON.parse(files["checkpoint.json"] as string);
    expect(summarizeSpending(outcome.history)).toMatchObject({ earlier: [{ shots: BUDGET, until: 20 }] });
    expect(trainer.shots.earlier).toEqual([{ shots: BUDGET, steps: 20, until: 20 }]);
  });

  test("stopped anywhere and resumed it is the same, byte for byte", async () => {
    const { files } = await lengthened([]);
    for (const stopAfter of [[1], [4, 3], [11]]) expect((await lengthened(stopAfter)).files).toEqual(files);
  });

  test("without more shots than its further steps need it is refused, and stays as it was", async () => {
    const directory = new MemoryRunDirectory();
    const { files } = await trained(experiment(WITH_BUDGET), directory);
    await expect(trained(experiment(WITH_BUDGET, "batches: 30"), directory)).rejects.toThrow(
      /has done 20 batches\. .* shots are left for 10 steps .* at least \d+ shots in all.*--set gradient\.budget\.shots/,
    );
    await expect(trained(experiment("budget: { shots: 20000 }"), directory)).rejects.toThrow(
      /\d+ shots have been spent already, more than the 20000 asked for/,
    );
    expect((await trained(experiment(WITH_BUDGET), directory)).files).toEqual(files);
  });

  test("in the middle, its rest may go over more steps without more shots", async () => {
    const directory = new MemoryRunDirectory();
    await trained(experiment(WITH_BUDGET), directory, 8);
    const { steps } = await trained(experiment(WITH_BUDGET, "batches: 30"), directory);
    expect(steps).toHaveLength(30);
    const spent = steps.at(-1)?.spending?.spent ?? 0;
    expect(spent).toBeLessThanOrEqual(BUDGET);
    expect(spent).toBeGreaterThan(BUDGET - 10);
  });
});

/** Bias and noise of the mean gradient of the first batch, from exact gradients and from the covariances of many shots. */
async function errorAt(
  of: ReturnType<typeof experiment>,
  beta: number,
  { free, nudged }: TrainingPlan["shots"],
) {
  const problem = {
    loss: objectiveOf(of).loss,
    samples: batchOf(of, 0),
    parameters: of.variables.initial,
    stream: ["independent"],
  };
  const mean = (results: readonly { readonly parameters: Float64Array }[], j: number) =>
    results.reduce((sum, { parameters }) => sum + (parameters[j] as number) / results.length, 0);
  const exact = await estimateGradients(simulator(of), problem, { method: "linear-response" });
  const nudging = await estimateGradients(simulator(of), problem, { method: "symmetric", beta });
  const counted = await estimateGradients(pilotDevice(simulator(of), of), problem, {
    method: "symmetric",
    beta,
    budget: { free: 200 * free, nudged: 200 * nudged },
  });
  const knobs = [...of.variables.initial.keys()];
  const bias = knobs.reduce((sum, j) => sum + (mean(nudging, j) - mean(exact, j)) ** 2, 0);
  const variance = counted.reduce(
    (sum, { standardError }) =>
      sum +
      [...(standardError?.parameters ?? [])].reduce((own, error) => own + error ** 2, 0) /
        counted.length ** 2,
    0,
  );
  const norm = knobs.reduce((sum, j) => sum + mean(exact, j) ** 2, 0);
  return { bias: Math.sqrt(bias / norm), noise: Math.sqrt((200 * variance) / norm) };
}

describe("the plan", () => {
  const of = experiment(WITH_BUDGET);
  const planned = (changed = of) =>
    planTraining(
      changed,
      { exact: simulator(changed), measured: pilotDevice(simulator(changed), changed) },
      { values: changed.variables.initial },
    );

  test("knows the error of a step, and no other β has a smaller one for the mean of three", async () => {
    const plan = await planned();
    expect(plan.method).toBe("symmetric");
    const { bias, noise } = await errorAt(of, plan.beta, plan.shots);
    // Interpolated between the β of the pilot.
    expect(Math.abs(plan.expected.bias / bias - 1)).toBeLessThan(0.02);
    // Variances of 10,000 shots a setting against those of 200 times the plan's: a few percent.
    expect(plan.expected.noise / noise).toBeGreaterThan(0.93);
    expect(plan.expected.noise / noise).toBeLessThan(1.07);
    const square = (error: { readonly bias: number; readonly noise: number }) =>
      error.bias ** 2 + error.noise ** 2 / 3;
    for (const factor of [0.4, 0.7, 1.4, 2.5]) {
      const other = await errorAt(of, factor * plan.beta, plan.shots);
      expect(square(other)).toBeGreaterThan(0.99 * square({ bias, noise }));
    }
  });

  test("gives every phase an eighth of the shots, and β three digits", async () => {
    const { beta, shots } = await planned();
    expect(Number(beta.toPrecision(3))).toBe(beta);
    const total = shots.free + 2 * shots.nudged;
    expect(total).toBeLessThanOrEqual(BUDGET / (20 * 3));
    expect(shots.free / total).toBeGreaterThan(0.12);
    expect((2 * shots.nudged) / total).toBeGreaterThan(0.12);
  });

  test("for a signal-to-noise takes the shots that reach it, with a bias that is small beside the noise", async () => {
    const plans = await Promise.all([2, 5].map((ratio) => planned(experiment(`signalToNoise: ${ratio}`))));
    expect(plans[0].signalToNoise).toBeCloseTo(2, 0);
    expect(plans[1].signalToNoise).toBeCloseTo(5, 0);
    for (const { expected } of plans) expect(expected.bias).toBeLessThan(expected.noise);
    expect(plans[1].beta).toBeLessThan(plans[0].beta);
  });

  test("is for method auto alone", async () => {
    const fixed = buildExperiment(
      parseExperiment(`schemaVersion: 1
system: { qubits: 1, parameters: { a: Z0, b: X0 }, outputs: { z: Z0 } }
loss: { kind: square, target: { z: 1 } }
gradient: { method: symmetric, beta: 0.1 }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 1 }
`),
    );
    await expect(planned(fixed)).rejects.toThrow(/gradient\.method auto leaves open; it is symmetric/);
  });
});

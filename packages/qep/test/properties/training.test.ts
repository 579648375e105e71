import { describe, expect, test } from "vitest";
import { buildExperiment, trainingOf } from "../../src/experiments/build-experiment.ts";
import { claimRun } from "../../src/experiments/claim-run.ts";
import { makeTrainer } from "../../src/experiments/make-trainer.ts";
import { MemoryRunDirectory } from "../../src/experiments/memory-run-store.ts";
import { parseExperiment } from "../../src/experiments/parse-experiment.ts";
import { isStep } from "../../src/experiments/run-record.ts";
import { trainExperiment } from "../../src/experiments/train-run.ts";
import { Simulator } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

/** H = −a Z − b X: ⟨Z⟩ = a/√(a² + b²). */
const experiment = (training: string, gradient = "{ method: linear-response }", more = "") =>
  buildExperiment(
    parseExperiment(`schemaVersion: 1
system:
  qubits: 1
  parameters: { a: { operator: -Z0, initial: 0.8 }, b: { operator: -X0, initial: 1.5 } }
  outputs: { z: Z0 }
loss: { kind: square, target: { z: 0.9 } }
gradient: ${gradient}
training: { checkpointEvery: 1, ${training} }
${more}`),
  );
const device = (of: ReturnType<typeof experiment>) => new Simulator(of.system, testKernels());

async function trained(
  training: string,
  gradient?: string,
  more?: string,
  directory = new MemoryRunDirectory(),
) {
  const of = experiment(training, gradient, more);
  const store = await directory.open();
  await claimRun(store, of);
  const outcome = await trainExperiment(of, device(of), { store });
  await store.close();
  const decoder = new TextDecoder();
  const files = ["history.jsonl", "checkpoint.json"].map((name) => decoder.decode(directory.files.get(name)));
  return { outcome, files, steps: outcome.history.filter(isStep) };
}

const SHOTS = "measurement: { kind: gaussian, shots: 20 }";
const SYMMETRIC = "{ method: symmetric, beta: 0.1 }";

describe("a run that was stopped and made longer is one that was as long from the start, byte for byte", () => {
  test.each<[string, string, string?]>([
    ["optimizer: { kind: lbfgs, history: 2, learningRate: 3 }", "{ method: linear-response }"],
    ["optimizer: { kind: natural-gradient, learningRate: 0.3, momentum: 0.5 }", SYMMETRIC, SHOTS],
    ["optimizer: { kind: adamw, learningRate: 0.1 }, clip: 0.1", "{ method: spsa, step: 0.2 }", SHOTS],
    [
      "optimizer: { kind: rmsprop, learningRate: 0.1 }, schedule: { kind: cosine, period: 3, repeat: 2, warmup: 2 }",
      SYMMETRIC,
    ],
    [
      "optimizer: { kind: sgd, learningRate: 1 }, schedule: { kind: plateau, decay: 0.5, patience: 1, window: 2 }",
      SYMMETRIC,
      SHOTS,
    ],
    [
      "optimizer: { kind: sgd, learningRate: 2 }, earlyStopping: { patience: 2, window: 3 }",
      SYMMETRIC,
      SHOTS,
    ],
  ])("%s", async (training, gradient, more) => {
    const whole = await trained(`batches: 14, ${training}`, gradient, more);
    expect(whole.steps.length).toBeGreaterThan(5);
    for (const cut of [1, 4, 5]) {
      const directory = new MemoryRunDirectory();
      await trained(`batches: ${cut}, ${training}`, gradient, more, directory);
      const { files } = await trained(`batches: 14, ${training}`, gradient, more, directory);
      expect(files).toEqual(whole.files);
    }
  });
});

describe("what a step does", () => {
  const sgd = "optimizer: { kind: sgd, learningRate: 1 }";
  const gradientNorm = async () => (await trained(`batches: 1, ${sgd}`)).steps[0].gradientNorm;
  const length = ({ values }: { values: Float64Array }) => Math.hypot(values[0] - 0.8, values[1] - 1.5);

  test("the schedule's factor, which the history names, multiplies the step", async () => {
    const norm = await gradientNorm();
    const { outcome, steps } = await trained(`batches: 1, ${sgd}, schedule: { kind: constant, warmup: 4 }`);
    expect(steps.map(({ rateScale }) => rateScale)).toEqual([0.25]);
    expect(length(outcome)).toBeCloseTo(norm / 4, 12);
    expect(Object.keys((await trained(`batches: 1, ${sgd}`)).steps[0])).not.toContain("rateScale");
  });

  test("a clipped gradient is shortened; its norm in the history is that before", async () => {
    const norm = await gradientNorm();
    const { outcome, steps } = await trained(`batches: 1, ${sgd}, clip: ${norm / 3}`);
    expect(length(outcome)).toBeCloseTo(norm / 3, 12);
    expect(steps[0].gradientNorm).toBe(norm);
    const loose = await trained(`batches: 1, ${sgd}, clip: ${2 * norm}`);
    expect(length(loose.outcome)).toBeCloseTo(norm, 12);
  });

  test("natural gradient with the rate ½ on a square loss is Gauss–Newton: Δθ = Jᵀ (J Jᵀ + λ)⁻¹ (t − y)", async () => {
    const damping = 0.01;
    const { outcome } = await trained(
      `batches: 1, optimizer: { kind: natural-gradient, learningRate: 0.5, damping: ${damping} }`,
    );
    const r = Math.hypot(0.8, 1.5);
    const jacobian = [1.5 ** 2 / r ** 3, (-0.8 * 1.5) / r ** 3];
    const scale = (0.9 - 0.8 / r) / (jacobian[0] ** 2 + jacobian[1] ** 2 + damping);
    expect(outcome.values[0]).toBeCloseTo(0.8 + jacobian[0] * scale, 8);
    expect(outcome.values[1]).toBeCloseTo(1.5 + jacobian[1] * scale, 8);
  });

  test("L-BFGS converges far below where gradient descent is", async () => {
    expect((await trained("batches: 25, optimizer: { kind: lbfgs }")).steps.at(-1)?.cost).toBeLessThan(1e-18);
  });
});

test("whenever it ends, L-BFGS leaves the best point it has seen, not the trial it was about to make", async () => {
  let rejected = 0;
  for (let batches = 1; batches <= 12; batches++) {
    const { outcome, steps, files } = await trained(
      `batches: ${batches}, optimizer: { kind: lbfgs, learningRate: 20 }`,
    );
    const best = Math.min(...steps.map(({ cost }) => cost));
    expect(outcome.metrics?.cost).toBeCloseTo(best, 12);
    if ((steps.at(-1)?.cost as number) > best) rejected++;
    const { trainer } = JSON.parse(files[1]);
    expect(trainer.settled).toEqual([...outcome.values]);
    expect(trainer.values).not.toEqual(trainer.settled);
  }
  expect(rejected).toBeGreaterThan(0);
});

describe("early stopping", () => {
  const training = "batches: 500, optimizer: { kind: sgd, learningRate: 1 }, earlyStopping: { patience: 3 }";

  test("ends a run once the loss has stopped falling, which is then complete", async () => {
    const { outcome, steps } = await trained(training);
    expect(outcome).toMatchObject({ isComplete: true, isStoppedEarly: true });
    expect(outcome.steps).toBe(steps.length);
    expect(steps.length).toBeLessThan(500);
    const costs = steps.map(({ cost }) => cost);
    const best = Math.min(...costs.slice(0, -3));
    expect(costs.slice(-3).every((cost) => cost >= best * (1 - 1e-4))).toBe(true);
    expect(outcome.metrics?.cost).toBeLessThan(1e-10);
  });

  test("watches the loss with its penalty: while that falls, the run goes on", async () => {
    const penalty =
      "parameters: { all: { initial: 1, penalty: { kind: soft-cutoff, bound: 0.1, slope: 5 } } }";
    const slow = "batches: 20, optimizer: { kind: sgd, learningRate: 0.002 }, earlyStopping: { patience: 3 }";
    const { outcome, steps } = await trained(slow, undefined, penalty);
    expect(steps.at(-1)?.cost).toBeGreaterThan(steps[0].cost);
    expect(outcome.isStoppedEarly).toBe(false);
  });

  test("a stopped run stays stopped when it is resumed", async () => {
    const directory = new MemoryRunDirectory();
    const first = await trained(training, undefined, undefined, directory);
    const second = await trained(training, undefined, undefined, directory);
    expect(second.files).toEqual(first.files);
    expect(second.outcome.isStoppedEarly).toBe(true);
  });
});

test("settings out of range are refused before the first step", () => {
  const of = experiment("batches: 1, optimizer: { kind: sgd, learningRate: 1 }");
  const training = { ...trainingOf(of), clip: 0 };
  const changed = { ...of, config: { ...of.config, training } } as typeof of;
  expect(() => makeTrainer(changed, device(of))).toThrow(/clip must be a finite number above 0; given: 0/);
});

describe("whoever follows a run", () => {
  const of = experiment("batches: 3, optimizer: { kind: sgd, learningRate: 1 }");

  test("is told the values after each step, and may keep the next one waiting", async () => {
    const told: { step: number; values: Float64Array }[] = [];
    let isBusy = false;
    const outcome = await trainExperiment(of, device(of), {
      onProgress: async ({ step, values }) => {
        expect(isBusy).toBe(false);
        isBusy = true;
        told.push({ step, values });
        await new Promise((resolve) => setTimeout(resolve, 20));
        isBusy = false;
      },
    });
    expect(isBusy).toBe(false);
    expect(told.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(told[0].values).not.toEqual(told[1].values);
    expect(told[2].values).toEqual(outcome.values);
  });
});

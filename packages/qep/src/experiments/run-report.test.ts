import { describe, expect, test } from "vitest";
import type { StepHealth } from "../training/step-health.ts";
import { buildExperiment } from "./build-experiment.ts";
import { MemoryRunDirectory } from "./memory-run-store.ts";
import { parseExperiment } from "./parse-experiment.ts";
import type { HistoryRecord } from "./run-record.ts";
import { experimentText, readRunReport } from "./run-report.ts";

const experiment = buildExperiment(
  parseExperiment(
    `schemaVersion: 1
system: { qubits: 1, parameters: { a: { operator: X0, initial: 0.5 } }, outputs: { z: Z0 } }
loss: { kind: expectation, output: z }
gradient: { method: symmetric, beta: 0.4 }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 3 }
`,
    { file: "test.yaml" },
  ),
);

const commands = { repeat: "again", resume: "go on", longer: "go on further" };

const health: StepHealth = {
  gap: 0.1,
  gapSource: "ritz",
  coupledGap: null,
  nudgeToGap: 4,
  nonlinearity: 0.9,
  signalToNoise: null,
  drift: null,
};

const step = (index: number): HistoryRecord => ({
  step: index,
  cost: 1,
  penalty: 0,
  gradientNorm: 1,
  preparations: 3,
  shots: 0,
  health,
});

/** A run directory with these files; lists are JSON lines. */
async function runWith(files: Readonly<Record<string, unknown>>) {
  const store = await new MemoryRunDirectory().open();
  for (const [name, content] of Object.entries(files)) {
    if (Array.isArray(content))
      await store.appendLines(
        name,
        content.map((line) => JSON.stringify(line)),
      );
    else await store.replace(name, JSON.stringify(content));
  }
  return store;
}

const checkpointAt = (steps: number, value: number) => ({
  trainer: { step: steps, values: [value], optimizer: {} },
  historyLines: steps,
});

describe("readRunReport", () => {
  test("of a run of which nothing is there yet", async () => {
    expect(await readRunReport(await runWith({}), experiment, commands)).toMatchObject({
      run: "memory",
      title: "Training",
      steps: 0,
      batches: 3,
      isComplete: false,
      parametersAfter: 0,
      parameters: [{ name: "a", initial: 0.5, value: 0.5 }],
      scores: [],
      alarms: [],
      timing: { seconds: 0, sessions: 0 },
      info: null,
      experiment: { schemaVersion: 1 },
      commands,
      history: [],
    });
  });

  test("of a killed run: history ahead of the checkpoint, the latest test, alarms", async () => {
    const run = await runWith({
      "history.jsonl": [{ step: 0, test: { cost: 2 } }, step(0), step(1), { step: 2, test: { cost: 1.5 } }],
      "checkpoint.json": checkpointAt(1, 0.7),
      "timing.jsonl": [
        { step: 0, seconds: 1 },
        { step: 1, seconds: 3 },
      ],
      "baselines.json": { untrained: { cost: 3 }, decoupled: { cost: 4 }, exactGradients: { cost: 5 } },
    });
    const report = await readRunReport(run, experiment, commands);
    expect(report).toMatchObject({
      steps: 2,
      isComplete: false,
      parametersAfter: 1,
      parameters: [{ initial: 0.5, value: 0.7 }],
      alarms: [{ kind: "strong-nudge" }],
      health: { steps: 2, preparations: 6 },
      timing: { seconds: 3, secondsPerStep: 2 },
    });
    expect(report.scores).toEqual([
      { of: "after 2 batches", scores: { cost: 1.5 } },
      { of: "with exact gradients", scores: { cost: 5 } },
      { of: "untrained", scores: { cost: 3 } },
      { of: "decoupled, retrained", scores: { cost: 4 } },
    ]);
  });

  test("of a finished run, and of one that is being made longer", async () => {
    const finished = { "metrics.json": { cost: 1.25 }, "history.jsonl": [step(0), step(1), step(2)] };
    const whole = await runWith({ ...finished, "checkpoint.json": checkpointAt(3, 0.9) });
    expect(await readRunReport(whole, experiment, commands)).toMatchObject({
      isComplete: true,
      scores: [{ of: "trained", scores: { cost: 1.25 } }],
    });
    // The scores of the shorter run are not those of its present parameters.
    const longer = await runWith({ ...finished, "checkpoint.json": checkpointAt(2, 0.9) });
    expect(await readRunReport(longer, experiment, commands)).toMatchObject({
      isComplete: false,
      scores: [],
    });
  });

  test("of one that early stopping ended, at the values where it stopped", async () => {
    const { trainer, historyLines } = checkpointAt(2, 0.9);
    const stopping = { watch: {}, isStopped: true };
    const run = await runWith({
      "metrics.json": { cost: 1.25 },
      "history.jsonl": [step(0), step(1)],
      "checkpoint.json": { trainer: { ...trainer, settled: [0.8], stopping }, historyLines },
    });
    expect(await readRunReport(run, experiment, commands)).toMatchObject({
      isComplete: true,
      parameters: [{ value: 0.8 }],
      scores: [{ of: "trained" }],
    });
  });

  test("shows a loss that is a function as it was stored", async () => {
    const stored = { schemaVersion: 1, loss: { kind: "custom", evaluate: "(z) => z" } };
    const run = await runWith({ "experiment.json": stored });
    expect((await readRunReport(run, experiment, commands)).experiment).toEqual(stored);
  });
});

test("an experiment as text has one line for each list and mapping that holds no other", () => {
  const text = experimentText({
    seed: 1,
    loss: { kind: "square" },
    data: { samples: [{ inputs: { h: 0.5 } }] },
  });
  expect(text).toBe("seed: 1\nloss: { kind: square }\ndata:\n  samples:\n    - inputs: { h: 0.5 }\n");
});

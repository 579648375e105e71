import { readFileSync } from "node:fs";
import {
  batchOf,
  compileKernels,
  instantiateKernels,
  type Kernels,
  simulatedDevice,
  trainExperiment,
} from "qep";
import { beforeAll, describe, expect, test } from "vitest";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import type { TrainingEvent, TrainingProgressEvent } from "./protocol.ts";
import { TrainingEngine } from "./training-engine.ts";

/** A small phase sensor, by counts. */
const EXPERIMENT = `
schemaVersion: 1
title: A small sensor
seed: 3
system:
  model: cluster-ising
  sites: 4
  sensor: { qubits: 2, couples: [X0, Z0], outputs: phase-projectors }
measurement: { kind: counts, shots: { free: 50, nudged: 50, probe: 0 } }
data: { sampler: phase-triangle, test: { samples: 10 } }
loss: { kind: square }
gradient: { method: symmetric, beta: 0.4 }
parameters:
  couplings: { initial: { uniform: 0.1 } }
  sensor: { initial: { normal: 1 } }
training: { optimizer: { kind: adam, learningRate: 0.01 }, batches: 6, batchSize: 3, testEvery: 2 }
`;

let kernels: Kernels;

beforeAll(async () => {
  const bytes = readFileSync(new URL("../../../../packages/qep/wasm/kernels-simd.wasm", import.meta.url));
  kernels = instantiateKernels(await compileKernels(new Uint8Array(bytes), "simd"));
});

/** An engine and what it has told; `until` waits for an event. */
function listen() {
  const events: TrainingEvent[] = [];
  let notice: () => void = () => {};
  const engine = new TrainingEngine(kernels, (event) => {
    events.push(event);
    notice();
  });
  const until = async (isSeen: () => boolean) => {
    while (!isSeen()) {
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    }
  };
  return { engine, events, until };
}

const isProgress = (event: TrainingEvent): event is TrainingProgressEvent => event.kind === "progress";

describe("the training engine", () => {
  test("trains to the numbers of the library, looked at or not", async () => {
    const experiment = readExperiment(EXPERIMENT);
    const outcome = await trainExperiment(
      experiment,
      simulatedDevice(openSimulator(experiment, kernels), experiment),
    );
    const { engine, events, until } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT });
    // Every step is told and read.
    await engine.handle({ kind: "pace", seconds: 0.001 });
    await engine.handle({ kind: "run" });
    await until(() => events.at(-1)?.kind === "finished");
    const progress = events.filter(isProgress);
    expect(progress.at(-1)?.values).toEqual(outcome.values);
    expect(progress.flatMap(({ losses }) => [...losses])).toEqual(
      outcome.history.flatMap((record) => ("cost" in record ? [record.cost] : [])),
    );
    expect(progress.flatMap(({ tests }) => tests.map(({ step, cost }) => [step, cost]))).toEqual(
      outcome.history.flatMap((record) => ("test" in record ? [[record.step, record.test.cost]] : [])),
    );
  });

  test("a step is one step; a reset begins again with the same numbers", async () => {
    const { engine, events, until } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT });
    const firstStep = async () => {
      const before = events.length;
      await engine.handle({ kind: "step" });
      await until(() => events.slice(before).some(isProgress));
      const [told] = events.slice(before).filter(isProgress);
      // Time for the steps that must not come.
      await new Promise((resolve) => setTimeout(resolve, 150));
      await engine.handle({ kind: "reset" });
      expect(events.slice(before).map(({ kind }) => kind)).toEqual(["progress", "reset"]);
      return told;
    };
    const [first, again] = [await firstStep(), await firstStep()];
    expect(first?.step).toBe(1);
    expect(first?.losses).toHaveLength(1);
    expect(again?.values).toEqual(first?.values);
  });

  test("reads the three phases of a sample: the nudges are opposite, answers are probabilities", async () => {
    const { engine, events, until } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT });
    await engine.handle({ kind: "step" });
    await until(() => events.some(isProgress));
    const readings = events.find(isProgress)?.readings;
    expect(readings?.step).toBe(0);
    const [sample] = batchOf(readExperiment(EXPERIMENT), 0);
    expect(readings?.inputs).toEqual([...(sample?.points[0] ?? [])]);
    expect(readings?.target).toEqual([...(sample?.target ?? [])]);
    const [free, plus, minus] = readings?.phases ?? [];
    expect([free?.phase, plus?.phase, minus?.phase]).toEqual(["free", "plus", "minus"]);
    expect(free?.nudge).toEqual([0, 0, 0]);
    expect(plus?.nudge.some((value) => value !== 0)).toBe(true);
    expect(minus?.nudge).toEqual(plus?.nudge.map((value) => -value));
    for (const { outputs, terms } of [free, plus, minus].flatMap((reading) => reading ?? [])) {
      expect(outputs.every(({ mean, error }) => mean >= 0 && mean <= 1 && error < 0.1)).toBe(true);
      expect(terms.map(({ length }) => length)).toEqual([4, 4, 4]);
    }
  });

  test("an experiment that is not valid is told with its place", async () => {
    const { engine, events } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT.replace("sites: 4", "sites: four") });
    expect(events).toEqual([
      { kind: "failed", error: { code: "invalid-experiment", message: expect.stringMatching(/7:10/) } },
    ]);
  });
});

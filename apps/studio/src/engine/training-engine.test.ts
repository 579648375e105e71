import { readFileSync } from "node:fs";
import {
  batchOf,
  compileKernels,
  instantiateKernels,
  type Kernels,
  MemoryRunDirectory,
  type RunReader,
  type RunStore,
  simulatedDevice,
  trainExperiment,
} from "qep";
import { beforeAll, describe, expect, test } from "vitest";
import { openSimulator, readExperiment } from "./open-experiment.ts";
import type { TrainingEvent, TrainingProgressEvent } from "./protocol.ts";
import { RunKeeper, type RunPlace } from "./run-keeper.ts";
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

/** Runs that outlive the engines of a test. */
class MemoryRuns implements RunPlace {
  readonly runs = new Map<string, MemoryRunDirectory>();

  read(run: string): RunReader {
    const { files } = this.directory(run);
    const text = async (name: string) => {
      const bytes = files.get(name);
      return bytes && new TextDecoder().decode(bytes);
    };
    return {
      location: run,
      readText: text,
      readBytes: async (name) => files.get(name),
      readLines: async (name) => ({ lines: ((await text(name)) ?? "").split("\n").slice(0, -1) }),
      list: async () => [...files.keys()],
    };
  }

  async write(run: string): Promise<RunStore> {
    return await this.directory(run).open();
  }

  async remove(run: string): Promise<void> {
    this.runs.delete(run);
  }

  async add(run: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      this.directory(run).files.set(
        name,
        Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
      );
    }
  }

  private directory(run: string): MemoryRunDirectory {
    const directory = this.runs.get(run) ?? new MemoryRunDirectory(run);
    this.runs.set(run, directory);
    return directory;
  }
}

/** The files of the only run, a byte a letter. */
function contents({ runs }: MemoryRuns): Record<string, string> | undefined {
  const [run] = runs.values();
  return (
    run &&
    Object.fromEntries(
      [...run.files].map(([name, bytes]) => [
        name,
        Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""),
      ]),
    )
  );
}

/** An engine and what it has told; `until` waits for an event. */
function listen(runs: RunPlace = new MemoryRuns()) {
  const events: TrainingEvent[] = [];
  let notice: () => void = () => {};
  const place = {
    kernels: async () => kernels,
    keeper: new RunKeeper(async () => runs),
    host: { qep: "0", host: "a test", workers: 1 },
  };
  const engine = new TrainingEngine(place, (event) => {
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
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
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
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    const firstStep = async () => {
      const before = events.length;
      await engine.handle({ kind: "step" });
      await until(() => events.slice(before).some(isProgress));
      const [told] = events.slice(before).filter(isProgress);
      // Time for the steps that must not come.
      await new Promise((resolve) => setTimeout(resolve, 150));
      await engine.handle({ kind: "reset" });
      expect(events.slice(before).map(({ kind }) => kind)).toEqual(["kept", "progress", "reset"]);
      return told;
    };
    const [first, again] = [await firstStep(), await firstStep()];
    expect(first?.step).toBe(1);
    expect(first?.losses).toHaveLength(1);
    expect(again?.values).toEqual(first?.values);
  });

  test("reads the three phases of a sample: the nudges are opposite, answers are probabilities", async () => {
    const { engine, events, until } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
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

  test("a run whose worker ended is gone on with by another, to the same files", async () => {
    const whole = new MemoryRuns();
    const broken = new MemoryRuns();
    const uninterrupted = listen(whole);
    await uninterrupted.engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await uninterrupted.engine.handle({ kind: "run" });
    await uninterrupted.until(() => uninterrupted.events.at(-1)?.kind === "finished");
    await expect.poll(() => contents(whole)?.["metrics.json"]).toBeDefined();

    const first = listen(broken);
    await first.engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    for (const step of [1, 2, 3]) {
      await first.engine.handle({ kind: "step" });
      await first.until(() => first.events.some((event) => isProgress(event) && event.step === step));
    }
    const kept = first.events.find((event) => event.kind === "kept");
    const left = contents(broken);
    expect(left?.["history.jsonl"]?.split("\n")).toHaveLength(6);
    // The worker is dead: what it kept is all there is.
    const rescued = new MemoryRuns();
    await rescued.add(kept?.run ?? "", left ?? {});

    const second = listen(rescued);
    await second.engine.handle({ kind: "resume", run: kept?.run ?? "" });
    expect(second.events.find(({ kind }) => kind === "restored")).toMatchObject({
      step: 2,
      isComplete: false,
    });
    await second.engine.handle({ kind: "run" });
    await second.until(() => second.events.at(-1)?.kind === "finished");
    const files = ["history.jsonl", "checkpoint.json", "parameters.json", "parameters.npz", "metrics.json"];
    for (const file of files) expect(contents(rescued)?.[file]).toBe(contents(whole)?.[file]);
  });

  test("a run that is reset after a step or two is dropped", async () => {
    const runs = new MemoryRuns();
    const { engine, events, until } = listen(runs);
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await engine.handle({ kind: "step" });
    await until(() => events.some(isProgress));
    expect(runs.runs.size).toBe(1);
    await engine.handle({ kind: "reset" });
    expect(runs.runs.size).toBe(0);
  });

  test("where nothing can be kept, it trains all the same and says so", async () => {
    const runs = new MemoryRuns();
    runs.write = () => Promise.reject(new Error("no storage"));
    const { engine, events, until } = listen(runs);
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await engine.handle({ kind: "run" });
    await until(() => events.at(-1)?.kind === "finished");
    expect(events).toContainEqual({ kind: "unkept", error: { code: "internal", message: "no storage" } });
  });

  test("an experiment that is not valid is told with its place", async () => {
    const { engine, events } = listen();
    await engine.handle({
      kind: "open",
      experiment: EXPERIMENT.replace("sites: 4", "sites: four"),
      isKept: true,
    });
    expect(events).toEqual([
      { kind: "failed", error: { code: "invalid-experiment", message: expect.stringMatching(/7:10/) } },
    ]);
  });
});

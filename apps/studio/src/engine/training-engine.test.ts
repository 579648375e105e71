import { readFileSync } from "node:fs";
import {
  batchOf,
  compileKernels,
  instantiateKernels,
  type Kernels,
  MemoryRunDirectory,
  QepError,
  type RunReader,
  type RunStore,
  readRunArchive,
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

  /** Bytes that all files together may have. */
  room = Number.POSITIVE_INFINITY;

  async write(run: string): Promise<RunStore> {
    const store = await this.directory(run).open();
    const fitting = async (name: string, more: number, change: () => Promise<void>) => {
      const files = [...this.runs.values()].flatMap((directory) => [...directory.files.values()]);
      const used = files.reduce((sum, { length }) => sum + length, 0);
      if (used + more > this.room) throw new QepError("out-of-memory", "full", { name });
      await change();
    };
    // As methods of their own: those of the class are on its prototype.
    const { replace, appendLines } = {
      replace: store.replace.bind(store),
      appendLines: store.appendLines.bind(store),
    };
    return Object.assign(store, {
      replace: (name: string, content: string | Uint8Array) =>
        fitting(name, content.length, () => replace(name, content)),
      appendLines: (name: string, lines: readonly string[]) =>
        fitting(name, lines.join().length, () => appendLines(name, lines)),
    });
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
    keeper: new RunKeeper(
      async () => runs,
      async () => ({ used: 2, granted: 3 }),
    ),
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
      expect(events.slice(before).map(({ kind }) => kind)).toEqual(["kept", "progress", "held", "reset"]);
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

  test("it says when no step is under way: at once where none is, else after the step", async () => {
    const { engine, events, until } = listen();
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: false });
    await engine.handle({ kind: "pause" });
    expect(events.at(-1)?.kind).toBe("held");
    await engine.handle({ kind: "pace", seconds: 3600 });
    await engine.handle({ kind: "run" });
    await until(() => events.some(isProgress));
    expect(events.at(-1)?.kind).toBe("progress");
    await engine.handle({ kind: "pause" });
    await until(() => events.at(-1)?.kind === "held");
    await engine.handle({ kind: "pace", seconds: 0 });
    await engine.handle({ kind: "run" });
    await until(() => events.at(-1)?.kind === "finished");
  });

  test("a run whose worker was ended for a reset is dropped if it had only just begun", async () => {
    const runs = new MemoryRuns();
    const first = listen(runs);
    await first.engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await first.engine.handle({ kind: "step" });
    await first.until(() => first.events.some(isProgress));
    const [[run = "", { files }] = ["", new MemoryRunDirectory("")]] = runs.runs;
    // The worker is dead; its directory is free.
    const left = new MemoryRuns();
    await left.add(
      run,
      Object.fromEntries([...files].map(([name, bytes]) => [name, String.fromCharCode(...bytes)])),
    );
    const second = listen(left);
    await second.engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true, abandoned: run });
    await expect.poll(() => left.runs.size).toBe(0);
  });

  test("a run of somebody's that is gone on with is not dropped by a reset, however short", async () => {
    const runs = new MemoryRuns();
    const first = listen(runs);
    await first.engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await first.engine.handle({ kind: "run" });
    await first.until(() => first.events.at(-1)?.kind === "finished");
    const [[run = ""] = []] = runs.runs;
    await expect.poll(() => contents(runs)?.["metrics.json"]).toBeDefined();
    const { engine, events, until } = listen(runs);
    await engine.handle({ kind: "resume", run });
    await engine.handle({ kind: "step" });
    await until(() => events.at(-1)?.kind === "finished");
    await engine.handle({ kind: "reset" });
    expect(runs.runs.has(run)).toBe(true);
  });

  test("where nothing can be kept, it trains all the same and says so", async () => {
    const runs = new MemoryRuns();
    runs.write = () => Promise.reject(new Error("no storage"));
    const { engine, events, until } = listen(runs);
    await engine.handle({ kind: "open", experiment: EXPERIMENT, isKept: true });
    await engine.handle({ kind: "run" });
    await until(() => events.at(-1)?.kind === "finished");
    expect(events).toContainEqual({
      kind: "unkept",
      error: { code: "internal", message: "no storage" },
      room: { used: 2, granted: 3 },
    });
  });

  test.each([0, 1, 700, 3000])(
    "where there is room for %i bytes more only, it trains all the same, and is kept once there is more",
    async (bytes) => {
      const whole = await trained(EXPERIMENT);
      const runs = new MemoryRuns();
      runs.room = bytes;
      const { engine, events, until } = await trained(EXPERIMENT, runs);
      const full = { code: "out-of-memory", message: "full" };
      expect(events).toContainEqual({ kind: "unkept", error: full, room: { used: 2, granted: 3 } });
      expect(events.filter(({ kind }) => kind === "failed")).toEqual([]);
      // Its result is all there.
      await engine.handle({ kind: "history", restart: 0 });
      expect(events.at(-1)).toMatchObject({
        records: expect.arrayContaining([expect.objectContaining({ step: 5 })]),
      });
      await engine.handle({ kind: "archive" });
      const archive = events.at(-1);
      expect(
        archive?.kind === "archive" && [...readRunArchive(archive.archive, "x.zip").values()][0]?.size,
      ).toBeGreaterThan(5);
      runs.room = Number.POSITIVE_INFINITY;
      await engine.handle({ kind: "keep" });
      expect(events.at(-1)).toMatchObject({ kind: "kept" });
      const names = ["experiment.json", "history.jsonl", "checkpoint.json", "parameters.npz", "metrics.json"];
      for (const name of names) expect(contents(runs)?.[name]).toBe(contents(whole.runs)?.[name]);
      await engine.handle({ kind: "extend", batches: 8 });
      await until(() => events.at(-1)?.kind === "finished");
      const run = events.findLast((event) => event.kind === "kept")?.run ?? "";
      expect(runs.runs.has(run)).toBe(true);
      expect(contents(runs)?.["history.jsonl"]?.split("\n").length).toBeGreaterThan(8);
    },
  );

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

/** One qubit from drawn initial values, trained three times. */
const REPEATED = `schemaVersion: 1
title: Three starts
seed: 1
system: { qubits: 1, parameters: { a: -Z0, b: -X0 }, outputs: { z: Z0 } }
loss: { kind: expectation, output: z, goal: minimize }
gradient: { method: symmetric, beta: 0.02 }
training: { optimizer: { kind: sgd, learningRate: 0.2 }, batches: 5, restarts: 3 }
`;

/** An engine that has trained an experiment to its end. */
async function trained(experiment: string, runs = new MemoryRuns(), isKept = true) {
  const heard = listen(runs);
  await heard.engine.handle({ kind: "open", experiment, isKept });
  await heard.engine.handle({ kind: "run" });
  await heard.until(() => heard.events.at(-1)?.kind === "finished");
  return { ...heard, runs };
}

/** Losses that were told, by training. */
const lossesOf = (events: readonly TrainingEvent[], restart: number) =>
  events.filter(isProgress).flatMap((event) => (event.restart === restart ? [...event.losses] : []));

describe("several trainings", () => {
  test("each is told from its first step on, and the best at the end", async () => {
    const { engine, events, runs, until } = await trained(REPEATED);
    const curves = [0, 1, 2].map((restart) => lossesOf(events, restart));
    expect(curves.map(({ length }) => length)).toEqual([5, 5, 5]);
    expect(new Set(curves.map(([first]) => first)).size).toBe(3);
    const told = events.find((event) => event.kind === "finished");
    const { best } = JSON.parse(contents(runs)?.["restarts.json"] ?? "{}") as { best: number };
    expect(told).toEqual({ kind: "finished", step: 5, best });
    // Not the one that everything begins with.
    expect(best).toBeGreaterThan(0);
    expect(events.filter(isProgress).at(-1)?.restart).toBe(best);
    // The history of any of them can be asked for.
    await engine.handle({ kind: "history", restart: 1 });
    await until(() => events.at(-1)?.kind === "history");
    expect(events.at(-1)).toMatchObject({ records: curves[1]?.map((cost) => ({ cost })) });
  });

  test("gone on with, the run tells the curves of all and stands at the best", async () => {
    const { events, runs } = await trained(REPEATED);
    const run = events.find((event) => event.kind === "kept")?.run ?? "";
    const again = listen(runs);
    await again.engine.handle({ kind: "resume", run });
    const restored = again.events.find((event) => event.kind === "restored");
    const best = events.find((event) => event.kind === "finished")?.best;
    expect(restored).toMatchObject({ restart: best, step: 5, isComplete: true });
    expect(restored?.curves.map(({ losses }) => [...losses])).toEqual(
      [0, 1, 2].map((restart) => lossesOf(events, restart)),
    );
    expect(restored?.values).toEqual(events.filter(isProgress).at(-1)?.values);
  });
});

/** One qubit by counts, within a budget of shots. */
const BUDGETED = `schemaVersion: 1
title: A budget
seed: 2
system: { qubits: 1, parameters: { a: { operator: Z0, initial: 0.4 }, b: { operator: X0, initial: -1 } }, outputs: { z: Z0 } }
measurement: { kind: counts }
loss: { kind: square, target: { z: 0.9 } }
gradient: { method: auto, budget: { shots: 6000 } }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 6 }
`;

describe("a run with a budget of shots", () => {
  test("is made longer by more shots, as on the command line", async () => {
    const { engine, events, runs, until } = await trained(BUDGETED);
    expect(events[0]).toMatchObject({ kind: "opened", outline: { budget: 6000 } });
    await engine.handle({ kind: "extend", batches: 10, budget: 10_000 });
    await until(() => events.filter(({ kind }) => kind === "finished").length === 2);
    const { trainer } = JSON.parse(contents(runs)?.["checkpoint.json"] ?? "{}");
    expect(trainer.step).toBe(10);
    expect(trainer.shots.plan.aim).toEqual({ shots: 10_000, steps: 10 });
    expect(trainer.shots.spent).toBeGreaterThan(9900);
    expect(trainer.shots.spent).toBeLessThanOrEqual(10_000);
  });

  test("too few shots are refused, and it stays as it was", async () => {
    const { engine, events, runs } = await trained(BUDGETED);
    await expect.poll(() => contents(runs)?.["metrics.json"]).toBeDefined();
    const before = contents(runs);
    await engine.handle({ kind: "extend", batches: 10, budget: 6001 });
    expect(events.at(-1)).toMatchObject({
      kind: "refused",
      error: {
        code: "run-mismatch",
        message: expect.stringMatching(/shots are left for 4 steps .* at least \d+ shots in all/),
      },
    });
    expect(contents(runs)).toEqual(before);
  });
});

describe("a longer run", () => {
  test.each([
    ["a sensor by counts", EXPERIMENT, 6, 9],
    ["three trainings", REPEATED, 5, 8],
  ])("%s ends with the files of one that was as long from its start", async (_, text, short, long) => {
    const whole = await trained(text.replace(`batches: ${short}`, `batches: ${long}`));
    const { engine, events, runs, until } = await trained(text);
    const before = events.length;
    await engine.handle({ kind: "extend", batches: long });
    await until(() => events.slice(before).some(({ kind }) => kind === "finished"));
    const [first, ...later] = events.slice(before);
    expect(first).toMatchObject({ kind: "extended", outline: { batches: long }, restored: { step: short } });
    // Only what is new is told: with what was restored it is the whole curve.
    const restored = first?.kind === "extended" ? first.restored.curves : [];
    expect([...(restored[0]?.losses ?? []), ...lossesOf(later, 0)]).toEqual(lossesOf(whole.events, 0));
    const tested = (heard: readonly TrainingEvent[]) =>
      heard.filter(isProgress).flatMap(({ restart, tests }) => (restart === 0 ? tests : []));
    // A test right where it was made longer is told again.
    const steps = [...(restored[0]?.tests ?? []), ...tested(later)].map(({ step }) => step);
    expect([...new Set(steps)]).toEqual(tested(whole.events).map(({ step }) => step));
    const names = ["experiment.json", "history.jsonl", "checkpoint.json", "parameters.npz", "metrics.json"];
    for (const name of names) expect(contents(runs)?.[name]).toBe(contents(whole.runs)?.[name]);
  });

  test("also where nothing is kept", async () => {
    const { engine, events, runs, until } = await trained(EXPERIMENT, new MemoryRuns(), false);
    await engine.handle({ kind: "extend", batches: 8 });
    await until(() => events.filter(({ kind }) => kind === "finished").length === 2);
    expect(runs.runs.size).toBe(0);
    const whole = await trained(EXPERIMENT.replace("batches: 6", "batches: 8"));
    expect(events.filter(isProgress).at(-1)?.values).toEqual(whole.events.filter(isProgress).at(-1)?.values);
  });
});

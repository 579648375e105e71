import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { RandomStream, type RunInfo } from "../../src/index.ts";
import { qep, scratch, startQep } from "../support/cli.ts";

/** A small phase sensor with everything that draws random numbers. Tests do not fall on every checkpoint. */
const EXPERIMENT = `schemaVersion: 1
seed: 11
system:
  model: cluster-ising
  sites: 4
  sensor: { qubits: 2, couples: [X0, Z1], outputs: phase-projectors }
measurement: { kind: gaussian, shots: 10 }
data: { sampler: phase-triangle, total: 4, test: { samples: 20 } }
loss: { kind: square }
gradient: { method: symmetric, beta: 0.4 }
parameters:
  couplings: { initial: { uniform: 0.1 }, penalty: { kind: soft-cutoff, bound: 0.1, slope: 0.02 } }
  sensor: { initial: { normal: 1 }, bounds: [-3, 3] }
training:
  { optimizer: { kind: adam, learningRate: 0.05 }, batches: 160, batchSize: 4, testEvery: 25, checkpointEvery: 3 }
`;

/** A laboratory whose knobs drift, so that what is measured depends on when. */
const LABORATORY = `platform:
  times: { shot: 0.01, basis: 0.5, setting: 2 }
  imperfections:
    readout: { p01: 0.01, p10: 0.03 }
    drift: { correlationTime: 300, relative: 0.02 }
`;

/** What must not depend on how often a run was stopped, or on the number of workers. */
const FILES = [
  "history.jsonl",
  "checkpoint.json",
  "parameters.npz",
  "parameters.json",
  "metrics.json",
  "grid.npz",
];

const contents = (run: string) =>
  Object.fromEntries(FILES.map((file) => [file, readFileSync(join(run, file)).toString("latin1")]));

let uninterrupted: Record<string, string>;
let whole: string;
beforeAll(async () => {
  whole = await trained("--workers", "1");
  uninterrupted = contents(whole);
});

/** Trains to the end; returns the run directory. */
async function trained(...args: string[]): Promise<string> {
  const cwd = scratch({ "x.yaml": EXPERIMENT });
  await finish(cwd, ["x.yaml", "--out", "run", ...args]);
  return join(cwd, "run");
}

async function finish(cwd: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await qep(["train", ...args, "--no-figures"], { cwd });
  if (status !== 0) throw new Error(stderr);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Starts or resumes a run and kills it `delay` milliseconds after its first step, or as soon as it has a checkpoint.
 *
 * @returns steps that its checkpoint knows of
 */
async function killed(
  cwd: string,
  args: readonly string[],
  delay: number | "checkpoint" | "restarts/0",
): Promise<number> {
  const { child, done, saw } = startQep(["train", ...args, "--no-figures"], { cwd });
  await saw("started").catch(() => undefined); // ended before it could be killed: fine
  const folder = join(cwd, "run", delay === "restarts/0" ? delay : "");
  if (typeof delay === "number") await pause(delay);
  else while (stepsOf(folder) === 0) await pause(2);
  child.kill("SIGKILL");
  await done;
  return stepsOf(join(cwd, "run"));
}

/**
 * Begins a run and kills it before its end: once more where that had come before the signal, as on a busy machine.
 *
 * @param steps of the whole run
 * @returns the folder in which it is `run`
 */
async function killedBeforeItsEnd(
  experiment: string,
  steps: number,
  delay: number | "checkpoint",
  workers = "1",
): Promise<string> {
  for (;;) {
    const cwd = scratch({ "x.yaml": experiment });
    if ((await killed(cwd, ["x.yaml", "--out", "run", "--workers", workers], delay)) < steps) return cwd;
  }
}

/** What a run has planned; null where it was told. */
function planOf(run: string): string | null {
  return readdirSync(run).includes("plan.json") ? readFileSync(join(run, "plan.json"), "utf8") : null;
}

/** Steps that the checkpoint of a run knows of. */
function stepsOf(run: string): number {
  if (!existsSync(join(run, "checkpoint.json"))) return 0;
  return JSON.parse(readFileSync(join(run, "checkpoint.json"), "utf8")).trainer.step;
}

describe("a run killed by SIGKILL and resumed is an uninterrupted one, byte for byte", () => {
  test.concurrent.each([1, 2])("at random moments, with workers 1 to 3, try %i", async (seed) => {
    const random = new RandomStream("moments", seed);
    const workersOf = (round: number) => `${1 + ((seed + round) % 3)}`;
    const cwd = await killedBeforeItsEnd(EXPERIMENT, 160, random.uniform(0, 150), workersOf(0));
    for (const round of [1, 2]) {
      await killed(cwd, ["--resume", "run", "--workers", workersOf(round)], random.uniform(0, 150));
    }
    await finish(cwd, ["--resume", "run", "--workers", `${seed}`]);
    expect(contents(join(cwd, "run"))).toEqual(uninterrupted);
  });

  test("in the middle of writing history and checkpoint", async () => {
    const cwd = await killedBeforeItsEnd(EXPERIMENT, 160, "checkpoint");
    const run = join(cwd, "run");
    const history = readFileSync(join(run, "history.jsonl"));
    const checkpoint = readFileSync(join(run, "checkpoint.json"));
    // Lines that no checkpoint knows of, a torn one, half a new checkpoint, and the lock of a dead process.
    const line = history.subarray(0, history.indexOf("\n") + 1);
    writeFileSync(join(run, "history.jsonl"), Buffer.concat([history, line, line, line.subarray(0, 17)]));
    writeFileSync(join(run, ".checkpoint.json.new"), checkpoint.subarray(0, checkpoint.length / 2));
    expect(readdirSync(run)).toContain(".lock");
    await finish(cwd, ["--resume", "run"]);
    expect(contents(run)).toEqual(uninterrupted);
    expect(readdirSync(run)).not.toContain(".lock");
  });
});

const MORE_SHOTS = ["--set", "gradient.budget.shots=110000"];

test.each<[string, measurement: string, gradient: string]>([
  ["as they were", "{ kind: counts, shots: 100 }", "{ method: symmetric, beta: 0.4 }"],
  ["as they were planned", "{ kind: counts }", "{ method: auto, budget: { shots: 50000 } }"],
])(
  "counts are drawn again %s: killed, resumed, made longer, and with more workers, the same run",
  async (_, measurement, gradient) => {
    const counting = EXPERIMENT.replace("{ kind: gaussian, shots: 10 }", measurement)
      .replace("{ method: symmetric, beta: 0.4 }", gradient)
      .replace("batches: 160", "batches: 20")
      .concat(LABORATORY);
    const whole = scratch({ "x.yaml": counting });
    await finish(whole, ["x.yaml", "--out", "run", "--workers", "1"]);
    const cwd = await killedBeforeItsEnd(counting, 20, "checkpoint", "2");
    await finish(cwd, ["--resume", "run", "--workers", "3"]);
    expect(contents(join(cwd, "run"))).toEqual(contents(join(whole, "run")));
    const plans = [cwd, whole].map((place) => planOf(join(place, "run")));
    expect(plans[0]).toBe(plans[1]);
    expect(plans[0] === null).toBe(!gradient.includes("auto"));
    const longer = ["--resume", "run", "--steps", "40", ...(plans[0] ? MORE_SHOTS : [])];
    await finish(whole, [...longer, "--workers", "3"]);
    await killed(cwd, [...longer, "--workers", "1"], 0);
    await finish(cwd, ["--resume", "run", "--workers", "2"]);
    expect(contents(join(cwd, "run"))).toEqual(contents(join(whole, "run")));
    expect(stepsOf(join(cwd, "run"))).toBe(40);
  },
);

describe("stopped by hand", () => {
  /** A run that was told to stop before its end; another one where that had come before the signal. */
  async function stopped(signal: NodeJS.Signals) {
    for (;;) {
      const cwd = scratch({ "x.yaml": EXPERIMENT });
      const { child, done, saw } = startQep(["train", "x.yaml", "--out", "run", "--workers", "2"], { cwd });
      await saw("started");
      child.kill(signal);
      const result = await done;
      const run = join(cwd, "run");
      if (stepsOf(run) < 160) return { cwd, run, result };
    }
  }

  test.concurrent.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s leaves a checkpoint, says how to go on, and ends with %i", async (signal, status) => {
    const { cwd, run, result } = await stopped(signal);
    const steps = stepsOf(run);
    expect(result).toMatchObject({ status, stdout: "" });
    expect(result.stderr).toContain(
      `Stopped after ${steps} batches. Go on with: qep train --resume ${run}\n`,
    );
    expect(steps).toBeGreaterThan(0);
    await finish(cwd, ["--resume", "run", "--workers", "1"]);
    expect(contents(run)).toEqual(uninterrupted);
  });
});

test("a complete run says so, and stays as it is", async () => {
  const result = await qep(["train", "--resume", whole, "--no-figures", "--workers", "1"]);
  expect(result.status).toBe(0);
  expect(result.stderr).toContain(
    "The run was complete already after 160 batches; --steps N makes it longer.",
  );
  expect(contents(whole)).toEqual(uninterrupted);
});

describe("a run made longer", () => {
  test.concurrent("is one that was as long from the start", async () => {
    const cwd = scratch({ "x.yaml": EXPERIMENT });
    // 40 is no multiple of testEvery: its final test must not stay in the longer history. 75 and 160 are reached as well.
    await finish(cwd, ["x.yaml", "--out", "run", "--steps", "40"]);
    for (const steps of ["40", "75", "160"]) await finish(cwd, ["--resume", "run", "--steps", steps]);
    expect(contents(join(cwd, "run"))).toEqual(uninterrupted);
  });

  test.concurrent("also from a file, with another title and other checkpoints", async () => {
    const cwd = scratch({
      "x.yaml": EXPERIMENT,
      "y.yaml": `title: Longer\n${EXPERIMENT.replace("checkpointEvery: 3", "checkpointEvery: 50")}`,
    });
    await finish(cwd, ["x.yaml", "--out", "run", "--steps", "30"]);
    await finish(cwd, ["y.yaml", "--resume", "run"]);
    expect(contents(join(cwd, "run"))).toEqual(uninterrupted);
  });

  test("killed between forgetting its final test and going on", async () => {
    const cwd = scratch({ "x.yaml": EXPERIMENT });
    await finish(cwd, ["x.yaml", "--out", "run", "--steps", "40"]);
    const run = join(cwd, "run");
    const before = JSON.parse(readFileSync(join(run, "checkpoint.json"), "utf8"));
    await killed(cwd, ["--resume", "run", "--steps", "160"], 0);
    // As it is after the new checkpoint and before the line is cut: one line more than the checkpoint knows.
    const history = readFileSync(join(run, "history.jsonl"), "utf8")
      .split("\n")
      .slice(0, before.historyLines - 1);
    const last = JSON.stringify({ step: 40, test: { cost: 1 } });
    writeFileSync(join(run, "history.jsonl"), `${[...history, last].join("\n")}\n`);
    writeFileSync(
      join(run, "checkpoint.json"),
      JSON.stringify({ ...before, historyLines: before.historyLines - 1 }),
    );
    await finish(cwd, ["--resume", "run"]);
    expect(contents(run)).toEqual(uninterrupted);
  });
});

describe("a run directory", () => {
  test("has the same bytes for any number of workers", async () => {
    expect(contents(await trained("--workers", "3"))).toEqual(uninterrupted);
  });

  test("keeps wall times beside the history, and what can influence a number in run.json", () => {
    const history = readFileSync(join(whole, "history.jsonl"), "utf8").trimEnd().split("\n");
    const records = history.map((line) => JSON.parse(line));
    expect(records.filter((record) => "test" in record).map(({ step }) => step)).toEqual([
      ...[0, 25, 50, 75, 100, 125, 150, 160],
    ]);
    expect(records.filter((record) => !("test" in record)).map(({ step }) => step)).toEqual([
      ...Array(160).keys(),
    ]);
    const step = ["cost", "gradientNorm", "health", "penalty", "preparations", "shots", "step"];
    expect(new Set(records.map((record) => Object.keys(record).sort().join()))).toEqual(
      new Set([step.join(), "step,test"]),
    );
    const { health } = records.find(({ health }) => health !== undefined);
    expect(health).toEqual({
      gap: expect.any(Number),
      gapSource: "ritz",
      coupledGap: null,
      nudgeToGap: expect.any(Number),
      nonlinearity: expect.any(Number),
      signalToNoise: expect.any(Number),
      drift: null,
    });
    const timing = readFileSync(join(whole, "timing.jsonl"), "utf8").trimEnd().split("\n");
    const times = timing.map((line) => JSON.parse(line));
    // One line when the session begins, then one for each checkpoint.
    expect(times.slice(0, 2).map(({ step }) => step)).toEqual([0, 3]);
    expect(times.at(-1)).toEqual({ step: 160, seconds: expect.any(Number) });
    expect(times.map(({ seconds }) => seconds)).toEqual(
      times.map(({ seconds }) => seconds).toSorted((a, b) => a - b),
    );
    const info = JSON.parse(readFileSync(join(whole, "run.json"), "utf8")) as RunInfo;
    expect(info).toMatchObject({ seed: 11, workers: 1, device: { solver: "stored lanczos", qubits: 6 } });
    expect(info.device.kernels).toMatch(/simd/);
  });

  test("keeps the kernels it began with when it is resumed", async ({ skip }) => {
    const cwd = scratch({ "x.yaml": EXPERIMENT });
    await finish(cwd, ["x.yaml", "--out", "run", "--steps", "1"]);
    const file = join(cwd, "run", "run.json");
    const info = JSON.parse(readFileSync(file, "utf8")) as RunInfo;
    if (info.device.kernels !== "relaxed-simd") skip("this host has one variant of the kernels only");
    writeFileSync(file, JSON.stringify({ ...info, device: { ...info.device, kernels: "simd" } }));
    await finish(cwd, ["--resume", "run", "--steps", "160"]);
    // Without fused multiplications the last bits are others.
    const history = contents(join(cwd, "run"))["history.jsonl"];
    expect(history?.split("\n").length).toBe(uninterrupted["history.jsonl"]?.split("\n").length);
    expect(history).not.toBe(uninterrupted["history.jsonl"]);
    expect(history?.slice(0, 60)).toBe(uninterrupted["history.jsonl"]?.slice(0, 60));
  });
});

describe("several trainings", () => {
  test("killed and resumed they are what they would have been, and what reads a run reads the best", async () => {
    const cwd = scratch({ "x.yaml": EXPERIMENT });
    const short = ["--set", "training.batches=40", "--restarts", "2"];
    await finish(cwd, ["x.yaml", "--out", "whole", ...short]);
    await killed(cwd, ["x.yaml", "--out", "run", ...short], "restarts/0");
    const { status, stdout } = await qep(["train", "--resume", "run", "--no-figures"], { cwd });
    expect(status).toBe(0);
    expect(contents(join(cwd, "run"))).toEqual(contents(join(cwd, "whole")));
    const { best, restarts } = JSON.parse(readFileSync(join(cwd, "run", "restarts.json"), "utf8"));
    expect(readFileSync(join(cwd, "whole", "restarts.json"), "utf8")).toBe(
      readFileSync(join(cwd, "run", "restarts.json"), "utf8"),
    );
    expect(restarts).toHaveLength(2);
    expect(stdout).toMatch(new RegExp(`from start ${best}, kept +\\d`));
    expect(await qep(["evaluate", "run", "--inputs", "gX=1,gZZ=1,gZXZ=2"], { cwd })).toMatchObject({
      status: 0,
    });
  });
});

test("another training starts at the parameters of a run, and at the inputs that it trained", async () => {
  const pair = `schemaVersion: 1
system: { qubits: 2, fixed: Z0 Z1, inputs: { h: X0 }, parameters: { a: X1 }, outputs: { z: Z0 } }
at: [{ h: 0.5 }, { h: 1 }]
loss: { kind: sensitivity, output: z, input: h, goal: maximize }
gradient: { method: symmetric, beta: 0.1 }
training: { optimizer: { kind: sgd, learningRate: 0.1 }, batches: 3, trainInputs: [h] }
`;
  const cwd = scratch({ "x.yaml": pair });
  await finish(cwd, ["x.yaml", "--out", "run"]);
  const reached = JSON.parse(readFileSync(join(cwd, "run/parameters.json"), "utf8"));
  expect(reached["h@0"]).not.toBe(0.5);
  for (const file of ["parameters.npz", "parameters.json"]) {
    await finish(cwd, ["x.yaml", "--parameters", `run/${file}`, "--steps", "1", "--out", file]);
    const { at, parameters } = JSON.parse(readFileSync(join(cwd, file, "experiment.json"), "utf8"));
    expect(at).toEqual([{ h: reached["h@0"] }, { h: reached["h@1"] }]);
    expect(parameters.all.initial).toEqual({ values: { a: reached.a } });
    await finish(cwd, ["--resume", file, "--steps", "2"]);
  }
  const both = await qep(["train", "x.yaml", "--resume", "run", "--parameters", "run/parameters.npz"], {
    cwd,
  });
  expect(both).toMatchObject({ status: 2 });
  expect(both.stderr).toContain(
    "expected --parameters, where a training starts, or --resume, where it goes on",
  );
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ExperimentPlan } from "../../src/experiments/plan-experiment.ts";
import type { RunReport } from "../../src/experiments/run-report.ts";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";

const QUBIT = join(EXAMPLES, "single-qubit.yaml");
const THERMAL = join(EXAMPLES, "thermal-qubits.yaml");
const COUNTS = ["--set", "measurement={kind: counts, shots: 100}"];

/** A laboratory with times. */
function laboratory(): string {
  const file = join(scratch(), "laboratory.yaml");
  writeFileSync(file, "name: slow\ntimes: { shot: 0.001, basis: 0.1, setting: 1 }\n");
  return file;
}

describe("qep plan", () => {
  test.concurrent("of a single qubit: the textbook optimum of its pilot, within the budget", async () => {
    const plan = (await qepJson([
      "plan",
      QUBIT,
      "--budget",
      "4e8 shots",
      "--workers",
      "1",
    ])) as ExperimentPlan;
    expect(plan).toMatchObject({
      measurement: "counts",
      steps: 200,
      batchSize: 1,
      knobs: 2,
      aim: { shots: 2e6 },
    });
    // The exact gradient of the loss <Z> (see the example).
    expect(plan.gradientNorm).toBeCloseTo(Math.hypot(0.45796865, 0.24424995), 7);
    const { symmetric } = plan.estimators;
    if (!symmetric) throw new Error("the budget suffices");
    expect(symmetric.shotsPerSample).toBeLessThanOrEqual(2e6);
    expect(symmetric.shotsPerSample).toBeGreaterThan(2e6 - 10);
    expect(symmetric.total.shots).toBe(200 * symmetric.shotsPerSample);
    // At an optimum of β² against 1/β the variance is twice the squared bias.
    expect(symmetric.noise ** 2 / symmetric.bias ** 2).toBeCloseTo(2, 0.5);
    // The error signal of <Z> is 1, whatever is measured: no free shots but one.
    expect(symmetric.shots.free).toBe(1);
    const best = plan.recommended && plan.estimators[plan.recommended];
    if (!best) throw new Error("the budget suffices");
    // Means of X and of Z need a basis each, and share the shots.
    const nudged = plan.bases.filter(({ phase }) => phase === "nudged");
    expect(nudged.map(({ basis }) => basis).sort()).toEqual(["X", "Z"]);
    const shared = plan.recommended === "richardson" ? 1 / 9 : 1;
    const sum = nudged.reduce((total, { shots }) => total + shots, 0);
    expect(sum).toBe(Math.round(best.shots.responding * shared));
    expect(plan.finiteDifference?.error).toBeLessThanOrEqual(best.error);
  });

  test.concurrent("what it promises is what is measured", async () => {
    const args = ["plan", QUBIT, "--budget", "4e5 shots", "--verify", "300", "--workers", "1"];
    const { verified, recommended, estimators } = (await qepJson(args)) as ExperimentPlan;
    const best = recommended && estimators[recommended];
    if (!best || !verified) throw new Error("the budget suffices");
    // Within 4 standard errors and 3 %: a false alarm for fewer than one seed in 10,000.
    const off = Math.abs(verified.relativeError - best.relativeError);
    expect(off).toBeLessThan(4 * verified.standardError + 0.03 * best.relativeError);
  });

  test.concurrent("times of a platform become wall time, and a budget of time is kept", async () => {
    const args = ["plan", QUBIT, ...COUNTS, "--platform", laboratory(), "--workers", "1"];
    const plan = (await qepJson([...args, "--budget", "1 hour"])) as ExperimentPlan;
    for (const entry of Object.values(plan.estimators)) {
      expect(entry?.total.seconds).toBeLessThanOrEqual(3600);
      expect(entry?.total.seconds).toBeGreaterThan(3590);
    }
    const text = await qep([...args, "--budget", "1 hour"]);
    expect(text.stdout).toMatch(/18 s for each sample of each step, setting knobs included/);
    expect(text.stdout).toMatch(/60 min/);
  });

  test.concurrent("errors of the platform that its biases leave out are named", async () => {
    const wrong =
      "platform={imperfections: {preparation: 0.02, depolarisation: 0.01, readout: {p01: 0.1, p10: 0.1}}}";
    const args = ["plan", QUBIT, ...COUNTS, "--set", wrong, "--workers", "1"];
    const { notInBias } = (await qepJson(args)) as ExperimentPlan;
    // Readout errors are undone.
    expect(notInBias).toEqual(["preparation errors", "depolarisation"]);
    expect((await qep(args)).stdout).toMatch(
      /not in the bias +preparation errors, depolarisation of the platform/,
    );
    const raw = ["--set", "measurement.readout=raw"];
    expect(((await qepJson([...args, ...raw])) as ExperimentPlan).notInBias).toContain("readout errors");
    expect(((await qepJson(["plan", QUBIT, ...COUNTS])) as ExperimentPlan).notInBias).toEqual([]);
  });

  test.concurrent("too little is said to be too little", async () => {
    const few = await qep(["plan", QUBIT, ...COUNTS, "--budget", "400 shots", "--workers", "1"]);
    expect(few).toMatchObject({ status: 0, stdout: expect.stringContaining("too small to measure") });
    const faint = await qep([
      ...["plan", QUBIT, ...COUNTS, "--workers", "1"],
      "--set",
      "training.batches=1",
      "--budget",
      "6 shots",
    ]);
    expect(faint).toMatchObject({ status: 0, stdout: expect.stringContaining("too small to learn") });
    const ample = await qep(["plan", QUBIT, ...COUNTS, "--budget", "1e8 shots", "--workers", "1"]);
    expect(ample.stdout).not.toContain("too small");
  });

  test.concurrent("writes the figure and the plan", async () => {
    const out = join(scratch(), "plan");
    const { stdout, status } = await qep(["plan", THERMAL, ...COUNTS, "--out", out, "--workers", "1"]);
    expect(status).toBe(0);
    expect(stdout).toContain("as written: symmetric");
    expect(readFileSync(join(out, "gradient-error.svg"), "utf8")).toMatch(/^<svg .*β\*/s);
    expect(JSON.parse(readFileSync(join(out, "plan.json"), "utf8"))).toHaveProperty("curves.betas");
  });

  test.concurrent.each<[args: string[], words: string]>([
    [["--budget", "1e6"], "expected a number above 0 with its unit"],
    [["--budget", "2 hours"], "needs to know how long a shot takes"],
    [["--samples", "0"], "--samples must be a whole number of at least 1"],
    [["--verify", "10", "--samples", "1"], "expected --verify, which takes a whole batch, or --samples"],
    [["--largest-beta", "-1"], "--largest-beta must be above 0"],
  ])("refused: %j", async (args, words) => {
    const { status, stderr } = await qep(["plan", QUBIT, ...args]);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });
});

describe("qep gradient --compare", () => {
  test.concurrent("every method reaches the same error, and says what that costs", async () => {
    const args = ["gradient", THERMAL, ...COUNTS, "--compare", "--relative-error", "0.2"];
    const compared = (await qepJson(args)) as {
      gradientNorm: number;
      knobs: number;
      methods: Record<string, { error: number; total: { shots: number; preparations: number } }>;
    };
    for (const { error } of Object.values(compared.methods)) {
      expect(error / compared.gradientNorm).toBeLessThanOrEqual(0.2);
      expect(error / compared.gradientNorm).toBeGreaterThan(0.19);
    }
    expect(Object.values(compared.methods).map(({ total }) => total.preparations)).toEqual([
      2,
      3,
      5,
      1 + 2 * compared.knobs,
    ]);
    const { stdout } = await qep(args);
    expect(stdout).toMatch(/Parameter shifts do not apply/);
  });
});

describe("gradient: { method: auto }", () => {
  const AUTO = [
    "--set",
    "measurement={kind: counts}",
    "--set",
    "gradient={method: auto, budget: {shots: 40000}}",
  ];

  test.concurrent("`qep plan` says what training then does, from the model, whatever the device hides", async () => {
    const hidden = ["--set", "hidden={seed: 5, fixed: 0.3 X0 X1, knobs: {gain: 0.1}}"];
    const of = [THERMAL, ...AUTO, ...hidden, "--set", "training.batches=30", "--workers", "1"];
    const { auto, aim } = (await qepJson(["plan", ...of])) as ExperimentPlan;
    // 30 steps of two samples.
    expect(aim).toEqual({ shots: 40000 / 60 });
    const out = join(scratch(), "run");
    const { stdout, stderr, status } = await qep(["train", ...of, "--out", out, "--no-figures"]);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(join(out, "plan.json"), "utf8"))).toEqual(auto);
    expect(stderr).toMatch(
      /Planned: symmetric, β = [\d.]+, \d+ shots of the free phase and \d+ of each sign/,
    );
    expect(stdout).toMatch(
      /measured +symmetric, β = [\d.]+; .* in the last; (39 9\d\d|40 000) spent, \d+ left/,
    );
    const report = (await qepJson(["report", out, "--json"])) as RunReport;
    expect(report.plan).toEqual(auto);
    expect(report.spending).toMatchObject({
      method: auto?.method,
      beta: auto?.beta,
      spent: report.health.shots,
    });
    const page = readFileSync(`${out}.html`, "utf8");
    expect(page).toContain("Planned, and spent");
    const text = await qep(["plan", ...of]);
    expect(text.stdout).toContain(`method auto: symmetric, β = ${auto?.beta},`);
  });

  test.concurrent("another budget may be tried, and one gradient must be told how to be measured", async () => {
    const plans = await Promise.all(
      ["1e4", "1e6"].map((shots) =>
        qepJson(["plan", THERMAL, ...AUTO, "--budget", `${shots} shots`, "--workers", "1"]),
      ),
    );
    const errors = (plans as ExperimentPlan[]).map(({ auto }) => auto?.expected.error as number);
    expect(errors[0]).toBeGreaterThan(3 * errors[1]);
    const unsaid = await qep(["check-reciprocity", THERMAL, ...AUTO]);
    expect(unsaid).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("expected --shots N, or --exact"),
    });
    const refused = await qep(["gradient", THERMAL, ...AUTO]);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining("when a training starts") });
    const told = await qepJson([
      "gradient",
      THERMAL,
      ...AUTO,
      "--method",
      "symmetric",
      "--beta",
      "0.1",
      "--shots",
      "300",
    ]);
    expect(told).toMatchObject({ method: "symmetric", beta: 0.1 });
    expect((told as { shots: number }).shots).toBeGreaterThan(900);
  });
});

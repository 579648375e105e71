import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { RunReport } from "../../src/experiments/run-report.ts";
import { EXAMPLES, qep, qepJson, scratch, startQep } from "../support/cli.ts";

const SENSOR = `schemaVersion: 1
title: A small <sensor>
seed: 11
system:
  model: cluster-ising
  sites: 4
  sensor: { qubits: 2, couples: [X0, Z1], outputs: phase-projectors }
measurement: { kind: gaussian, shots: 10 }
data: { sampler: phase-triangle, total: 4, test: { samples: 20 } }
loss: { kind: square }
gradient: { method: symmetric, beta: 0.4 }
parameters: { couplings: { initial: { uniform: 0.1 } }, sensor: { initial: { normal: 1 } } }
training: { optimizer: { kind: adam, learningRate: 0.05 }, batches: 30, batchSize: 4, testEvery: 10 }
`;

let cwd: string;
beforeAll(async () => {
  cwd = scratch({ "sensor.yaml": SENSOR });
  const { status, stderr } = await qep(["train", "sensor.yaml", "--out", "run"], { cwd });
  if (status !== 0) throw new Error(stderr);
});

describe("qep report", () => {
  test("writes one page beside the run, with every figure, and nothing into the run", async () => {
    const before = readdirSync(join(cwd, "run"));
    const { status, stdout, stderr } = await qep(["report", "run"], { cwd });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: `${join(cwd, "run.html")}\n`,
      stderr: "",
    });
    expect(readdirSync(join(cwd, "run"))).toEqual(before);
    const html = readFileSync(join(cwd, "run.html"), "utf8");
    expect(html).toContain("<h1>A small &lt;sensor&gt;</h1>");
    expect(html).not.toMatch(/<(script|link|img)\b|@import|(src|href)="(?!#)/);
    for (const label of ["A small &lt;sensor&gt;", "Health of each step"]) {
      expect(html).toContain(`aria-label="${label}"`);
    }
    expect(html.match(/<figure>/g)).toHaveLength(4);
    expect(html).toContain("30 of 30 batches, seed 11");
  });

  test("prints the same as JSON, and writes where it is told to", async () => {
    const printed = await qepJson(["report", "run", "--out", "pages/mine.html"], { cwd });
    const { page, ...report } = printed as RunReport & { page: string };
    expect(page).toBe(join(cwd, "pages", "mine.html"));
    expect(existsSync(page)).toBe(true);
    const metrics = JSON.parse(readFileSync(join(cwd, "run", "metrics.json"), "utf8"));
    const parameters = JSON.parse(readFileSync(join(cwd, "run", "parameters.json"), "utf8"));
    const history = readFileSync(join(cwd, "run", "history.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    expect(report).toMatchObject({
      run: join(cwd, "run"),
      steps: 30,
      batches: 30,
      isComplete: true,
      parametersAfter: 30,
      scores: [{ of: "trained", scores: metrics }],
      // Three phases of four samples; 10 shots of each of the 27 observables in both nudged phases.
      health: { steps: 30, preparations: 30 * 12, shots: 30 * 4 * 2 * 10 * 27, gapSource: "ritz" },
      timing: { sessions: 1, seconds: expect.any(Number), secondsPerStep: expect.any(Number) },
      info: { seed: 11 },
      commands: {
        repeat: `qep train ${join(cwd, "run", "experiment.json")}`,
        resume: `qep train --resume ${join(cwd, "run")}`,
      },
    });
    expect(report.history).toEqual(history.map((line) => JSON.parse(line)));
    expect(Object.fromEntries(report.parameters.map(({ name, value }) => [name, value]))).toEqual(parameters);
  });

  test("the command that it names makes the run again", async () => {
    const { commands } = (await qepJson(["report", "run"], { cwd })) as RunReport;
    const [, ...args] = commands.repeat.split(" ");
    expect((await qep([...args, "--out", "again", "--no-figures"], { cwd })).status).toBe(0);
    const historyOf = (run: string) => readFileSync(join(cwd, run, "history.jsonl"), "utf8");
    expect(historyOf("again")).toBe(historyOf("run"));
  });

  test("of a run that is being trained, and of one that was killed", async () => {
    const own = scratch({ "sensor.yaml": SENSOR });
    const training = startQep(
      ["train", "sensor.yaml", "--out", "run", "--steps", "100000", "--workers", "1"],
      {
        cwd: own,
      },
    );
    await training.saw("started");
    const running = await qep(["report", "run", "--workers", "1"], { cwd: own });
    training.child.kill("SIGKILL");
    await training.done;
    expect(running).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(own, "run.html"), "utf8")).toContain("not finished");
    const killed = (await qepJson(["report", "run"], { cwd: own })) as RunReport;
    expect(killed).toMatchObject({ isComplete: false, batches: 100_000, timing: { sessions: 1 } });
    expect(killed.steps).toBeGreaterThanOrEqual(killed.parametersAfter);
    expect(killed.scores[0]?.of).toMatch(/^after \d+ batches$/);
  });

  test("refuses what is no run", async () => {
    const failed = await qep(["report", join(EXAMPLES, "single-qubit.yaml")], { cwd });
    expect(failed).toMatchObject({ status: 2, stdout: "" });
    expect(failed.stderr).toContain("is a file; expected the directory of a run");
    expect((await qep(["report", "nothing"], { cwd })).status).toBe(2);
  });
});

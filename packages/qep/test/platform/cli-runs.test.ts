import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { qep, qepJson, scratch, startQep } from "../support/cli.ts";
import { GOOD_EXPERIMENT, refused } from "../support/cli-refusals.ts";

interface Listed {
  readonly run: string;
  readonly state: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

let cwd: string;
const train = async (name: string, ...args: string[]) => {
  const all = ["train", "x.yaml", "--out", `runs/${name}`, "--no-figures", "--workers", "1", ...args];
  const { status, stderr } = await qep(all, { cwd });
  if (status !== 0) throw new Error(stderr);
};

/** Paths of runs as a list of them has them. */
const pathsOf = async (...args: string[]) =>
  ((await qepJson(["runs", ...args], { cwd })) as { runs: Listed[] }).runs.map(({ run }) => run);

beforeAll(async () => {
  cwd = scratch({ "x.yaml": `title: Three qubits\n${GOOD_EXPERIMENT}` });
  await train("first");
  await train("sweep/second", "--set", "gradient.beta=0.2", "--seed", "5");
  await train("third", "--set", "title=Another");
  // As kill -9 leaves it: made longer, but no step of that done.
  const longer = JSON.stringify({ title: "Cut", training: { batches: 9 }, seed: 1 });
  mkdirSync(join(cwd, "runs", "cut"));
  writeFileSync(join(cwd, "runs", "cut", "experiment.json"), longer);
  mkdirSync(join(cwd, "runs", ".hidden"));
  writeFileSync(join(cwd, "runs", ".hidden", "experiment.json"), longer);
  mkdirSync(join(cwd, "runs", "broken"));
  writeFileSync(join(cwd, "runs", "broken", "experiment.json"), "{");
});

describe("qep runs", () => {
  test("lists what lies in the folder and below, the latest first, with state and scores", async () => {
    const { runs } = (await qepJson(["runs"], { cwd })) as { runs: Listed[] };
    expect(runs.map(({ run, state }) => [run, state])).toEqual([
      ["runs/third", "finished"],
      ["runs/sweep/second", "finished"],
      ["runs/first", "finished"],
      ["runs/broken", "damaged"],
      ["runs/cut", "resumable"],
    ]);
    expect(runs[2]).toMatchObject({
      title: "Three qubits",
      steps: 4,
      batches: 4,
      scores: { cost: expect.any(Number) },
      started: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(runs[3]).toMatchObject({ error: { code: "invalid-file" } });
  });

  test("as a table, and says on stderr what is damaged", async () => {
    const { status, stdout, stderr } = await qep(["runs", "runs", "--settings", "seed"], { cwd });
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^run +state +batches +started \(UTC\) +cost +seed +title$/);
    expect(lines[2]).toMatch(
      /^runs\/sweep\/second +finished +4 of 4 +\d{4}-\d\d-\d\d \d\d:\d\d +0\.\d+ +5 +Three qubits$/,
    );
    expect(lines[5]).toMatch(/^runs\/cut +resumable +0 of 9 +1 +Cut$/);
    expect(stderr).toMatch(/^runs\/broken is damaged: .*experiment\.json is not valid JSON/);
  });

  test("filters by state, name and setting", async () => {
    expect(await pathsOf("--state", "resumable")).toEqual(["runs/cut"]);
    expect(await pathsOf("--match", "ANOTHER")).toEqual(["runs/third"]);
    expect(await pathsOf("--match", "sweep")).toEqual(["runs/sweep/second"]);
    expect(await pathsOf("--where", "gradient.beta=0.1", "--match", "three")).toEqual(["runs/first"]);
    expect(await pathsOf("--where", "gradient.beta=0.1", "--where", "seed=5")).toEqual([]);
    expect(await pathsOf("runs/sweep/second")).toEqual(["runs/sweep/second"]);
    const none = await qep(["runs", "--match", "nothing"], { cwd });
    expect(none).toMatchObject({ status: 0, stdout: "", stderr: "None of 5 runs is meant.\n" });
  });

  test("compares: the settings in which runs differ", async () => {
    const args = ["runs", "--state", "finished", "--differences"];
    const { runs } = (await qepJson(args, { cwd })) as { runs: Listed[] };
    expect(runs.map(({ settings }) => settings)).toEqual([
      { seed: 1, "gradient.beta": 0.1 },
      { seed: 5, "gradient.beta": 0.2 },
      { seed: 1, "gradient.beta": 0.1 },
    ]);
  });

  test("a run that lost lines of its history is damaged, and left as it is", async () => {
    await train("lost");
    const folder = join(cwd, "runs", "lost");
    writeFileSync(join(folder, "history.jsonl"), "");
    const before = readdirSync(folder);
    const { runs } = (await qepJson(["runs", "--match", "lost"], { cwd })) as { runs: Listed[] };
    expect(runs).toMatchObject([{ state: "damaged", error: { code: "invalid-file" } }]);
    expect(readdirSync(folder)).toEqual(before);
  });

  test("a run in use names its process; a lock that names none is no reason to stop", async () => {
    const args = ["train", "x.yaml", "--out", "busy/run", "--steps", "10000000", "--workers", "1"];
    const { child, done, saw } = startQep([...args, "--set", "training.checkpointEvery=20"], { cwd });
    await saw("started");
    const { stdout } = await qep(["runs", "busy"], { cwd });
    expect(stdout).toMatch(new RegExp(`^busy/run +in use by ${child.pid} +\\d+ of 10000000 `, "m"));
    child.kill("SIGKILL");
    await done;
    expect(await qepJson(["runs", "busy"], { cwd })).toMatchObject({ runs: [{ state: "resumable" }] });
    appendFileSync(join(cwd, "busy", "run", ".lock"), "?");
    const locked = (await qepJson(["runs", "busy"], { cwd })) as { runs: Listed[] };
    expect(locked.runs).toMatchObject([{ state: "in-use" }]);
  });

  test("where there are none says so; a folder that was named must be one", async () => {
    const empty = scratch({ file: "" });
    expect(await qep(["runs"], { cwd: empty })).toMatchObject({ status: 0, stderr: "No runs in runs.\n" });
    expect(await qepJson(["runs"], { cwd: empty })).toEqual({ runs: [] });
    await refused(["runs", "nowhere"], ["nowhere does not exist; expected a folder of run directories"]);
    await refused(["runs", "file"], ["file is a file; expected a folder"], { file: "" });
    await refused(["runs", "--state", "done"], ["Allowed choices are finished, resumable, in-use, damaged"]);
    const misspelt = await qep(["runs", "--where", "gradient.bta=1"], { cwd });
    expect(misspelt.status).toBe(2);
    expect(misspelt.stderr).toContain(
      '--where: no run has a setting "gradient.bta"; did you mean "gradient.beta"?',
    );
    expect((await qep(["runs", "--where", "seed"], { cwd })).stderr).toContain("expected path=value");
  });
});

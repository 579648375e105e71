import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";

const files = [EXAMPLES, join(EXAMPLES, "paper")].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(yaml|ts)$/.test(name))
    .map((name) => relative(EXAMPLES, join(folder, name))),
);
const isExperiment = (name: string) => !name.endsWith(".ts") || text(name).includes("defineExperiment");
const text = (name: string) => readFileSync(join(EXAMPLES, name), "utf8");
const PNG = [0x89, 0x50, 0x4e, 0x47];

/** Names of the figures in a folder; each must be there as SVG and as PNG. */
function figuresIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".svg"));
  for (const name of names) {
    expect(readFileSync(join(folder, name), "utf8")).toMatch(
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/,
    );
    const png = readFileSync(join(folder, name.replace(".svg", ".png")));
    expect([...png.subarray(0, 4)]).toEqual(PNG);
    expect(png.length).toBeGreaterThan(5000);
  }
  return names.map((name) => name.replace(".svg", "")).sort();
}

describe("every example runs", () => {
  test("there are the sensor in five variants, a qubit, a chain, and TypeScript", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...["phase-sensor.yaml", "single-qubit.yaml", "rydberg-chain.yaml", "bell-pair.ts"],
        ...["xyz", "xz", "z", "patches", "no-cutoff"].map((variant) => `paper/phase-sensor-${variant}.yaml`),
      ]),
    );
  });

  test("the flagship is the paper's sensor with XYZ couplings, to the letter, but that it counts", () => {
    const settings = (name: string) => text(name).slice(text(name).indexOf("schemaVersion")).split("\n");
    const other = (name: string) => settings(name).filter((line) => !line.startsWith("measurement:"));
    expect(other("phase-sensor.yaml")).toEqual(other("paper/phase-sensor-xyz.yaml"));
    expect(settings("phase-sensor.yaml").join()).toContain("measurement: { kind: counts");
    expect(settings("paper/phase-sensor-xyz.yaml").join()).toContain("measurement: { kind: gaussian");
  });

  const experiments = files.filter(isExperiment);
  const trains = (name: string) => /^loss:|loss: /m.test(text(name));

  test.concurrent.each(experiments.filter((name) => !trains(name)))("qep evaluate %s", async (name) => {
    const inputs = text(name).includes("kitaev-triangle") ? "Jx=0.5,Jy=0.3,Jz=0.2" : "gZXZ=1,gZZ=1,gX=2";
    const args = ["evaluate", join(EXAMPLES, name), "--inputs", inputs];
    const { outputs } = (await qepJson(args)) as { outputs: number[][] };
    expect(outputs[0]?.length).toBeGreaterThan(1);
    expect(outputs.flat().every((value) => Math.abs(value) <= 1 + 1e-12)).toBe(true);
  });

  test.concurrent.each(experiments.filter(trains))("qep train %s --steps 3", async (name) => {
    const cwd = scratch();
    const args = ["train", join(EXAMPLES, name), "--steps", "3", "--no-figures", "--out", "run"];
    const result = (await qepJson(args, { cwd })) as { steps: number; metrics: Record<string, number> };
    expect(result.steps).toBe(3);
    const scores = /phase-projectors|kitaev-triangle|labels:/.test(text(name))
      ? ["accuracy", "maxChoice", "product", "singleShot"]
      : /offset: 1/.test(text(name))
        ? ["accuracy"]
        : [];
    expect(Object.keys(result.metrics).sort()).toEqual(["cost", ...scores].sort());
    expect(Object.values(result.metrics).every(Number.isFinite)).toBe(true);
    expect(readdirSync(join(cwd, "run"))).not.toContain("figures");
  });

  test.each(files.filter((name) => !isExperiment(name)))("node %s", (name) => {
    const { status, stderr } = spawnSync(process.execPath, [join(EXAMPLES, name)], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});

describe("a table of the user's", () => {
  test("the tables of the examples are those that their script writes", () => {
    const cwd = scratch();
    const script = join(EXAMPLES, "data", "make-tables.ts");
    const { status, stderr } = spawnSync(process.execPath, [script, cwd], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const tables = readdirSync(cwd).filter((name) => name.endsWith(".csv"));
    expect(tables.sort()).toEqual(["ising-rings.csv", "sine.csv", "two-moons.csv"]);
    for (const table of tables) {
      expect(readFileSync(join(cwd, table), "utf8")).toBe(text(join("data", table)));
    }
  });

  test("is found beside the experiment, and kept with the run: it can go on without the file", async () => {
    const cwd = scratch();
    mkdirSync(join(cwd, "below", "data"), { recursive: true });
    copyFileSync(join(EXAMPLES, "quantum-data.yaml"), join(cwd, "below", "x.yaml"));
    const table = join(cwd, "below", "data", "ising-rings.csv");
    copyFileSync(join(EXAMPLES, "data", "ising-rings.csv"), table);
    const train = ["train", "--no-figures", "--workers", "1"];
    const history = (run: string) => readFileSync(join(cwd, run, "history.jsonl"), "utf8");
    expect(await qep([...train, "below/x.yaml", "--steps", "4", "--out", "run"], { cwd })).toMatchObject({
      status: 0,
    });
    expect(await qep([...train, "below/x.yaml", "--steps", "7", "--out", "whole"], { cwd })).toMatchObject({
      status: 0,
    });
    // With another table it would be another run.
    writeFileSync(table, readFileSync(table, "utf8").replace("0.8718", "0.9"));
    const foreign = await qep([...train, "below/x.yaml", "--steps", "7", "--resume", "run"], { cwd });
    expect(foreign.stderr).toContain(
      "belongs to another experiment: data.columns.gZZ.0 is 0.8718 there and 0.9 here",
    );
    rmSync(table);
    const missing = await qep([...train, "below/x.yaml", "--steps", "7"], { cwd });
    expect(missing.stderr).toContain(
      "data.file below/data/ising-rings.csv: there is no such file; check the path",
    );
    expect(await qep([...train, "--steps", "7", "--resume", "run"], { cwd })).toMatchObject({ status: 0 });
    expect(history("run")).toBe(history("whole"));
  });
});

describe("figures", () => {
  test("of a sensor, with baselines; plot draws the same again", async () => {
    const cwd = scratch();
    const args = [
      "train",
      join(EXAMPLES, "phase-sensor.yaml"),
      "--steps",
      "4",
      "--baselines",
      "--out",
      "run",
    ];
    const small = ["--set", "training.testEvery=2", "--set", "data.test.samples=30"];
    const result = (await qepJson([...args, ...small], { cwd })) as Record<string, Record<string, object>>;
    const scores = ["accuracy", "cost", "maxChoice", "product", "singleShot"];
    expect(Object.keys(result.baselines ?? {})).toEqual(["untrained", "decoupled", "exactGradients"]);
    for (const metrics of [result.metrics, ...Object.values(result.baselines ?? {})]) {
      expect(Object.keys(metrics as object).sort()).toEqual(scores);
    }
    const folder = join(cwd, "run", "figures");
    expect(figuresIn(folder)).toEqual(["couplings", "phase-triangle", "training-curves"]);
    const curves = readFileSync(join(folder, "training-curves.svg"), "utf8");
    for (const label of ["max-choice", "exact gradients", "decoupled", "untrained", "gradient norm"]) {
      expect(curves).toContain(label);
    }
    const svgs = () => figuresIn(folder).map((name) => readFileSync(join(folder, `${name}.svg`), "utf8"));
    const before = svgs();
    expect(await qepJson(["plot", "run"], { cwd })).toEqual({
      figures: expect.arrayContaining([join(folder, "phase-triangle.svg"), join(folder, "couplings.png")]),
    });
    expect(svgs()).toEqual(before);

    // Other parameters, another triangle: a grid that belongs to earlier parameters is not drawn with them.
    const checkpoint = JSON.parse(readFileSync(join(cwd, "run", "checkpoint.json"), "utf8"));
    checkpoint.trainer.values = checkpoint.trainer.values.map((value: number) => -2 * value);
    writeFileSync(join(cwd, "run", "checkpoint.json"), JSON.stringify(checkpoint));
    expect(await qep(["plot", "run"], { cwd })).toMatchObject({ status: 0 });
    const triangle = before.findIndex((svg) => svg.includes("paramagnet"));
    expect(svgs()[triangle]).not.toBe(before[triangle]);
  });

  test("of operator texts", async () => {
    const cwd = scratch();
    const args = ["train", join(EXAMPLES, "rydberg-chain.yaml"), "--steps", "3", "--out", "run"];
    const { status, stdout } = await qep(args, { cwd });
    expect(status).toBe(0);
    expect(figuresIn(join(cwd, "run", "figures"))).toEqual(["parameters", "training-curves"]);
    expect(stdout).toContain(join(cwd, "run", "figures", "parameters.svg"));
  });
});

describe("phase-diagram", () => {
  test.concurrent("over one knob and over two, of an input and a parameter", async () => {
    const cwd = scratch();
    const chain = join(EXAMPLES, "paper", "sensitivity.yaml");
    const one = ["phase-diagram", chain, "--x", "gX=-2:2:9", "--out", "one"];
    expect(await qepJson(one, { cwd })).toEqual({
      files: ["diagram.csv", "diagram.npz", "correlator.svg", "correlator.png"].map((name) =>
        join("one", name),
      ),
    });
    expect(figuresIn(join(cwd, "one"))).toEqual(["correlator"]);
    const two = ["phase-diagram", chain, "--x", "gX=-2:2:5", "--y", "gZZ=-1:1:3", "--out", "two"];
    expect(await qep(two, { cwd })).toMatchObject({ status: 0 });
    const rows = readFileSync(join(cwd, "two", "diagram.csv"), "utf8")
      .trimEnd()
      .split("\n");
    expect(rows[0]).toBe("gX,gZZ,correlator,gap");
    expect(rows.length).toBe(16);
    // The same point through another command: row 2 of gZZ, column 1 of gX.
    const [x, y, value] = (rows[1 + 5 + 1] as string).split(",").map(Number);
    const at = ["evaluate", chain, "--inputs", `gX=${x}`, "--parameters", "p.json"];
    writeFileSync(join(cwd, "p.json"), JSON.stringify({ gZZ: y }));
    const { outputs } = (await qepJson(at, { cwd })) as { outputs: number[][] };
    expect([x, y]).toEqual([-1, 0]);
    expect(outputs[0]?.[0]).toBeCloseTo(value as number, 9);
  });

  test.concurrent("of a sensor: its triangle, or a sweep", async () => {
    const cwd = scratch();
    const sensor = join(EXAMPLES, "paper", "phase-sensor-z.yaml");
    expect(await qep(["phase-diagram", sensor, "--seed", "2"], { cwd })).toMatchObject({ status: 0 });
    expect(figuresIn(join(cwd, "diagrams", "phase-sensor-z"))).toEqual(["phase-triangle"]);
    const sweep = ["--x", "gX=0:4:5", "--y", "Z0Z8=-1:1:3", "--inputs", "gZZ=1,gZXZ=1", "--output", "II"];
    expect(await qep(["phase-diagram", sensor, ...sweep, "--out", "sweep"], { cwd })).toMatchObject({
      status: 0,
    });
    expect(figuresIn(join(cwd, "sweep"))).toEqual(["II", "II-contours"]);
  });
});

describe("a TypeScript experiment", () => {
  test("may lie anywhere, also below a package.json of CommonJS", async () => {
    const cwd = scratch({ "package.json": '{ "type": "commonjs" }' });
    mkdirSync(join(cwd, "below"));
    copyFileSync(join(EXAMPLES, "bell-pair.ts"), join(cwd, "below", "bell.ts"));
    const { status, stderr } = await qep(["train", "below/bell.ts", "--steps", "2", "--no-figures"], { cwd });
    expect(stderr).not.toMatch(/warning/i);
    expect(status).toBe(0);
    expect(readdirSync(join(cwd, "runs"))).toEqual([
      expect.stringMatching(/^bell-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/),
    ]);
  });

  test("leaves a run that can be read without it, and resumed with it", async () => {
    const cwd = scratch();
    copyFileSync(join(EXAMPLES, "bell-pair.ts"), join(cwd, "bell.ts"));
    const train = ["train", "bell.ts", "--no-figures", "--workers", "1"];
    expect(await qep([...train, "--steps", "3", "--out", "run"], { cwd })).toMatchObject({ status: 0 });
    expect(await qep(["evaluate", "run"], { cwd })).toMatchObject({ status: 0 });
    expect(await qep(["plot", "run"], { cwd })).toMatchObject({ status: 0 });
    for (const args of [
      ["train", "--resume", "run", "--steps", "5"],
      ["gradient", "run"],
    ]) {
      const { status, stderr } = await qep(args, { cwd });
      expect(stderr).toContain("the loss of this run is a function");
      expect(status).toBe(2);
    }
    // Another function is another experiment.
    const changed = text("bell-pair.ts")
      .replace(/value: /, "value: 2 * ")
      .replaceAll(": -2 *", ": -4 *");
    writeFileSync(
      join(cwd, "changed.ts"),
      changed.replace("2 * (1 -", "2 * ((1 -").replace("** 2,\n", "** 2),\n"),
    );
    const foreign = await qep(["train", "changed.ts", "--resume", "run"], { cwd });
    expect(foreign.stderr).toContain("belongs to another experiment: loss.evaluate is");
    expect(foreign.status).toBe(2);
    const longer = await qep([...train, "--steps", "5", "--resume", "run"], { cwd });
    expect(longer).toMatchObject({ status: 0 });
    expect(await qep([...train, "--steps", "5", "--out", "whole"], { cwd })).toMatchObject({ status: 0 });
    const history = (run: string) => readFileSync(join(cwd, run, "history.jsonl"), "utf8");
    expect(history("run")).toBe(history("whole"));
  });
});

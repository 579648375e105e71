import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { splitRows } from "../../src/tasks/feature-table.ts";
import { EXAMPLES, qep, qepJson, scratch } from "../support/cli.ts";
import { refused } from "../support/cli-refusals.ts";

const [header = "", ...rows] = readFileSync(join(EXAMPLES, "data/two-moons.csv"), "utf8").trim().split("\n");
const held = splitRows(rows.length, 0.25, 1).test.map((row) => rows[row] as string);
const FILES = {
  "held.csv": [header, ...held].join("\n"),
  "new.csv": `y,x\n${held.map((row) => row.split(",").slice(0, 2).reverse().join(",")).join("\n")}`,
};

test("a run evaluates raw rows: those held back have the scores of its own test, labels change no output", async () => {
  const cwd = scratch(FILES);
  const train = ["train", join(EXAMPLES, "two-moons.yaml"), "--steps", "20", "--out", "run", "--no-figures"];
  expect(await qep(train, { cwd })).toMatchObject({ status: 0 });
  const tested = JSON.parse(readFileSync(join(cwd, "run/metrics.json"), "utf8")) as Record<string, number>;
  const labelled = (await qepJson(["evaluate", "run", "--data", "held.csv"], { cwd })) as {
    outputs: number[][];
    classes: string[];
    metrics: Record<string, number>;
  };
  for (const [name, value] of Object.entries(tested)) expect(labelled.metrics[name]).toBeCloseTo(value, 8);
  expect(Object.keys(labelled.metrics).sort()).toEqual(Object.keys(tested).sort());
  expect(labelled.classes).toEqual(
    labelled.outputs.map(([upper = 0, lower = 0]) => (upper >= lower ? "upper" : "lower")),
  );
  const { outputs, classes } = labelled;
  const bare = await qepJson(["evaluate", "run", "--data", "new.csv"], { cwd });
  expect(bare).toEqual({ inputs: expect.any(Array), outputs, classes });
  const { stdout } = await qep(["evaluate", "run", "--data", "held.csv"], { cwd });
  expect(stdout).toMatch(/^ *x +y +upper +lower +class\n/);
  expect(stdout).toContain(`50 rows      max-choice`);
});

test.concurrent("--data goes neither with --inputs nor with other samplers", async () => {
  const moons = join(EXAMPLES, "two-moons.yaml");
  await refused(
    ["evaluate", moons, "--data", "new.csv", "--inputs", "hx=1,hy=1"],
    ["give one of them"],
    FILES,
  );
  await refused(
    ["evaluate", join(EXAMPLES, "phase-sensor.yaml"), "--data", "new.csv"],
    ["this one has sampler: phase-triangle"],
    FILES,
  );
});

test.concurrent("evaluate says where the ground level is degenerate, on stderr and in JSON", async () => {
  const cwd = scratch({
    "x.yaml": `schemaVersion: 1
system: { model: heisenberg, lattice: { kind: chain, sites: 8 }, neighbours: 2, outputs: { bond: Z0 Z1 } }
at: [{ J1: 1, J2: 0.2 }, { J1: 1, J2: 0.5 }]
`,
    // A ferromagnet's two states differ by a symmetry.
    "y.yaml": `schemaVersion: 1
system: { model: transverse-field-ising, sites: 14, outputs: { zz: Z0 Z1 } }
at: { gZZ: 1, gX: 0 }
`,
  });
  const text = await qep(["evaluate", "x.yaml"], { cwd });
  expect(text.stderr).toContain("degenerate at 1 of 2 points, first at J1=1,J2=0.5: ");
  expect(await qepJson(["evaluate", "x.yaml"], { cwd })).toMatchObject({ degenerate: [false, true] });
  expect(await qepJson(["evaluate", "y.yaml"], { cwd })).toMatchObject({ degenerate: [true] });
  const alone = await qep(["evaluate", "x.yaml", "--inputs", "J1=1,J2=0.2", "--json"], { cwd });
  expect(alone.stderr).toBe("");
  expect(JSON.parse(alone.stdout)).not.toHaveProperty("degenerate");
});

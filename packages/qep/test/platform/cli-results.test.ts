import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, qepJson, scratch, startQep } from "../support/cli.ts";

const example = (name: string) => join(EXAMPLES, name);

/** The keys of an object, sorted. */
const keys = (value: unknown) => Object.keys(value as object).sort();

describe("--json", () => {
  test.concurrent("ground-state of a model", async () => {
    const couplings = ["--inputs", "gZXZ=2.5,gZZ=0.5", "--inputs", "gX=1"];
    const result = await qepJson(["ground-state", "cluster-ising", "--sites", "8", ...couplings]);
    expect(result).toEqual({
      energies: [expect.closeTo(-20.98772927, 8)],
      gap: expect.any(Number),
      degeneracy: 1,
      isDegeneracyCertain: true,
      sectors: null,
      residualNorm: expect.any(Number),
      memoryBytes: expect.any(Number),
      expectations: expect.objectContaining({ "Z0 Z1": expect.any(Number) }),
    });
  });

  test.concurrent("ground-state counts a degenerate level, and takes operators separated by commas", async () => {
    const result = await qepJson([
      ...["ground-state", "cluster-ising", "--sites", "8", "--inputs", "gZXZ=0,gZZ=4,gX=0"],
      ...["--states", "3", "--observables", "Z0 Z4, sum(j=0..7, Z[j] Z[(j+1)%8])"],
    ]);
    expect(result).toMatchObject({
      energies: [expect.closeTo(-32, 9), expect.closeTo(-32, 9), expect.closeTo(-16, 9)],
      gap: expect.closeTo(16, 9),
      degeneracy: 2,
      expectations: { "Z0 Z4": expect.closeTo(1, 9), "sum(j=0..7, Z[j] Z[(j+1)%8])": expect.closeTo(8, 9) },
    });
  });

  test.concurrent("ground-state of a model on a lattice, and of one with a --set of its own", async () => {
    const square = ["--lattice", "square", "--columns", "3", "--rows", "2", "--boundary", "open"];
    const plaquettes = await qepJson(["ground-state", "ising", ...square, "--inputs", "J=1"]);
    expect(plaquettes).toMatchObject({ energies: [expect.closeTo(-7, 9)], degeneracy: 2 });
    const ions = ["ground-state", "long-range-ising", "--sites", "3", "--set", "system.alpha=1"];
    // Up, down, up: two bonds of length 1 against one of length 2.
    expect(await qepJson([...ions, "--inputs", "J0=1,gX=0"])).toMatchObject({
      energies: [expect.closeTo(-1.5, 9)],
    });
  });

  test.concurrent("places of atoms: every command sees the same state", async () => {
    const file = example("rydberg-positions.yaml");
    const cwd = scratch({});
    const [level, evaluated, nudged, differences, swept] = await Promise.all([
      qepJson(["ground-state", file]),
      qepJson(["evaluate", file]),
      qepJson(["gradient", file, "--method", "linear-response"]),
      qepJson(["gradient", file, "--method", "finite-difference"]),
      qep(["phase-diagram", file, "--x", "x1=6.2:8.2:3", "--out", "drawn"], { cwd }),
    ]);
    const { order } = (level as { expectations: { order: number } }).expectations;
    expect(evaluated).toMatchObject({ outputs: [[expect.closeTo(order, 8)]] });
    const { outputs, gradient } = nudged as { outputs: object; gradient: Record<string, number> };
    expect(outputs).toEqual({ order: expect.closeTo(order, 8) });
    expect(keys(gradient)).toEqual(
      keys({ x0: 0, y0: 0, x1: 0, y1: 0, x2: 0, y2: 0, x3: 0, y3: 0, x4: 0, y4: 0 }),
    );
    const expected = (differences as { gradient: Record<string, number> }).gradient;
    for (const [name, value] of Object.entries(expected)) expect(gradient[name]).toBeCloseTo(value, 6);
    expect(swept.status).toBe(0);
    // The middle of the sweep is where the second atom starts.
    const row = readFileSync(join(cwd, "drawn/diagram.csv"), "utf8").split("\n")[2]?.split(",").map(Number);
    expect(row?.[0]).toBeCloseTo(7.2, 12);
    expect(row?.[1]).toBeCloseTo(order, 8);
  });

  test.concurrent("plot of an experiment draws the lattice of its model", async () => {
    const cwd = scratch({});
    const result = await qepJson(["plot", example("phase-sensor.yaml"), "--out", "drawn"], { cwd });
    expect(result).toEqual({ figures: ["drawn/lattice.svg", "drawn/lattice.png"] });
    expect(readFileSync(join(cwd, "drawn/lattice.svg"), "utf8")).toContain("cluster-ising");
  });

  test.concurrent("gradient without shots", async () => {
    const result = await qepJson(["gradient", example("single-qubit.yaml")]);
    expect(result).toMatchObject({
      loss: expect.closeTo(0.8 / 1.7, 12),
      outputs: { z: expect.closeTo(0.8 / 1.7, 12) },
      gradient: { a: expect.closeTo(0.45797205, 8), b: expect.closeTo(-0.24421796, 8) },
      standardError: null,
      preparations: 3,
      shots: 0,
    });
    expect(keys((result as { health: unknown }).health)).toEqual([
      ...["coupledGap", "gap", "gapSource", "nonlinearity", "nudgeRange", "nudgeRangeSource", "nudgeToGap"],
      "residualNorm",
    ]);
  });

  test.concurrent("gradient with shots has a standard error for each parameter", async () => {
    const args = ["gradient", example("single-qubit.yaml"), "--method", "one-sided", "--beta", "0.1"];
    const result = await qepJson([...args, "--shots", "1000", "--seed", "3"]);
    expect(result).toMatchObject({
      standardError: { a: expect.any(Number), b: expect.any(Number) },
      beta: 0.1,
      preparations: 2,
      shots: 4000,
    });
    expect(await qepJson([...args, "--shots", "1000", "--seed", "3"])).toEqual(result);
    expect(await qepJson([...args, "--shots", "1000", "--seed", "4"])).not.toEqual(result);
  });

  test.concurrent("gradient and evaluate from random vectors have a standard error for everything", async () => {
    const sampled = ["--set", "equilibrium.method=typicality", "--set", "equilibrium.samples=200"];
    const result = await qepJson(["gradient", example("thermal-qubits.yaml"), ...sampled]);
    const number = expect.any(Number);
    expect(result).toMatchObject({
      lossError: number,
      outputErrors: { up: number, product: number },
      standardError: { left: number, right: number, tilt: number, bond: number },
      health: { sampling: { method: "typicality", samples: 200 } },
    });
    const exact = await qepJson(["evaluate", example("thermal-qubits.yaml")]);
    expect(keys(exact)).toEqual(["inputs", "outputs"]);
    const evaluate = ["evaluate", example("thermal-qubits.yaml"), ...sampled, "--workers", "1"];
    const { outputs, standardErrors } = (await qepJson(evaluate)) as Record<string, number[][]>;
    for (const [k, row] of (exact as Record<string, number[][]>).outputs.entries()) {
      for (const [l, value] of row.entries()) {
        expect(Math.abs(outputs[k][l] - value)).toBeLessThan(4 * standardErrors[k][l]);
      }
    }
  });

  test.concurrent("gradient at several operating points names outputs and trained inputs by point", async () => {
    const result = await qepJson([
      "gradient",
      example("paper/sensitivity.yaml"),
      "--method",
      "linear-response",
    ]);
    const { outputs, gradient } = result as { outputs: unknown; gradient: unknown };
    expect(keys(outputs)).toEqual(["correlator@0", "correlator@1"]);
    expect(keys(gradient)).toEqual(["gX@0", "gX@1", "gZZ"]);
  });

  test.concurrent("evaluate keeps the experiment's order, whatever that of the command line", async () => {
    const cwd = scratch({ "points.csv": "gX,gZXZ,gZZ\n0.5,3,0.5\n" });
    const args = ["evaluate", example("phase-sensor.yaml"), "--workers", "1"];
    const result = await qepJson([...args, "--inputs", "gX=1,gZZ=2,gZXZ=1", "--inputs", "points.csv"], {
      cwd,
    });
    expect(result).toEqual({
      inputs: [
        [1, 2, 1],
        [3, 0.5, 0.5],
      ],
      outputs: [Array(3).fill(expect.any(Number)), Array(3).fill(expect.any(Number))],
    });
  });

  test.concurrent("evaluate without inputs: the 210 points of the triangle, or one point", async () => {
    const triangle = (await qepJson(["evaluate", example("paper/phase-sensor-z.yaml")])) as {
      inputs: number[][];
    };
    expect(triangle.inputs.length).toBe(210);
    expect(triangle.inputs[1]).toEqual([4 / 19, 4 - 4 / 19, 0]);
    expect(await qepJson(["evaluate", example("single-qubit.yaml")])).toEqual({
      inputs: [[]],
      outputs: [[expect.closeTo(0.8 / 1.7, 12)]],
    });
  });

  test.concurrent("train, and evaluate and gradient of its run", async () => {
    const cwd = scratch();
    const args = ["train", example("paper/sensitivity.yaml"), "--steps", "3", "--no-figures", "--out", "run"];
    const result = (await qepJson(args, { cwd })) as { metrics: { cost: number } };
    expect(result).toEqual({
      run: join(cwd, "run"),
      steps: 3,
      metrics: { cost: expect.any(Number) },
      health: expect.objectContaining({ steps: 3, shots: 0, preparations: 3 * 4, gapSource: "converged" }),
      // One-sided, in an ordered phase: its raw gap is tiny, and nothing tells whether the response is linear.
      alarms: [expect.objectContaining({ kind: "unknown-response" })],
      wallSeconds: expect.any(Number),
    });
    const parameters = JSON.parse(readFileSync(join(cwd, "run", "parameters.json"), "utf8"));
    const evaluated = (await qepJson(["evaluate", "run"], { cwd })) as {
      inputs: number[][];
      outputs: number[][];
    };
    // The trained inputs are those of the run, and the cost in the metrics belongs to the final values.
    expect(evaluated.inputs).toEqual([[parameters["gX@0"]], [parameters["gX@1"]]]);
    const [[x0], [x1]] = evaluated.inputs as [[number], [number]];
    const [[y0], [y1]] = evaluated.outputs as [[number], [number]];
    expect(result.metrics.cost).toBeCloseTo(-Math.abs(y0 - y1) / Math.abs(x0 - x1), 9);
    expect(await qepJson(["gradient", "run"], { cwd })).toMatchObject({
      loss: expect.closeTo(result.metrics.cost, 9),
    });
    for (const file of ["parameters.json", "parameters.npz"]) {
      const given = ["evaluate", example("paper/sensitivity.yaml"), "--parameters", `run/${file}`];
      expect(await qepJson(given, { cwd })).toEqual(evaluated);
    }
  });
});

test("a training told to find the gap that counts is quiet about a partner that does not respond", async () => {
  const args = ["train", example("paper/sensitivity.yaml"), "--steps", "3", "--no-figures"];
  const { health, alarms } = (await qepJson([...args, "--set", "gradient.health=full"], {
    cwd: scratch(),
  })) as { health: { courses: Record<string, { worst: number }> }; alarms: unknown };
  const { gap, coupledGap, nudgeToGap } = health.courses;
  expect(gap.worst).toBeLessThan(1e-5);
  expect(coupledGap.worst).toBeGreaterThan(0.1);
  expect(nudgeToGap.worst).toBeLessThan(1);
  expect(alarms).toEqual([]);
});

describe("gaps of small systems in training are those of levels, not of rounding", () => {
  test.concurrent.each([
    // 2 sqrt(a^2 + b^2) from a = 0.8, b = 1.5 on, and rising.
    ["single-qubit.yaml", "200", 3.4],
    ["rydberg-positions.yaml", "45", 2.2568],
  ])("%s", async (file, steps, smallest) => {
    const args = ["train", example(file), "--steps", steps, "--no-figures", "--out", "run"];
    const summary = await qepJson(args, { cwd: scratch({}) });
    expect(summary).toMatchObject({
      health: { gapSource: "ritz", courses: { gap: { worst: expect.closeTo(smallest, 4) } } },
    });
  });
});

describe("streams and exit status", () => {
  test.concurrent("results go to stdout, progress to stderr, without colours", async () => {
    const cwd = scratch();
    const env = { CI: "true", FORCE_COLOR: "1" };
    const args = ["train", example("single-qubit.yaml"), "--steps", "20", "--no-figures"];
    const { status, stdout, stderr } = await qep([...args, "--out", "run"], { cwd, env });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^\n {2}at the final values +cost\n {2}trained .*\n\n {2}health .*\n {2}run directory/,
    );
    expect(stderr).toMatch(/run directory .*\nbatch {2}1\/20, started, cost 0\.4706\nbatch 20\/20, took 0:0/);
    const failed = await qep(["evaluate", "nothing.yaml"], { env });
    expect(failed.stderr).toMatch(/^qep: /);
    expect(stdout + stderr + failed.stderr).not.toContain("\u001b");
  });

  test.concurrent.each([
    [["--help"], 0, /Exit status: 0 done, 1 the computation failed, 2 the input was wrong/],
    [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
    ...["train", "evaluate", "gradient", "ground-state", "phase-diagram", "plot", "report"].map(
      (command) => [[command, "--help"], 0, new RegExp(`^Usage: qep ${command} (.|\\n)*--json`)] as const,
    ),
  ] as const)("qep %j ends with %i", async (args, expected, pattern) => {
    const { status, stdout, stderr } = await qep(args);
    expect(stderr).toBe("");
    expect(stdout).toMatch(pattern);
    expect(status).toBe(expected);
  });

  test.concurrent("a computation that fails ends with 1", async () => {
    const experiment = [
      "schemaVersion: 1",
      "system: { qubits: 3, fixed: Z0 Z1 + Z1 Z2, parameters: { a: { operator: Z0 + 0.5 Z1, initial: 0 } }, outputs: { z: Z0 } }",
      "loss: { kind: expectation, output: z }",
      "gradient: { method: linear-response }",
    ];
    const cwd = scratch({ "degenerate.yaml": experiment.join("\n") });
    const { status, stderr } = await qep(["gradient", "degenerate.yaml"], { cwd });
    expect(stderr).toMatch(/^qep: .*linear response/);
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(1);
  });

  test.concurrent("a reader that has seen enough is no failure", async () => {
    const { child, done } = startQep(["evaluate", example("paper/phase-sensor-z.yaml"), "--workers", "1"]);
    child.stdout?.destroy();
    expect(await done).toMatchObject({ status: 0, stderr: "" });
  });

  test.skipIf(process.platform !== "linux")("a full disk is one, in one line", () => {
    const script = `exec "$0" "$1" evaluate "$2" > /dev/full`;
    const bin = join(EXAMPLES, "../packages/qep/bin/qep.js");
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", script, process.execPath, bin, example("single-qubit.yaml")],
      {
        encoding: "utf8",
      },
    );
    expect(stderr).toMatch(/^qep: ENOSPC[^\n]*\n$/);
    expect(status).toBe(1);
  });
});

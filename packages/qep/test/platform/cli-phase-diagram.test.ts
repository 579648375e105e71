import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CliResult, EXAMPLES, qep, qepJson, scratch, startQep } from "../support/cli.ts";

const RING = `schemaVersion: 1
title: Cluster Ising ring
system:
  model: cluster-ising
  sites: 10
  outputs: { bond: Z0 Z1 }
at: { gZXZ: 1, gZZ: 0.1, gX: 0.6 }
`;
const SWEEP = ["--x", "gX=0.05:1.85:19", "--y", "gZZ=0.05:1.25:7"];
const ASKED = [
  "--observables",
  "string-order(Z, X, 0..4, every=2), entropy(0..4)",
  "--boundaries",
  "fidelity",
];

const contents = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString("latin1")]),
  );

const lines = (directory: string) => {
  const file = join(directory, "points.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
};

/** Points of {@link SWEEP}. */
const POINTS = 133;

/** Interrupts a diagram after some of its points; another one where it was complete before that, as on a busy machine. */
async function interrupted(
  signal: NodeJS.Signals,
  begin: (out: string) => readonly string[],
  cwd: string,
): Promise<CliResult & { readonly name: string }> {
  for (let count = 0; ; count++) {
    const name = `${signal}-${count}`;
    const { child, done, saw } = startQep([...begin(name), "--workers", "1"], { cwd });
    await saw("started");
    while (lines(join(cwd, name)) < 8 && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill(signal);
    const result = await done;
    if (lines(join(cwd, name)) < POINTS) return { ...result, name };
  }
}

describe("a phase diagram with quantities", () => {
  test("that was killed, and one that was interrupted, end with the bytes of one that ran through", async () => {
    const cwd = scratch({ "ring.yaml": RING });
    const begin = (out: string) => ["phase-diagram", "ring.yaml", ...SWEEP, ...ASKED, "--out", out];
    const { files } = (await qepJson([...begin("whole"), "--workers", "2"], { cwd })) as { files: string[] };
    expect(files.slice(0, 3)).toEqual(
      ["diagram.csv", "diagram.npz", "boundaries.csv"].map((n) => join("whole", n)),
    );
    const whole = contents(join(cwd, "whole"));
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      const { name, status, stderr } = await interrupted(signal, begin, cwd);
      if (signal === "SIGINT") {
        expect(status).toBe(130);
        expect(stderr).toContain(`Stopped. Go on with: qep phase-diagram --resume ${name}`);
      }
      const out = join(cwd, name);
      expect(lines(out)).toBeGreaterThanOrEqual(8);
      const before = readFileSync(join(out, "points.jsonl"), "utf8");
      const resumed = await qep(["phase-diagram", "--resume", name, "--workers", "2"], { cwd });
      expect(resumed).toMatchObject({ status: 0 });
      expect(readFileSync(join(out, "points.jsonl"), "utf8").startsWith(before)).toBe(true);
      expect(contents(out)).toEqual(whole);
    }
    const rows = (whole["boundaries.csv"] as string).trimEnd().split("\n");
    expect(rows[0]).toBe("gX,gZZ,along,height");
    // From the cluster phase to the paramagnet, at gX = gZXZ in the infinite chain.
    const first = (rows[1] as string).split(",");
    expect(first[2]).toBe("gX");
    expect(Math.abs(Number(first[0]) - 1)).toBeLessThan(0.35);
    expect(statSync(join(cwd, "whole", "string-order-Z-X-0..4-every-2-contours.png")).size).toBeGreaterThan(
      1000,
    );
  });

  test("of one knob has its curves and peaks, from the energy too", async () => {
    const cwd = scratch({ "ring.yaml": RING });
    const one = [
      "phase-diagram",
      "ring.yaml",
      "--x",
      "gX=0.05:1.85:19",
      "--boundaries",
      "energy",
      "--out",
      "one",
    ];
    const { files } = (await qepJson(one, { cwd })) as { files: string[] };
    expect(files.map((file) => file.slice(4))).toEqual([
      "diagram.csv",
      "diagram.npz",
      "boundaries.csv",
      "bond.svg",
      "bond.png",
    ]);
    const [header, ...rows] = readFileSync(join(cwd, "one", "boundaries.csv"), "utf8")
      .trimEnd()
      .split("\n");
    expect(header).toBe("gX,along,height");
    expect(rows).toHaveLength(1);
    expect(Math.abs(Number(rows[0]?.split(",")[0]) - 1)).toBeLessThan(0.35);
  });

  test("refuses what cannot be, before any work", async () => {
    const cwd = scratch({ "ring.yaml": RING });
    const refused = async (args: string[], ...texts: string[]) => {
      const { status, stderr } = await qep(["phase-diagram", ...args], { cwd });
      expect(status).toBe(2);
      for (const text of texts) expect(stderr).toContain(text);
    };
    const x = ["ring.yaml", "--x", "gX=0:2:5"];
    await Promise.all([
      refused(
        [...x, "--observables", "entropy(0..99)"],
        "--observables",
        "line 1, column 9",
        "qubit 99 is out of range",
      ),
      refused([...x, "--observables", "density-matrix(0)"], "is a matrix", "qep ground-state --arrays"),
      refused([...x, "--observables", "X0, X0"], '"X0" is asked for twice'),
      refused(
        ["ring.yaml", "--x", "gX=0:2:2", "--boundaries", "energy"],
        "a peak takes at least 3 values of gX",
      ),
      refused([], "expected an experiment, or --resume DIR"),
      refused(["--resume", "."], "no phase diagram was begun there"),
      refused(
        ["--resume", ".", "--x", "gX=0:2:5"],
        "goes on with the diagram as it was begun, given --x as well",
      ),
    ]);
  });
});

test("ground-state prints quantities, and --arrays writes them for numpy", async () => {
  const cwd = scratch({ "ring.yaml": RING });
  const list = "entropy(0..4), correlators(Z, of=connected), density-matrix(0, 1)";
  const at = ["ground-state", "ring.yaml", "--observables", list, "--arrays", "q.npz"];
  const { quantities } = (await qepJson(at, { cwd })) as { quantities: Record<string, unknown> };
  expect(quantities).toMatchObject({
    "entropy(0..4)": expect.any(Number),
    "correlators(Z, of=connected)": { "connected(Z0, Z1)": expect.any(Number) },
    "density-matrix(0, 1)": {
      re: [expect.any(Array), expect.any(Array), expect.any(Array), expect.any(Array)],
    },
  });
  const { readNpz } = await import("../../src/index.ts");
  const arrays = readNpz(readFileSync(join(cwd, "q.npz")), "q.npz");
  expect(arrays.get("density-matrix(0, 1)")).toMatchObject({ dtype: "<c16", shape: [4, 4] });
  const { re } = quantities["density-matrix(0, 1)"] as { re: number[][] };
  expect([...(arrays.get("density-matrix(0, 1)")?.data ?? [])].filter((_, k) => k % 2 === 0)).toEqual(
    re.flat(),
  );
});

test("evaluate reads the same quantities as ground-state, input by input", async () => {
  const cwd = scratch({ "ring.yaml": RING });
  const list = ["--observables", "entropy(0..4), correlator(Z0, Z1)"];
  const given = ["gX=0.4,gZZ=1", "gX=1.3,gZZ=1"];
  const all = ["evaluate", "ring.yaml", ...given.flatMap((inputs) => ["--inputs", inputs]), ...list];
  const { quantities } = (await qepJson(all, { cwd })) as { quantities: Record<string, number>[] };
  for (const [k, inputs] of given.entries()) {
    const at = ["ground-state", "ring.yaml", "--inputs", inputs, ...list];
    const alone = (await qepJson(at, { cwd })) as { quantities: Record<string, number> };
    for (const name of ["entropy(0..4)", "correlator(Z0, Z1)"])
      expect(quantities[k]?.[name], name).toBeCloseTo(alone.quantities[name] as number, 8);
  }
  const hidden = ["evaluate", join(EXAMPLES, "black-box.yaml"), "--inputs", "h=1", "--observables", "Z0"];
  expect(await qep(hidden, { cwd })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Remove hidden.knobs, or --observables"),
  });
});

describe("a thermal phase diagram from random vectors", () => {
  test("has the standard errors of all numbers, in the tables and in the figure", async () => {
    const cwd = scratch({ "ring.yaml": RING.replace("sites: 10", "sites: 6") });
    const sweep = ["--x", "gX=0.5:1.5:3", "--observables", "X0"];
    const begin = async (out: string, method: string) => {
      const equilibrium = `equilibrium={kind: thermal, temperature: 1, method: ${method}}`;
      await qepJson(["phase-diagram", "ring.yaml", ...sweep, "--set", equilibrium, "--out", out], { cwd });
      const [header = "", ...rows] = readFileSync(join(cwd, out, "diagram.csv"), "utf8")
        .trim()
        .split("\n");
      return { header, rows: rows.map((row) => row.split(",").map(Number)) };
    };
    const exact = await begin("exact", "exact");
    const sampled = await begin("sampled", "typicality");
    expect(exact.header).not.toContain("standardError");
    const names = ["bond", "X0"];
    for (const name of names) expect(sampled.header).toContain(`standardError(${name})`);
    for (const [k, row] of sampled.rows.entries()) {
      const [values, errors] = [row.slice(1, 3), row.slice(-2)];
      for (const [j, error] of errors.entries()) {
        expect(error).toBeGreaterThan(1e-4);
        expect(error).toBeLessThan(0.2);
        // Six numbers with 19 degrees of freedom: one of them beyond 5 errors in one of 2000 seeds.
        const difference = (values[j] as number) - (exact.rows[k]?.[1 + j] as number);
        expect(Math.abs(difference)).toBeLessThan(5 * error);
      }
    }
    const bands = (out: string) =>
      readFileSync(join(cwd, out, "bond.svg"), "utf8").match(/fill-opacity/g)?.length ?? 0;
    expect(bands("sampled")).toBe(bands("exact") + 1);
  });
});

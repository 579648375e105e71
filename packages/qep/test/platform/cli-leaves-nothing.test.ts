import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, scratch } from "../support/cli.ts";
import { GOOD_EXPERIMENT, refused } from "../support/cli-refusals.ts";

const COUNTS = "measurement: { kind: counts, shots: 100 }\n";
const FILES = {
  "x.yaml": `${GOOD_EXPERIMENT}${COUNTS}`,
  "z.yaml": "bases: [ZZZ]\n",
  "r.yaml": "observables: [up, b]\n",
};

describe("what is refused leaves nothing behind", () => {
  test.concurrent.each<[line: string, words: string]>([
    ["train x.yaml --platform z.yaml --out new/run", "no basis that this device can read"],
    ["train x.yaml --platform r.yaml --out new/run", "cannot read a; it reads up, b"],
    ["train x.yaml --out new/run --set measurement.shots=1", "shots"],
    ["transfer x.yaml --out new/figures", "the experiment hides nothing"],
    ["check-reciprocity x.yaml --out new/figures --knobs q", 'there is no parameter or input "q"'],
    ["plan x.yaml --out new/plan --budget 2hours", "platform.times.shot"],
    ["phase-diagram x.yaml --out new/diagram --x a=0:1:3 --output q", 'there is no output "q"'],
    ["reproduce nothing --out new", "there is nothing to reproduce"],
    ["export x.yaml --out new", "expected a run directory"],
    [
      "ground-state x.yaml --observables Z0 --arrays new/a.npz",
      "expected a file in a directory that is there",
    ],
    ["ground-state x.yaml --arrays a.npz", "there is nothing to write"],
  ])("%s", async (line, words) => {
    const cwd = scratch(FILES);
    const { status, stderr } = await qep(line.split(" "), { cwd });
    expect(stderr).toContain(words);
    expect(status).toBe(2);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(FILES).sort());
  });

  test("a directory that was there stays, with what is in it", async () => {
    const cwd = scratch(FILES);
    await qep(["train", "x.yaml", "--out", "run", "--no-figures"], { cwd });
    const other = scratch({ ...FILES, "notes.txt": "mine" });
    await qep(["train", "x.yaml", "--platform", "z.yaml", "--out", "."], { cwd: other });
    expect(readdirSync(other).sort()).toEqual([...Object.keys(FILES), "notes.txt"].sort());
    expect(existsSync(join(cwd, "run", "metrics.json"))).toBe(true);
  });
});

describe.runIf(process.platform === "linux")(
  "a file system without new directories is refused, not tried for ever",
  () => {
    test.concurrent.each([
      "train QUBIT --steps 1 --out /proc/x/y",
      "phase-diagram QUBIT --x a=0:1:3 --out /proc/x",
      "check-reciprocity QUBIT --exact --out /proc/x",
      "plan QUBIT --out /proc/x",
      "transfer QUBIT --out /proc/x",
      "reproduce sensitivity --out /proc/x",
    ])("%s", async (line) => {
      const args = line
        .split(" ")
        .map((word) => (word === "QUBIT" ? join(EXAMPLES, "single-qubit.yaml") : word));
      await refused(args, ["/proc/x cannot be made: its file system takes no new directories"]);
    });
  },
);

describe("files that are no text", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, k) => (k * k * 31 + 200) % 256);
  test.concurrent.each([
    "evaluate x.yaml",
    "ground-state x.yaml",
    "operator x.yaml",
    "evaluate Q --inputs x.yaml",
  ])("%s", async (line) => {
    const cwd = scratch();
    writeFileSync(join(cwd, "x.yaml"), bytes);
    const args = line.split(" ").map((word) => (word === "Q" ? join(EXAMPLES, "single-qubit.yaml") : word));
    const { status, stderr } = await qep(args, { cwd });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^qep: .*x\.yaml: expected text in UTF-8, given other bytes/),
    ]);
  });

  test.concurrent("an operator that looks like a file that is not there", async () => {
    await refused(["operator", "hamiltonian.txt"], ["there is no file hamiltonian.txt"]);
    await refused(["operator", "."], [". is a directory"]);
  });
});

test("a reader that has seen enough ends nothing badly", async () => {
  const bin = join(EXAMPLES, "..", "packages", "qep", "bin", "qep.js");
  const cwd = scratch({ "x.yaml": GOOD_EXPERIMENT });
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      `"${process.execPath}" "${bin}" phase-diagram --help | head -1; "${process.execPath}" "${bin}" evaluate x.yaml --set system.fixed=Z0+Z1+Z2 | true`,
    ],
    { cwd },
  );
  let stderr = "";
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  await new Promise((ended) => child.once("close", ended));
  expect(stderr).toBe("");
});

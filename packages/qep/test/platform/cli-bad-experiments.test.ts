import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qep, scratch } from "../support/cli.ts";
import { GOOD_EXPERIMENT, refused } from "../support/cli-refusals.ts";

// Experiments that qep must refuse at the door: in YAML, in TypeScript, and too large.

/** The good experiment with one thing changed. */
const spoilt = (from: string, to: string) => {
  expect(GOOD_EXPERIMENT).toContain(from);
  return { "x.yaml": GOOD_EXPERIMENT.replace(from, to) };
};

test.concurrent("the good experiment is accepted", async () => {
  const cwd = scratch({ "x.yaml": GOOD_EXPERIMENT });
  expect(await qep(["train", "x.yaml", "--no-figures"], { cwd })).toMatchObject({ status: 0 });
});

describe("an experiment file: file:line:column, what was expected, what to do", () => {
  test.concurrent.each<[what: string, from: string, to: string, words: (string | RegExp)[]]>([
    [
      "unknown key",
      "beta: 0.1",
      "beta: 0.1, bata: 2",
      ["x.yaml:7:43: gradient: unknown key", 'did you mean "beta"?'],
    ],
    [
      "wrong type",
      "batches: 4",
      "batches: many",
      ["x.yaml:8:67: training.batches: expected a whole number", '"many"'],
    ],
    [
      "missing section",
      "gradient:",
      "#",
      ["x.yaml:8:1: training: expected a section gradient", "add gradient"],
    ],
    [
      "not Hermitian",
      "b: Z0 Z1",
      "b: X0 Y0",
      ["x.yaml:4:27: system.parameters.b", "not Hermitian", "must be real"],
    ],
    [
      "imaginary",
      "b: Z0 Z1",
      "b: (0+1i) Z0",
      ["x.yaml:4:27: ", "not Hermitian: the coefficient of Z0 is (0+1i)"],
    ],
    [
      "qubit out of range",
      "up: Z0",
      "up: Z3",
      ["x.yaml:5:18: ", "qubit 3", "3 qubits (0 to 2)", "Correct the index"],
    ],
    [
      "unreadable operator",
      "b: Z0 Z1",
      "b: Z0 Q1",
      ["x.yaml:4:30: ", /"Q1?" is not an operator/, "known are X, Y, Z"],
    ],
    [
      "NaN",
      "learningRate: 0.1",
      "learningRate: .nan",
      ["x.yaml:8:51: ", "expected a number above 0, given .nan"],
    ],
    ["infinity", "up: 1", "up: .inf", ["x.yaml:6:37: loss.target.up: expected a finite number, given .inf"]],
    ["beta = 0", "beta: 0.1", "beta: 0", ["x.yaml:7:38: gradient.beta: expected a number above 0, given 0"]],
    [
      "shots with linear response",
      "gradient: { method: symmetric, beta: 0.1 }",
      "measurement: { kind: gaussian, shots: 10 }\ngradient: { method: linear-response }",
      ["x.yaml:7:39: measurement.shots: expected no shots", "given 10", "use measurement: { kind: exact }"],
    ],
    ["unknown output", "target: { up: 1 }", "target: { dn: 1 }", ["x.yaml:6:33: ", '"dn"', "up"]],
    ["not YAML", "loss: {", "loss: { {", ["x.yaml:7:1: not valid YAML"]],
    ["another version", "schemaVersion: 1", "schemaVersion: 2", ["x.yaml:1:16: schemaVersion: expected 1"]],
  ])("%s", async (_, from, to, words) => {
    await refused(["train", "x.yaml"], words, spoilt(from, to));
  });

  test.concurrent("everything that is wrong at once, in the order of the file", async () => {
    const files = {
      "x.yaml": GOOD_EXPERIMENT.replace("beta: 0.1", "beta: -1").replace("qubits: 3", "qubits: 3.5"),
    };
    await refused(
      ["train", "x.yaml"],
      [/x\.yaml: 2 problems\n {2}x\.yaml:3:11: .*\n {2}x\.yaml:7:38: /],
      files,
    );
  });

  test.concurrent("outputs that are not one for each phase of the triangle", async () => {
    const sensor = readFileSync(join(EXAMPLES, "phase-sensor.yaml"), "utf8");
    const words = [/x\.yaml:\d+:18: data\.sampler: expected 3 outputs/, "given I, II, III, m"];
    await refused(["train", "x.yaml"], words, {
      "x.yaml": sensor.replace("  sites: 8", "  sites: 8\n  outputs: { m: X0 }"),
    });
  });

  test.concurrent("no training section", async () => {
    const files = spoilt("training:", "#");
    await refused(["train", "x.yaml"], ["does not say how to train: add `training: {"], files);
  });

  test.concurrent.each(["train", "evaluate", "gradient", "ground-state", "phase-diagram", "plot"])(
    "%s of a file that is not there",
    (command) =>
      refused([command, "nothing.yaml"], [/there is no file(,| or) run directory.* ["]?nothing\.yaml/]),
  );

  test.concurrent("neither a run nor a file", () =>
    refused(["evaluate", "."], ["it has no experiment.json. Give"]));
});

describe("more qubits than memory allows, with what they need and what there is", () => {
  test.concurrent.each([
    [40, "8 TiB"],
    [30, "8 GiB"],
  ])("%i qubits", async (qubits, vector) => {
    // Without a term on every qubit, symmetries would make it small.
    const fixed = `"sum(j=0..${qubits - 1}, X[j] + Z[j])"`;
    const files = spoilt("qubits: 3", `qubits: ${qubits}\n  fixed: ${fixed}`);
    const words = [
      `${qubits} qubits (real) need `,
      `state vectors of ${vector} (two-pass Lanczos). 32-bit WebAssembly addresses 4 GiB`,
      /That is enough for 2\d qubits\. Use fewer qubits/,
    ];
    for (const command of ["train", "evaluate", "gradient", "ground-state"]) {
      await refused([command, "x.yaml"], words, files);
    }
    const model = ["ground-state", "cluster-ising", "--sites", `${qubits}`, "--inputs", "gX=1,gZZ=1,gZXZ=1"];
    await refused(model, words);
  });

  test.concurrent("qubits that nothing acts on take no memory", async () => {
    const cwd = scratch(spoilt("qubits: 3", "qubits: 40"));
    expect(await qep(["evaluate", "x.yaml", "--workers", "1"], { cwd })).toMatchObject({ status: 0 });
  });
});

describe("TypeScript experiments", () => {
  const bell = readFileSync(join(EXAMPLES, "bell-pair.ts"), "utf8");

  test.concurrent("a wrong derivative is found before training", async () => {
    const wrong = bell.replace("xx: -2 *", "xx: -3 *");
    expect(wrong).not.toBe(bell);
    const words = [
      "x.ts: loss:",
      "its derivative in output xx",
      "but its values give",
      "Correct the derivative",
    ];
    await refused(["train", "x.ts"], words, { "x.ts": wrong });
  });

  test.concurrent.each<[what: string, text: string, words: (string | RegExp)[]]>([
    [
      "no defineExperiment",
      "export const a = 1;",
      ["x.ts: expected `export default defineExperiment", "exports a"],
    ],
    ["a syntax error", "export default (;", [/^qep: x\.ts:1: the module cannot be loaded/]],
    ["an exception", "\nthrow new Error('boom');", ["x.ts:2:7: the module cannot be loaded: boom"]],
    ["a missing module", 'import "nothing-there";', ["Cannot find package 'nothing-there'"]],
  ])("%s", (_, text, words) => refused(["train", "x.ts"], words, { "x.ts": text }));
});

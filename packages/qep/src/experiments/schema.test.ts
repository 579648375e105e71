import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExperiment, resolveExperiment } from "./parse-experiment.ts";

const names = ["phase-sensor", "any-hamiltonian", "table", "sensitivity"];
const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.yaml`, import.meta.url), "utf8");
const parse = (name: string, ...overrides: string[]) => parseExperiment(fixture(name), { overrides }).config;

describe("a parsed experiment is complete", () => {
  test("the phase sensor", () => {
    expect(parse("phase-sensor")).toStrictEqual({
      schemaVersion: 1,
      title: "Phase sensor on the cluster Ising chain",
      seed: 1,
      system: {
        model: "cluster-ising",
        sites: 8,
        boundary: "periodic",
        sensor: { qubits: 2, couples: ["X0", "Y0", "Z0", "X1", "Y1", "Z1"], outputs: "phase-projectors" },
        outputs: {},
        convention: { n: "down", spin: "pauli" },
      },
      equilibrium: { kind: "ground" },
      preparation: { kind: "exact", tolerance: 1e-9, symmetries: "auto" },
      measurement: { kind: "gaussian", shots: 10 },
      data: { sampler: "phase-triangle", total: 4, region: "triangle", test: { samples: 200 } },
      loss: { kind: "square" },
      gradient: { method: "symmetric", beta: 0.4, nudge: "error-signal" },
      parameters: {
        couplings: { initial: { uniform: 0.1 }, penalty: { kind: "soft-cutoff", bound: 0.1, slope: 0.02 } },
        sensor: { initial: { normal: 1 } },
      },
      training: {
        optimizer: {
          kind: "adam",
          learningRate: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          normalize: false,
        },
        batches: 5000,
        batchSize: 10,
        testEvery: 50,
      },
    });
  });

  test("any Hamiltonian: a parameter given as text becomes a mapping, one operating point a list", () => {
    expect(parse("any-hamiltonian")).toStrictEqual({
      schemaVersion: 1,
      seed: 1,
      system: {
        qubits: 5,
        fixed: "sum(j=0..3, Z[j] Z[j+1]) + 0.3 X0",
        inputs: { gX: "-X0 - X1" },
        parameters: { a: { operator: "X0 Z4", initial: 0.1, bounds: [-1, 1] }, b: { operator: "Z4" } },
        outputs: { up: "0.5 + 0.5 Z4" },
        convention: { n: "down" },
      },
      equilibrium: { kind: "ground" },
      preparation: { kind: "exact", tolerance: 1e-9, symmetries: "auto" },
      measurement: { kind: "exact" },
      at: [{ gX: 0.7 }],
      loss: { kind: "square", target: { up: 1 } },
      gradient: { method: "symmetric", beta: 0.1, nudge: "error-signal" },
      parameters: {},
    });
  });

  test("defaults of the other variants", () => {
    const { gradient, training, system } = parse("table");
    expect(gradient).toStrictEqual({ method: "symmetric", beta: 0.1, nudge: "each-output" });
    expect(training).toStrictEqual({
      optimizer: { kind: "sgd", learningRate: 0.1, momentum: 0.9, normalize: false },
      batches: 20,
      batchSize: 1,
    });
    expect(system.convention).toStrictEqual({ n: "up" });
    expect(parse("sensitivity").loss).toStrictEqual({
      kind: "sensitivity",
      output: "correlation",
      input: "gX",
      goal: "maximize",
    });
    expect(parse("table", "gradient={ method: finite-difference }").gradient).toStrictEqual({
      method: "finite-difference",
      step: 1e-4,
    });
    expect(parse("table", "gradient={ method: linear-response }").gradient).toStrictEqual({
      method: "linear-response",
      nudge: "error-signal",
    });
  });

  test("the order of inputs and parameters is the order of the file", () => {
    const { system } = parse(
      "any-hamiltonian",
      "system.inputs={ z: Z0, c: X0, gX: X1 }",
      "at={ gX: 1, z: 1, c: 0 }",
    );
    expect("qubits" in system && Object.keys(system.inputs)).toEqual(["z", "c", "gX"]);
  });
});

describe("resolving a resolved configuration changes nothing", () => {
  test.each(names)("%s, through JSON", (name) => {
    const config = parse(name);
    const stored = JSON.stringify(config);
    expect(resolveExperiment(JSON.parse(stored)).config).toStrictEqual(config);
    expect(parseExperiment(stored, { file: "configuration.json" }).config).toStrictEqual(config);
  });

  test("whatever the variants", () => {
    const variants = [
      fc.constantFrom(
        "gradient={ beta: 0.2 }",
        "gradient={ method: one-sided, beta: 1e-3 }",
        "gradient={ method: finite-difference, step: 1e-5 }",
        "gradient={ method: linear-response }",
      ),
      fc.constantFrom("measurement={ kind: exact }", "preparation={ tolerance: 1e-6 }", "equilibrium={}"),
      fc.constantFrom("preparation.symmetries=off", "preparation.symmetries={ sector: [1, -1] }"),
      fc.constantFrom(
        "training.optimizer={ kind: adamax, learningRate: 1 }",
        "training.optimizer={ kind: sgd, learningRate: 1 }",
        "training.optimizer={ kind: adamw, learningRate: 1 }",
        "training.optimizer={ kind: rmsprop, learningRate: 1, decay: 0.5 }",
        "training.optimizer={ kind: lbfgs }",
        "training.optimizer={ kind: natural-gradient, learningRate: 1 }",
        "training.schedule={ kind: cosine, period: 10, repeat: 2, warmup: 3 }",
        "training.schedule={ kind: plateau, decay: 0.5, patience: 3 }",
        "training.earlyStopping={ patience: 3 }",
      ),
      fc.constantFrom(
        "parameters.all.initial=0.5",
        "parameters.all.initial={ normal: 2 }",
        "parameters.all.initial={ uniform: 2 }",
      ),
      fc.constantFrom(
        "loss={ kind: absolute, output: up }",
        "loss={ kind: expectation, output: up, goal: minimize }",
        "loss={ kind: cross-entropy, outcomes: independent }",
        "loss={ kind: hinge, margin: 0.3 }",
        "loss={ kind: square, weights: { up: 2 } }",
        "loss={ kind: correlation, joint: up, first: up, second: up }",
      ),
      fc.maxSafeNat().map((seed) => `seed=${seed}`),
    ] as const;
    fc.assert(
      fc.property(fc.tuple(...variants), (overrides) => {
        const config = parse("table", ...overrides);
        expect(resolveExperiment(JSON.parse(JSON.stringify(config))).config).toStrictEqual(config);
      }),
      { numRuns: 60 },
    );
  });
});

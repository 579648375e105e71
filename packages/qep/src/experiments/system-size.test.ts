import { describe, expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { parseExperiment } from "./parse-experiment.ts";
import { requireBuildableSize, systemQubits } from "./system-size.ts";

const parsed = (system: string) => parseExperiment(`schemaVersion: 1\nsystem: ${system}\n`);

const sensor = "sensor: { qubits: 2, couples: [X0], outputs: phase-projectors }";

describe("the qubits of a system, before it is built", () => {
  test.each([
    `{ model: cluster-ising, sites: 5, ${sensor} }`,
    "{ model: transverse-field-ising, sites: 4 }",
    "{ model: kitaev-honeycomb, columns: 4, rows: 2 }",
    "{ model: heisenberg, lattice: { kind: honeycomb, columns: 2, rows: 2 } }",
    "{ model: xxz, lattice: { kind: ladder, rungs: 3 } }",
    "{ model: ising, lattice: { kind: square, columns: 3, rows: 2, boundary: open } }",
    "{ model: xy, lattice: { kind: graph, positions: [[0, 0], [1, 0], [2, 0]], bonds: [[0, 1]] } }",
    "{ model: long-range-ising, sites: 4, alpha: 1 }",
    "{ model: long-range-ising, positions: [0, 1, 3], alpha: 1 }",
    "{ model: rydberg-array, positions: [[0, 0], [1, 0]] }",
    "{ model: sherrington-kirkpatrick, sites: 4, disorder: { seed: 1 } }",
    "{ model: hubbard, lattice: { kind: chain, sites: 3 } }",
    "{ model: kitaev-chain, sites: 4 }",
    "{ model: bose-hubbard, lattice: { kind: chain, sites: 3 }, levels: 5 }",
    "{ model: bose-hubbard, lattice: { kind: chain, sites: 3 }, particles: 3 }",
    "{ qubits: 3, parameters: { a: Z2 } }",
  ])("%s", (text) => {
    const experiment = parsed(text);
    expect(systemQubits(experiment.config.system)).toBe(buildExperiment(experiment).system.qubits);
  });
});

test("what is far too large is refused at once, with the memory of a state", () => {
  const started = performance.now();
  for (const text of [
    "{ model: cluster-ising, sites: 10000 }",
    "{ model: heisenberg, lattice: { kind: square, columns: 100, rows: 100 } }",
    "{ qubits: 10000, parameters: { a: Z9999 } }",
  ]) {
    expect(() => requireBuildableSize(parsed(text))).toThrow(
      /^10000 qubits need 10\^3011 bytes .* room for 28 qubits/,
    );
  }
  // Building the first of them takes half a minute, and far more on a busy machine.
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(() => requireBuildableSize(parsed("{ model: long-range-ising, sites: 129, alpha: 1 }"))).toThrow(
    /129 qubits need/,
  );
});

test("what symmetries may bring into reach is left to be built", () => {
  // Z0 Z199 and X0 leave six of two hundred qubits.
  requireBuildableSize(parsed("{ qubits: 200, parameters: { a: Z0 Z199, b: X0 } }"));
  requireBuildableSize(parsed("{ model: kitaev-honeycomb, columns: 8, rows: 8 }"));
});

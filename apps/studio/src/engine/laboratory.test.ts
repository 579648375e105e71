import { readFileSync } from "node:fs";
import { referenceKernels } from "qep";
import { describe, expect, test } from "vitest";
import { bitstrings } from "./basis-counts.ts";
import { LaboratoryBench, type LaboratoryRequest } from "./laboratory.ts";

const threeSpins = readFileSync(new URL("../experiments/three-spins.yaml", import.meta.url), "utf8");
const bench = () => new LaboratoryBench(referenceKernels());
const asked: LaboratoryRequest = {
  experiment: threeSpins,
  sample: 0,
  method: "one-sided",
  beta: 0.3,
  shots: 20_000,
  draw: 0,
  grouping: "qubit-wise",
  p01: 0.1,
  p10: 0.02,
  treatment: "inverted",
};

describe("the laboratory of three spins", () => {
  test("counts every shot of a phase once, in bases of three letters", async () => {
    const { bases, anatomy } = await bench().read(asked);
    for (const phase of ["free", "plus"] as const) {
      const shots = bases.flatMap(({ phases }) => phases.filter((counted) => counted.phase === phase));
      expect(shots.reduce((sum, { shots }) => sum + shots, 0)).toBe(asked.shots);
    }
    // An eighth more probes how noise of the error signal moves the gradient, for its error bars.
    expect(anatomy.shots).toBe(2.125 * asked.shots);
    for (const { basis, frequent } of bases) {
      expect(basis).toMatch(/^[XYZ]{3}$/);
      for (const bits of frequent) expect(bits).toMatch(/^[01]{3}$/);
    }
  });

  // Five standard errors each: less than one false alarm in a million for a change of the seed.
  test("inverting and calibrating give the outputs back; raw counts do not", async () => {
    const laboratory = bench();
    const exact = (await laboratory.read({ ...asked, p01: 0, p10: 0, shots: 2_000_000 })).anatomy.outputs;
    const off = async (treatment: LaboratoryRequest["treatment"]) => {
      const { anatomy } = await laboratory.read({ ...asked, treatment });
      return anatomy.outputs.map(({ mean, error }, l) => Math.abs(mean - (exact[l]?.mean ?? 0)) / error);
    };
    expect(Math.max(...(await off("inverted")))).toBeLessThan(5);
    expect(Math.max(...(await off("calibrated")))).toBeLessThan(5);
    expect(Math.max(...(await off("raw")))).toBeGreaterThan(8);
  });

  test("the planner promises less error than the settings as they stand, for the same shots", async () => {
    const plan = await bench().plan({ ...asked, beta: 2, shots: 1000 }, () => {});
    const best = plan.recommended ? plan.estimators[plan.recommended] : null;
    expect(plan.curves?.series.map(({ method }) => method)).toContain("symmetric");
    expect(best?.error).toBeLessThan(plan.asWritten?.error ?? 0);
    expect(best?.total.shots).toBeLessThanOrEqual(plan.asWritten?.total.shots ?? 0);
  });
});

test("strings that commute share a circuit where that promises smaller errors", async () => {
  const experiment = `
schemaVersion: 1
system:
  qubits: 2
  inputs: { h: -Z0 }
  parameters:
    x: { operator: X0 X1, initial: 0.4 }
    y: { operator: Y0 Y1, initial: 0.5 }
    z: { operator: Z0 Z1, initial: 0.6 }
  outputs: { end: Z0 Z1 }
at: { h: 1 }
loss: { kind: square, target: { end: 0.3 } }
gradient: { method: symmetric, beta: 0.2 }
`;
  const read = async (grouping: LaboratoryRequest["grouping"]) =>
    (await bench().read({ ...asked, experiment, grouping, shots: 200 })).bases;
  expect((await read("qubit-wise")).map(({ basis }) => basis).toSorted()).toEqual(["XX", "YY", "ZZ"]);
  const [circuit, ...rest] = await read("commuting");
  expect(rest).toEqual([]);
  expect(circuit).toMatchObject({ kind: "clifford", phases: [{ shots: 200 }, { shots: 200 }] });
  expect(circuit?.basis).toMatch(/^\w+ \d/);
});

test("bitstrings begin with qubit 0", () => {
  const counts = { qubits: 3, outcomes: Uint32Array.of(1, 6), occurrences: Uint32Array.of(4, 5) };
  expect(bitstrings(counts)).toEqual({ "100": 4, "011": 5 });
});

import { describe, expect, test } from "vitest";
import { solveGroundLevel } from "../../src/devices/ground-level.ts";
import { LatticeSimulator } from "../../src/devices/lattice-simulator.ts";
import { clusterIsing, latticeSymmetries, parseOperator, Simulator, System } from "../../src/index.ts";
import type { ObservablesRequest, Setting } from "../../src/propagation/device.ts";
import { measure } from "../../src/propagation/measure.ts";
import { clusterIsingLevels } from "../support/free-fermions.ts";
import { testKernels } from "../support/kernels.ts";

const outputs = (texts: readonly string[]) => texts.map((name) => ({ name, operator: parseOperator(name) }));

function ring(sites: number, texts: readonly string[] = []) {
  const { inputs } = clusterIsing({ sites });
  const system = new System({ qubits: sites, inputs, outputs: outputs(texts) });
  const symmetries = latticeSymmetries(
    inputs.map(({ operator }) => operator),
    sites,
  );
  if (!symmetries) throw new Error("a ring has symmetries");
  return { system, symmetries };
}

const at = (system: System, inputs: readonly number[], nudge = 0): Setting => ({
  inputs: Float64Array.from(inputs),
  parameters: new Float64Array(0),
  nudge: new Float64Array(system.outputs.length).fill(nudge),
  stream: [],
});

const exactOutputs = ({ outputs }: System): ObservablesRequest => ({
  observables: { outputs: outputs.map((_, l) => l) },
  shots: { outputs: null, parameters: null, inputs: null },
});

/** Σ Z X Z and the like of the ring of eight, as outputs: their means make up the energy. */
const TERMS = [
  "sum(j=0..7, Z[j] X[(j+1)%8] Z[(j+2)%8])",
  "-sum(j=0..7, Z[j] Z[(j+1)%8])",
  "-sum(j=0..7, X[j])",
];

test.each([
  [[2.5, 0.5, 1], "-20.98772927"],
  [[4 / 3, 4 / 3, 4 / 3], "-15.18804835"],
  [[2, 0, 2], "-20.90500744"],
  [[0, 2, 2], "-20.50332358"],
  [[2, 2, 0], "-20.50332358"],
  [[0, 4, 0], "-32.00000000"],
])("ring of eight at %j: the energy is %s", async (x, energy) => {
  const { system, symmetries } = ring(8, TERMS);
  const device = new LatticeSimulator(system, symmetries, testKernels());
  const [{ mean, health }] = await measure(device, [at(system, x)], exactOutputs(system));
  expect(mean.reduce((sum, value, k) => sum + value * x[k], 0).toFixed(8)).toBe(energy);
  expect(health).toMatchObject({ sector: "k=0/8 P=+ F=+", gap: null, gapSource: "unknown" });
  await device.close();
});

describe("ring of twelve", () => {
  const texts = ["X0 X4", "Z0 Z1", "Z3", "Y0 Y5 + 0.3 X7", "Z0 X1 Z2", "0.5 + 0.25 X3 X4 Z5 Z8", "X0 Y1 Z2"];
  const { system, symmetries } = ring(12, texts);
  const settings = [
    [2.5, 0.5, 1],
    [0.3, 0.4, 1.7],
    [-0.8, 1.1, 0.9],
    [1.2, -0.5, -0.7],
  ].map((x) => at(system, x));

  test("outputs are those of the whole space, symmetric or not", async () => {
    const device = new LatticeSimulator(system, symmetries, testKernels(), { tolerance: 1e-11 });
    const whole = new Simulator(system, testKernels(), { symmetries: "off", tolerance: 1e-11 });
    const [found, expected] = await Promise.all(
      [device, whole].map((simulator) => measure(simulator, settings, exactOutputs(system))),
    );
    for (const [k, { mean }] of expected.entries()) {
      for (const [l, value] of mean.entries()) {
        expect([k, texts[l], found[k].mean[l]]).toEqual([k, texts[l], expect.closeTo(value, 8)]);
      }
    }
  });

  test("what was computed before changes no bit", async () => {
    const request = exactOutputs(system);
    const device = new LatticeSimulator(system, symmetries, testKernels());
    const [first] = await measure(device, [settings[0]], request);
    await measure(device, settings.slice(1), request);
    expect(await measure(device, [settings[0]], request)).toEqual([first]);
  });

  test("nudges, shots and other observables are refused", async () => {
    const device = new LatticeSimulator(system, symmetries, testKernels());
    const free = at(system, [1, 1, 1]);
    const request = exactOutputs(system);
    await expect(measure(device, [at(system, [1, 1, 1], 0.1)], request)).rejects.toThrow(/a nudge was asked/);
    const noisy = { ...request, shots: { ...request.shots, outputs: 10 } };
    await expect(measure(device, [free], noisy)).rejects.toThrow(/shot noise was asked/);
    const inputs = { ...request, observables: { inputs: [0] } };
    await expect(measure(device, [free], inputs)).rejects.toThrow(/other than outputs was asked/);
  });
});

describe("ground levels", () => {
  test.each([
    [{ gZXZ: 1.3, gZZ: 0.4, gX: 0.6 }, 16],
    [{ gZXZ: 0.1, gZZ: 2, gX: 0.4 }, 17],
    [{ gZXZ: 0.2, gZZ: -1.1, gX: 0.7 }, 18],
  ])("%j on %i sites: free fermions", (couplings, sites) => {
    const { gZXZ, gZZ, gX } = couplings;
    const { system } = ring(sites);
    const inputs = Float64Array.of(gZXZ, gZZ, gX);
    const options = { states: 3, observables: outputs(["X0", "Z0 Z3"]) };
    const level = solveGroundLevel(system, inputs, new Float64Array(0), testKernels(), options);
    const expected = clusterIsingLevels(sites, couplings, 3);
    for (const [k, energy] of level.energies.entries()) expect(energy).toBeCloseTo(expected[k], 9);
    expect(level.sectors?.[0]).toContain(`/${sites}`);
    const one = solveGroundLevel(system, inputs, new Float64Array(0), testKernels(), {
      observables: options.observables,
      symmetries: "ground-sector",
    });
    expect(one).toMatchObject({
      isDegeneracyCertain: false,
      gap: null,
      energies: [expect.closeTo(expected[0], 9)],
    });
    if (level.degeneracy === 1) {
      for (const [k, mean] of level.expectations.entries()) expect(one.expectations[k]).toBeCloseTo(mean, 8);
    }
  });

  test("with and without symmetries", () => {
    const { system } = ring(16);
    const inputs = Float64Array.of(0, 4, 0);
    const observables = outputs(["X0 X1", "Z0 Z8", "Z2"]);
    const [auto, off] = (["auto", "off"] as const).map((symmetries) =>
      solveGroundLevel(system, inputs, new Float64Array(0), testKernels(), { observables, symmetries }),
    );
    expect([auto.sectors, off.sectors]).toEqual([["k=0/16 P=+ F=+", "k=0/16 P=+ F=-"], null]);
    expect([auto.degeneracy, off.degeneracy]).toEqual([2, 2]);
    expect(auto.gap).toBeCloseTo(off.gap as number, 9);
    for (const [k, mean] of off.expectations.entries()) expect(auto.expectations[k]).toBeCloseTo(mean, 8);
  });

  test("one sector is refused where there is none, and where more states are asked for", () => {
    const solve = (system: System, states: number) =>
      solveGroundLevel(system, Float64Array.of(1, 1, 1), new Float64Array(0), testKernels(), {
        symmetries: "ground-sector",
        states,
      });
    const open = new System({ qubits: 8, inputs: clusterIsing({ sites: 8, boundary: "open" }).inputs });
    expect(() => solve(open, 1)).toThrow(/no lattice symmetries, or too few/);
    expect(() => solve(ring(8).system, 2)).toThrow(/tells one energy, not 2/);
  });
});

import { describe, expect, test } from "vitest";
import { kitaevHoneycomb, measure, Simulator, System, solveGroundLevel } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";

// Sixteen sites: the largest tests of the solvers, a few seconds in all.

describe("Kitaev honeycomb, 8×2", () => {
  test("without field at Jx = Jy = Jz = 1: an eightfold third level, and a flux-free ground state", () => {
    const { qubits, inputs, observables } = kitaevHoneycomb({ columns: 8, rows: 2 });
    const { energies, degeneracy, expectations } = solveGroundLevel(
      new System({ qubits, inputs }),
      Float64Array.of(1, 1, 1),
      new Float64Array(0),
      testKernels(),
      { states: 11, observables },
    );
    expect(energies.map((energy) => energy.toFixed(8))).toEqual([
      "-13.44113247",
      "-13.40033919",
      ...new Array(8).fill("-12.79293178"),
      "-12.69926219",
    ]);
    expect(energies[9] - energies[2]).toBeLessThan(1e-10);
    expect(degeneracy).toBe(1);
    expect(expectations[0]).toBeCloseTo(1, 10);
  });

  test.each([
    [[1, 1, 1, 0.1], "-13.48412141", "0.99502961", "3.98e-2"],
    [[1 / 6, 1 / 6, 2 / 3, 0.1], "-5.83349953", "0.55400431", "1.06e-3"],
  ])("with field, (Jx, Jy, Jz, h) = %j", async (couplings, energy, flux, gap) => {
    const { qubits, inputs, observables } = kitaevHoneycomb({ columns: 8, rows: 2, field: true });
    const system = new System({ qubits, inputs, outputs: observables });
    // A gap of a thousandth takes some 700 Lanczos steps.
    const device = new Simulator(system, testKernels(), { krylovDimension: 800 });
    const setting = {
      inputs: Float64Array.from(couplings),
      parameters: new Float64Array(0),
      nudge: new Float64Array(1),
      stream: [],
    };
    const [{ mean, health }] = await measure(device, [setting], {
      observables: { outputs: [0], inputs: [0, 1, 2, 3] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    // E0 = Σ x_k ⟨C_k⟩.
    expect(couplings.reduce((sum, coupling, k) => sum + coupling * mean[1 + k], 0).toFixed(8)).toBe(energy);
    expect(mean[0].toFixed(8)).toBe(flux);
    expect(health.gap?.toExponential(2)).toBe(gap);
  });
});

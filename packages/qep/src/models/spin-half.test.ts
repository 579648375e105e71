import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { solveGroundLevel } from "../devices/ground-level.ts";
import { System } from "../propagation/system.ts";
import { transverseFieldIsing } from "./chains.ts";
import { inSpins } from "./spin-half.ts";
import { spinLattice } from "./spin-lattice.ts";

test("each string gets a half for each of its sites", () => {
  const { inputs, observables } = inSpins(transverseFieldIsing({ sites: 2, boundary: "open" }));
  expect(inputs.map(({ operator }) => String(operator))).toEqual(["-0.25 Z0 Z1", "-0.5 X0 - 0.5 X1"]);
  expect(observables.map(({ operator }) => String(operator))).toContain("Z0 Z1");
});

test("the Heisenberg ring of four spins has E0 = −2J, that of two −3J/4 in each of its two bonds", () => {
  for (const [sites, energy] of [
    [4, -2],
    [2, -1.5],
  ] as const) {
    const ring = spinLattice({
      exchange: "heisenberg",
      lattice: { kind: "chain", sites, boundary: "periodic" },
    });
    const system = new System(inSpins(ring));
    const level = solveGroundLevel(system, Float64Array.of(1), new Float64Array(0), testKernels(), {
      states: 1,
    });
    expect(level.energies[0]).toBeCloseTo(energy, 10);
  }
});

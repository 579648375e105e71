import { describe, expect, test } from "vitest";
import { RandomStream } from "../../src/base/random.ts";
import { solveGroundLevel } from "../../src/devices/ground-level.ts";
import { clusterIsing } from "../../src/models/chains.ts";
import { System } from "../../src/propagation/system.ts";
import { clusterIsingLevels } from "../support/free-fermions.ts";
import { testKernels } from "../support/kernels.ts";

const kernels = testKernels();

function solved(sites: number, couplings: { gZXZ: number; gZZ: number; gX: number }, states: number) {
  const { inputs } = clusterIsing({ sites });
  const { gZXZ, gZZ, gX } = couplings;
  const system = new System({ qubits: sites, inputs });
  return solveGroundLevel(system, Float64Array.of(gZXZ, gZZ, gX), new Float64Array(0), kernels, { states });
}

const random = new RandomStream("free fermions");
const CASES = [
  { gZXZ: 0, gZZ: 1, gX: 1 },
  { gZXZ: 0, gZZ: -0.7, gX: 1.9 },
  { gZXZ: 1.3, gZZ: 0, gX: 0.6 },
  { gZXZ: -0.8, gZZ: 0, gX: -1.1 },
  ...Array.from({ length: 4 }, () => ({
    gZXZ: random.uniform(-2, 2),
    gZZ: random.uniform(-2, 2),
    gX: random.uniform(-2, 2),
  })),
];

describe.each(CASES)("cluster Ising ring as free fermions, $gZXZ $gZZ $gX", (couplings) => {
  test.each([3, 4, 7, 8, 11, 12])("%i sites", (sites) => {
    const { energies } = solved(sites, couplings, 4);
    const expected = clusterIsingLevels(sites, couplings, 4);
    for (const [k, energy] of energies.entries()) expect(energy).toBeCloseTo(expected[k] as number, 9);
  });
});

test("the critical Ising ring has E0 = −2/sin(π/2N)", () => {
  // Σ_k |f(k)| = 2 Σ_m |sin((2m+1)π/2N)| in closed form.
  for (const sites of [4, 9, 26]) {
    const [ground] = clusterIsingLevels(sites, { gZXZ: 0, gZZ: 1, gX: 1 }, 1);
    expect(ground).toBeCloseTo(-2 / Math.sin(Math.PI / (2 * sites)), 10);
  }
});

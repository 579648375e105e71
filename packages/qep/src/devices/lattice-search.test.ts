import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { chainSum, clusterIsing } from "../models/chains.ts";
import { latticeSymmetries } from "../operators/lattice-symmetries.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { System } from "../propagation/system.ts";
import { LatticeHamiltonian, switchedOn } from "./lattice-hamiltonian.ts";
import { latticeLevels } from "./lattice-level.ts";
import { groundSectors, LatticeSearch } from "./lattice-search.ts";
import { latticeSectorText } from "./lattice-sectors.ts";

const sum = (sites: number, ...patterns: string[]) =>
  OperatorSum.sum(patterns.map((pattern) => chainSum(pattern, sites, "periodic")));

/** Σ_j X_j X_{j+2}: with X X of the same sign, three flips around a triangle cannot all be negative. */
const nextNeighbours = (sites: number) =>
  OperatorSum.sum(
    Array.from({ length: sites }, (_, j) =>
      OperatorSum.pauli("X", j).times(OperatorSum.pauli("X", (j + 2) % sites)),
    ),
  );

function open(sites: number, operators: readonly OperatorSum[], x: readonly number[]) {
  const inputs = operators.map((operator, k) => ({ name: `x${k}`, operator }));
  const system = new System({ qubits: sites, inputs });
  const symmetries = latticeSymmetries(switchedOn(system), sites) as NonNullable<
    ReturnType<typeof latticeSymmetries>
  >;
  const kernels = testKernels();
  const hamiltonian = new LatticeHamiltonian(system, symmetries, kernels);
  const knobs = { inputs: Float64Array.from(x), parameters: new Float64Array(0) };
  const whole = OperatorSum.sum(operators.map((operator, k) => operator.scale(x[k])));
  const { values } = hermitianEigen(denseMatrix(whole, sites));
  return { kernels, hamiltonian, symmetries, knobs, energies: values };
}

type Opened = ReturnType<typeof open>;

const certain = ({ hamiltonian, knobs, symmetries }: Opened) =>
  groundSectors(hamiltonian, knobs)?.map((sector) => latticeSectorText(sector, symmetries)) ?? null;

const cluster = (sites: number) => clusterIsing({ sites }).inputs.map(({ operator }) => operator);

describe("sectors that hold the ground state with certainty", () => {
  test.each([
    ["field larger", 6, [0.5, 0.4, 1.6], ["k=0/6 P=+ F=+"]],
    ["cluster term larger", 6, [1.5, 0.4, 0.6], ["k=0/6 P=+ F=+"]],
    ["field reversed", 6, [0.5, 0.4, -1.6], ["k=0/6 P=+ F=+"]],
    ["field reversed, odd ring: the flip is odd", 7, [0.5, 0.4, -1.6], ["k=0/7 P=+ F=-"]],
  ] as const)("cluster Ising ring, %s", (_, sites, x, expected) => {
    const device = open(sites, cluster(sites), x);
    expect(certain(device)).toEqual(expected);
    const { record } = new LatticeSearch(device.hamiltonian, device.kernels, {}).find(device.knobs);
    expect(record.energy).toBeCloseTo(device.energies[0], 9);
  });

  test("Heisenberg ring: by magnetisation, even parts at k = 0 and odd ones at k = π", () => {
    const heisenberg = (sites: number) => certain(open(sites, [sum(sites, "XX", "YY", "ZZ")], [1]));
    expect(heisenberg(4)).toEqual(["k=0/4 P=+ F=+", "k=2/4 P=+ F=+"]);
    // Parts of opposite magnetisation take either sign of F; the part of magnetisation 0 takes one.
    expect(heisenberg(6)).toEqual(["k=0/6 P=+ F=+", "k=3/6 P=+ F=+", "k=3/6 P=+ F=-"]);
  });

  test("frustrated signs leave none", () => {
    expect(certain(open(6, [sum(6, "XX"), nextNeighbours(6), sum(6, "Z")], [1, 0.8, 0.3]))).toBeNull();
  });
});

describe.each([
  ["cluster Ising ring, ordered", 8, cluster(8), [0.2, 1.5, 0.3]],
  ["at the corner, twofold", 8, cluster(8), [0, 4, 0]],
  ["Heisenberg ring of seven, fourfold", 7, [sum(7, "XX", "YY", "ZZ")], [1]],
  ["frustrated ring", 8, [sum(8, "XX"), nextNeighbours(8), sum(8, "Z")], [1, 0.8, 0.3]],
  ["frustrated, ground state at a momentum", 9, [sum(9, "XX", "YY"), sum(9, "Z")], [1, 0.2]],
  ["complex ring", 6, [sum(6, "XY"), sum(6, "ZXZ"), sum(6, "Z")], [0.8, 0.7, 0.2]],
  ["nothing at all", 4, [sum(4, "XX"), sum(4, "Z")], [0, 0]],
] as const)("%s", (_, sites, operators, x) => {
  const device = open(sites, operators, x);
  const { hamiltonian, kernels, knobs, energies } = device;

  test("the ground state is found", () => {
    const { record, state } = new LatticeSearch(hamiltonian, kernels, {}).find(knobs);
    expect(record.energy).toBeCloseTo(energies[0], 9);
    expect(record.residualNorm).toBeLessThan(1e-9);
    kernels.release(state);
  });

  test.each([1, 3, 6])("the lowest %i levels have their multiplicities", (asked) => {
    const found = latticeLevels(hamiltonian, knobs, kernels, asked, 1, {});
    const same = [...energies].filter((energy) => energy < energies[0] + 1e-8).length;
    expect(found.degeneracy).toBe(same);
    const reliable = Math.max(asked, Math.min(same + 1, energies.length));
    expect(found.energies.length).toBeGreaterThanOrEqual(Math.min(reliable, energies.length));
    for (let k = 0; k < reliable; k++) expect(found.energies[k]).toBeCloseTo(energies[k], 8);
  });
});

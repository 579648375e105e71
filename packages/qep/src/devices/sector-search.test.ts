import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { kitaevHoneycomb } from "../models/kitaev-honeycomb.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "../propagation/system.ts";
import { fillRandom } from "../states/state-vector.ts";
import { type Knobs, SettableHamiltonian } from "./hamiltonian.ts";
import { type SectorFindings, SectorSearch } from "./sector-search.ts";
import { chooseSymmetries } from "./symmetry-choice.ts";

const { inputs, observables } = kitaevHoneycomb({ columns: 4, rows: 2 });
// A pinned plaquette makes one flux pattern after another the lowest as its coupling changes.
const honeycomb = new System({
  qubits: 10,
  inputs,
  parameters: [
    { name: "flux", operator: observables[0].operator },
    { name: "probe", operator: parseOperator("0.7 X0 X1 X8 + 0.4 Z8 + 0.6 Y8 Y9 + 0.2 Z0 Z4 Z9 + 0.3 X9") },
  ],
  outputs: [{ name: "z", operator: parseOperator("Z8") }],
});
const knobs = (flux: number, nudge = 0): Knobs => ({
  inputs: Float64Array.of(1, 0.8, 0.6),
  parameters: Float64Array.of(flux, 1),
  nudge: Float64Array.of(nudge),
});

function open(system: System) {
  const kernels = testKernels();
  const { tapering, searched } = chooseSymmetries(system);
  const hamiltonian = new SettableHamiltonian(system, kernels, tapering);
  const random = kernels.allocate(hamiltonian.layout.length);
  fillRandom(random, hamiltonian.layout, new RandomStream("start"));
  const search = new SectorSearch(system, hamiltonian, kernels, {}, searched, random);
  const state = kernels.allocate(random.length);
  const find = (at: Knobs, near?: SectorFindings & { knobs: Knobs }) => {
    if (!near) kernels.copy(random, state);
    return search.find(at, state, near);
  };
  return { find, searched, hamiltonian, tapering };
}

/** Ground energies of all sectors by dense diagonalisation of the tapered operators. */
function sectorEnergies({ tapering, searched }: ReturnType<typeof open>, at: Knobs): number[] {
  const weights = [1, ...at.inputs, ...at.parameters, ...at.nudge];
  const h = OperatorSum.sum(honeycomb.operators.map((operator, m) => operator.scale(weights[m])));
  return Array.from({ length: 2 ** searched }, (_, index) => {
    const signs = tapering?.generators.map((_, g): 1 | -1 => ((index >> g) & 1 ? -1 : 1)) ?? [];
    const tapered = (tapering as NonNullable<typeof tapering>).taper(h, signs);
    return hermitianEigen(denseMatrix(tapered, tapering?.remaining.length as number)).values[0];
  });
}

describe("the search over sectors", () => {
  test.each([0, -3, 3])("finds the lowest of all sectors, and floors below all, flux %d", (flux) => {
    const device = open(honeycomb);
    expect(device.searched).toBeGreaterThanOrEqual(3);
    const energies = sectorEnergies(device, knobs(flux));
    const { record, sector, floors } = device.find(knobs(flux));
    const lowest = Math.min(...energies);
    expect(Math.abs(record.energy - lowest)).toBeLessThan(1e-10);
    expect(sector).toBe(energies.findIndex((energy) => energy < lowest + 1e-9));
    for (const [index, energy] of energies.entries()) expect(floors[index]).toBeLessThan(energy + 1e-9);
  });

  test.each([0.01, -0.01])(
    "with a near setting, nudge %d: the same, and most sectors take no step",
    (nudge) => {
      const device = open(honeycomb);
      const near = { ...device.find(knobs(-3)), knobs: knobs(-3) };
      const { record, sector, floors } = device.find(knobs(-3, nudge), near);
      const energies = sectorEnergies(device, knobs(-3, nudge));
      expect(sector).toBe(near.sector);
      expect(Math.abs(record.energy - Math.min(...energies))).toBeLessThan(1e-10);
      expect(record.iterations).toBeLessThan(near.record.iterations / 3);
      for (const [index, energy] of energies.entries()) expect(floors[index]).toBeLessThan(energy + 1e-9);
    },
  );

  test("a near setting in another sector does not mislead it", () => {
    const device = open(honeycomb);
    const near = { ...device.find(knobs(-3)), knobs: knobs(-3) };
    const { record, sector } = device.find(knobs(3), near);
    expect(sector).not.toBe(near.sector);
    expect(Math.abs(record.energy - Math.min(...sectorEnergies(device, knobs(3))))).toBeLessThan(1e-10);
  });
});

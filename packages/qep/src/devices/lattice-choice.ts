import { MAX_QUBITS } from "../kernels/layout.ts";
import { groupOrder, orbitCount } from "../kernels/orbit-count.ts";
import { type LatticeSymmetries, latticeSymmetries } from "../operators/lattice-symmetries.ts";
import type { System } from "../propagation/system.ts";
import { switchedOn } from "./lattice-hamiltonian.ts";
import { orbitGroup } from "./lattice-sectors.ts";

/** Groups with fewer elements save less than lookups cost. */
const LEAST_ELEMENTS = 8;

/** What entries can number. */
const MOST_ORBITS = 2 ** 26;

/**
 * The lattice symmetries of everything that is on while nothing is nudged, where using them pays; none in a truncated basis.
 *
 * @param leastQubits smaller systems are faster as they are
 * @returns null where there are none, or too few
 */
export function chooseLattice(system: System, leastQubits: number): LatticeSymmetries | null {
  if (system.space || system.qubits < leastQubits || system.qubits > MAX_QUBITS) return null;
  const symmetries = latticeSymmetries(switchedOn(system), system.qubits);
  if (!symmetries) return null;
  const group = orbitGroup(symmetries, true);
  return groupOrder(group) < LEAST_ELEMENTS || orbitCount(group) > MOST_ORBITS ? null : symmetries;
}

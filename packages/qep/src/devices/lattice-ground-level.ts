import { QepError } from "../base/errors.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { NamedOperator } from "../models/model.ts";
import type { LatticeSymmetries } from "../operators/lattice-symmetries.ts";
import type { System } from "../propagation/system.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { LatticeHamiltonian, type LatticeKnobs } from "./lattice-hamiltonian.ts";
import { latticeLevels } from "./lattice-level.ts";
import { LatticeSearch } from "./lattice-search.ts";
import { latticeSectorText } from "./lattice-sectors.ts";

/** The low end of the spectrum of a lattice; the gap is null where one sector was solved. */
export interface LatticeGroundLevel {
  readonly energies: readonly number[];
  readonly degeneracy: number;
  readonly isDegeneracyCertain: boolean;
  readonly gap: number | null;
  readonly residualNorm: number;
  readonly expectations: readonly number[];
  /** Sectors that the ground level has states in; of a ground state alone, its own. */
  readonly sectors: readonly string[];
}

export interface LatticeLevelOptions extends EigenOptions {
  readonly states: number;
  readonly observables: readonly NamedOperator[];
  readonly seed: number;
}

/**
 * The lowest energies over all sectors of a lattice, and the degeneracy and the mean expectation values of the ground
 * level.
 *
 * @throws QepError not-converged, out-of-memory
 */
export function latticeGroundLevel(
  system: System,
  symmetries: LatticeSymmetries,
  knobs: LatticeKnobs,
  kernels: Kernels,
  { states, observables, seed, ...options }: LatticeLevelOptions,
): LatticeGroundLevel {
  const hamiltonian = new LatticeHamiltonian(system, symmetries, kernels, observables);
  const levels = latticeLevels(hamiltonian, knobs, kernels, states, seed, options);
  hamiltonian.release();
  const { energies, degeneracy } = levels;
  const next = energies[degeneracy];
  return {
    ...levels,
    isDegeneracyCertain: true,
    energies: energies.slice(0, states),
    gap: next === undefined ? null : next - (energies[0] as number),
  };
}

/**
 * The ground state of a lattice alone, from the sectors that can hold it: no degeneracy and no gap.
 *
 * @throws QepError not-converged, out-of-memory, invalid-argument where more states are asked for
 */
export function latticeGroundState(
  system: System,
  symmetries: LatticeSymmetries,
  knobs: LatticeKnobs,
  kernels: Kernels,
  { states, observables, ...options }: LatticeLevelOptions,
): LatticeGroundLevel {
  if (states !== 1) {
    throw new QepError(
      "invalid-argument",
      `the ground state's sector alone tells one energy, not ${states}; ask for one, or search all sectors`,
      { states },
    );
  }
  const hamiltonian = new LatticeHamiltonian(system, symmetries, kernels, observables);
  const { record, sector, state } = new LatticeSearch(hamiltonian, kernels, options).find(knobs);
  const expectations = [...hamiltonian.means(state, sector)];
  kernels.release(state);
  hamiltonian.release();
  return {
    energies: [record.energy],
    degeneracy: 1,
    isDegeneracyCertain: false,
    gap: null,
    residualNorm: record.residualNorm,
    expectations,
    sectors: [latticeSectorText(sector, symmetries)],
  };
}

import type { EquilibriumOption } from "../../devices/equilibrium.ts";
import { chooseLattice } from "../../devices/lattice-choice.ts";
import { requireLatticeMemory } from "../../devices/lattice-memory.ts";
import { LatticeSimulator } from "../../devices/lattice-simulator.ts";
import type { MemoryNeed } from "../../devices/memory-need.ts";
import type { SymmetryOption } from "../../devices/symmetry-choice.ts";
import type { Device } from "../../propagation/device.ts";
import type { System } from "../../propagation/system.ts";
import type { EigenOptions } from "../../solvers/eigen-options.ts";
import { loadKernels } from "./load-kernels.ts";

/** Options of {@link openLatticeSimulator}. */
export interface OpenLatticeOptions extends EigenOptions {
  readonly equilibrium?: EquilibriumOption;
  /** As of an experiment; only with "auto" lattice symmetries are used. */
  readonly symmetries?: SymmetryOption;
  /** Told the need before any work. */
  readonly onNeed?: (need: MemoryNeed) => void;
}

/** Smaller rings have as many points a second without, spread over workers, and their gap is known then. */
const LEAST_QUBITS = 20;

/**
 * The simulator of free phases in the sectors of lattice symmetries, in this thread; null where another one is better:
 * without such symmetries, for small systems, and for thermal states.
 *
 * @throws QepError out-of-memory, kernel-unavailable
 *
 * @example
 * const device = (await openLatticeSimulator(system)) ?? (await openSimulator(system));
 */
export async function openLatticeSimulator(
  system: System,
  { equilibrium, symmetries = "auto", onNeed, ...options }: OpenLatticeOptions = {},
): Promise<Device | null> {
  if (symmetries !== "auto" || equilibrium?.kind === "thermal") return null;
  const lattice = chooseLattice(system, LEAST_QUBITS);
  if (!lattice) return null;
  const use = {
    observables: system.outputs,
    states: 1,
    isEverySector: false,
    available: process.availableMemory(),
  };
  onNeed?.(requireLatticeMemory(system, lattice, use, options));
  return new LatticeSimulator(system, lattice, await loadKernels(), options);
}

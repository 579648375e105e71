import { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { EigenOptions } from "../solvers/eigen-options.ts";
import { type GroundState, groundStateBelow } from "../solvers/ground-state.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { LatticeHamiltonian, LatticeKnobs } from "./lattice-hamiltonian.ts";
import { isRealSector, type LatticeSector, latticeSectors } from "./lattice-sectors.ts";

/** The ground state of a lattice, in the basis of its sector. */
export interface LatticeGround {
  /** The gap is unknown: other sectors may have levels anywhere above. */
  readonly record: GroundState;
  readonly sector: LatticeSector;
  /** The caller releases it. */
  readonly state: Vector;
}

/** Energies closer than this times Σ|c_k| count as equal; of equal sectors the first is taken. */
const LEVEL_WIDTH = 1e-12;

/**
 * Finds the ground state over all sectors of a lattice.
 *
 * Where signs of the basis states make all elements of H between them negative, the sectors that can hold the ground
 * state are known with certainty, mostly one ({@link groundSectors}). Elsewhere every sector is solved, or excluded by
 * the bound of {@link groundStateBelow}. The result depends on the setting alone.
 */
export class LatticeSearch {
  private readonly hamiltonian: LatticeHamiltonian;
  private readonly kernels: Kernels;
  private readonly options: EigenOptions;
  /** Sectors by signs of the elements: over a phase diagram these change rarely. */
  private readonly known = new Map<string, readonly LatticeSector[]>();

  constructor(hamiltonian: LatticeHamiltonian, kernels: Kernels, options: EigenOptions) {
    this.hamiltonian = hamiltonian;
    this.kernels = kernels;
    this.options = options;
  }

  /** @throws QepError not-converged */
  find(knobs: LatticeKnobs): LatticeGround {
    let best: LatticeGround | undefined;
    let iterations = 0;
    for (const sector of this.candidates(knobs)) {
      const problem = this.hamiltonian.at(knobs, sector);
      const state = this.kernels.allocate(problem.layout.length);
      fillRandom(state, problem.layout, new RandomStream("cold start"));
      const level = best ? best.record.energy : Number.POSITIVE_INFINITY;
      const found = groundStateBelow(problem, state, new RandomStream("block start"), level, this.options);
      iterations += found.iterations;
      if ("isExcluded" in found || found.energy > level - LEVEL_WIDTH * problem.normBound) {
        this.kernels.release(state);
        continue;
      }
      if (best) this.kernels.release(best.state);
      best = { record: { ...found, gap: null, gapSource: "unknown" }, sector, state };
    }
    const { record, sector, state } = best as LatticeGround;
    return { record: { ...record, iterations }, sector, state };
  }

  private candidates(knobs: LatticeKnobs): readonly LatticeSector[] {
    const { hamiltonian } = this;
    const all = latticeSectors(hamiltonian.symmetries, hamiltonian.isReal);
    if (!hamiltonian.isReal) return all;
    const signs = hamiltonian.elementSigns(knobs, all[0] as LatticeSector).join("");
    const known = this.known.get(signs);
    if (known) return known;
    const sectors = groundSectors(hamiltonian, knobs) ?? all;
    this.known.set(signs, sectors);
    return sectors;
  }
}

/**
 * Sectors one of which holds a ground state of the whole space, by the theorem of Perron and Frobenius; null where it
 * does not apply.
 *
 * Let signs d(b) = ±1 of the basis states, with d(gb) = χ(g) d(b), make d(b) H_{bb′} d(b′) ≤ 0 for b ≠ b′. Then d(b)|ψ_b|
 * has no higher energy than ψ, and neither has its average over the group, which lies in the sector χ. Such signs are
 * looked for by two-colouring the orbits that H connects, one connected part at a time, with each real χ; all parts
 * must have some.
 */
export function groundSectors(
  hamiltonian: LatticeHamiltonian,
  knobs: LatticeKnobs,
): readonly LatticeSector[] | null {
  const real = latticeSectors(hamiltonian.symmetries, true).filter((sector) =>
    isRealSector(sector, hamiltonian.symmetries),
  );
  const covered = new Uint8Array(hamiltonian.orbits(real[0] as LatticeSector));
  let missing = covered.length;
  const sectors: LatticeSector[] = [];
  for (const sector of real) {
    const marked = hamiltonian.cover(knobs, sector, covered);
    if (marked > 0) sectors.push(sector);
    missing -= marked;
    if (missing === 0) return sectors;
  }
  return null;
}

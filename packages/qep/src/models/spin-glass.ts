import { QepError } from "../base/errors.ts";
import { type Disorder, drawDisorder } from "./disorder.ts";
import { bondSum, type Lattice, type Position, siteSum } from "./lattice.ts";
import { type LatticeOptions, makeLattice } from "./make-lattice.ts";
import type { Model } from "./model.ts";
import { spinObservables } from "./spin-lattice.ts";

/** Options of {@link sherringtonKirkpatrick}. */
export interface SherringtonKirkpatrickOptions {
  readonly sites: number;
  /** The instance; the couplings J_ij are its numbers over √N. */
  readonly disorder: Disorder;
}

/** Options of {@link edwardsAnderson}. */
export interface EdwardsAndersonOptions {
  readonly lattice: LatticeOptions;
  /** The instance; the couplings J_ij are its numbers. */
  readonly disorder: Disorder;
}

/**
 * The Sherrington–Kirkpatrick spin glass in fields, H = −J Σ_{i<j} J_ij Z_i Z_j − gX Σ_j X_j − gZ Σ_j Z_j.
 *
 * J_ij = d_ij/√N with d_ij drawn in the order (0,1), (0,2), …, (1,2), …; inputs in the order J, gX, gZ.
 *
 * @throws QepError invalid-argument for fewer than 2 sites
 * @see Sherrington & Kirkpatrick, PRL 35, 1792 (1975); Ray, Chakrabarti & Chakrabarti, PRB 39, 11828 (1989)
 */
export function sherringtonKirkpatrick({ sites, disorder }: SherringtonKirkpatrickOptions): Model {
  if (!Number.isInteger(sites) || sites < 2) {
    throw new QepError(
      "invalid-argument",
      `sherrington-kirkpatrick: sites must be a whole number of at least 2, it is ${sites}`,
      { sites },
    );
  }
  const pairs = Array.from({ length: sites }, (_, i) =>
    Array.from({ length: sites - 1 - i }, (_, offset) => [i, i + 1 + offset] as const),
  ).flat();
  const draws = drawDisorder("couplings", disorder, pairs.length);
  const bonds = pairs.map((pair, index) => ({
    sites: pair,
    kind: "J",
    strength: (draws[index] as number) / Math.sqrt(sites),
  }));
  return glass("sherrington-kirkpatrick", { positions: onCircle(sites), bonds });
}

/**
 * The Edwards–Anderson spin glass in fields, H = −J Σ_⟨ij⟩ J_ij Z_i Z_j − gX Σ_j X_j − gZ Σ_j Z_j.
 *
 * J_ij are drawn in the order of the lattice's bonds; inputs in the order J, gX, gZ.
 *
 * @throws QepError invalid-argument for lattices that cannot be, see {@link makeLattice}
 * @see Edwards & Anderson, J. Phys. F 5, 965 (1975)
 */
export function edwardsAnderson({ lattice: options, disorder }: EdwardsAndersonOptions): Model {
  const { bonds, ...places } = makeLattice(options);
  const draws = drawDisorder("couplings", disorder, bonds.length);
  const disordered = bonds.map((bond, index) => ({ ...bond, kind: "J", strength: draws[index] as number }));
  return glass("edwards-anderson", { ...places, bonds: disordered });
}

function glass(name: string, lattice: Lattice): Model {
  const sites = lattice.positions.length;
  return {
    name,
    qubits: sites,
    inputs: [
      { name: "J", operator: bondSum(lattice, "J", "Z").scale(-1) },
      { name: "gX", operator: siteSum("X", sites).scale(-1) },
      { name: "gZ", operator: siteSum("Z", sites).scale(-1) },
    ],
    observables: spinObservables(lattice),
    lattice,
  };
}

/** Equally spaced places on a circle with neighbours one apart, the first at the top. */
function onCircle(sites: number): Position[] {
  const radius = 0.5 / Math.sin(Math.PI / sites);
  return Array.from({ length: sites }, (_, j): Position => {
    const angle = (2 * Math.PI * j) / sites;
    return [radius * Math.sin(angle), radius * Math.cos(angle)];
  });
}

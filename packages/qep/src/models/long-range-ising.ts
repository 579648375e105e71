import { QepError } from "../base/errors.ts";
import { bondSum, type Lattice, type Position, pairsOf, siteSum } from "./lattice.ts";
import type { Model } from "./model.ts";
import { spinObservables } from "./spin-lattice.ts";

/** Options of {@link longRangeIsing}: a number of equally spaced ions, or where they were measured to be. */
export interface LongRangeIsingOptions {
  /** Number of ions one apart on a line. */
  readonly sites?: number;
  /** Coordinates of the ions along the trap instead, in the unit of length of your choice, ascending. */
  readonly positions?: readonly number[];
  /** Exponent α ≥ 0; trapped ions have 0 to 3. */
  readonly alpha: number;
}

/**
 * Trapped ions, H = J0 Σ_{i<j} Z_i Z_j / |r_i − r_j|^α + gX Σ_j X_j (both signs +). Inputs in the order J0, gX.
 *
 * With equally spaced ions r_j = j; with measured positions J0 is the coupling at distance 1 of their unit.
 *
 * @throws QepError invalid-argument unless exactly one of sites (at least 2) and positions (ascending) is given and
 *   α ≥ 0
 * @see Porras & Cirac, PRL 92, 207901 (2004); Monroe et al., Rev. Mod. Phys. 93, 025001 (2021)
 */
export function longRangeIsing({ sites, positions, alpha }: LongRangeIsingOptions): Model {
  if (!(alpha >= 0 && Number.isFinite(alpha))) {
    throw invalid(`alpha must be a finite number of at least 0, it is ${alpha}`, { alpha });
  }
  const places = ionPositions(sites, positions).map((x): Position => [x, 0]);
  const bonds = pairsOf("long-range-ising", places).map(({ sites: pair, distance }) => ({
    sites: pair,
    kind: "J0",
    strength: distance ** -alpha,
  }));
  const lattice: Lattice = { positions: places, bonds };
  return {
    name: "long-range-ising",
    qubits: places.length,
    inputs: [
      { name: "J0", operator: bondSum(lattice, "J0", "Z") },
      { name: "gX", operator: siteSum("X", places.length) },
    ],
    observables: spinObservables(lattice),
    lattice,
  };
}

function ionPositions(
  sites: number | undefined,
  positions: readonly number[] | undefined,
): readonly number[] {
  if ((sites === undefined) === (positions === undefined)) {
    throw invalid("give either sites (a number of equally spaced ions) or positions (their coordinates)", {});
  }
  if (sites !== undefined && (!Number.isInteger(sites) || sites < 2)) {
    throw invalid(`sites must be a whole number of at least 2, it is ${sites}`, { sites });
  }
  const places = positions ?? Array.from({ length: sites ?? 0 }, (_, j) => j);
  const index = places.findIndex(
    (x, j) => !(j === 0 || x > (places[j - 1] as number)) || !Number.isFinite(x),
  );
  if (index < 0 && places.length >= 2) return places;
  throw invalid(`positions must be at least two ascending numbers, they are [${places.join(", ")}]`, {
    positions,
  });
}

function invalid(message: string, context: Readonly<Record<string, unknown>>): QepError {
  return new QepError("invalid-argument", `long-range-ising: ${message}`, context);
}

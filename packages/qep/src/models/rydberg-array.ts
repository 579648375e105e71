import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { type Lattice, type Position, pairsOf, siteSum } from "./lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link rydbergArray}. */
export interface RydbergArrayOptions {
  /** Places of the atoms in the plane, in the unit of length that C6 is given in, for instance µm. */
  readonly positions: readonly Position[];
  /** uniform: one input Delta; local: Delta0, Delta1, … for each atom. Default "uniform". */
  readonly detuning?: "uniform" | "local";
  /** Which eigenstate of Z is the Rydberg state: n = (1 − Z)/2 for down, (1 + Z)/2 for up. Default "down". */
  readonly n?: "down" | "up";
}

/**
 * Atoms driven to Rydberg states, H = (Ω/2) Σ_j X_j − Σ_j Δ_j n_j + C6 Σ_{i<j} n_i n_j / |r_i − r_j|⁶.
 *
 * Inputs in the order Omega, Delta (or Delta0, Delta1, …), C6, in units of energy and energy·length⁶. Observables are
 * the fraction of excited atoms and the nearest pair's ⟨n n⟩.
 *
 * @throws QepError invalid-argument for fewer than two atoms, coordinates that are not finite, or two atoms at one place
 * @see Saffman, Walker & Mølmer, Rev. Mod. Phys. 82, 2313 (2010); Bernien et al., Nature 551, 579 (2017)
 */
export function rydbergArray({ positions, detuning = "uniform", n = "down" }: RydbergArrayOptions): Model {
  if (positions.length < 2 || !positions.flat().every(Number.isFinite)) {
    throw new QepError(
      "invalid-argument",
      "rydberg-array: positions must be at least two pairs of finite coordinates [x, y]",
      { positions },
    );
  }
  const atoms = positions.length;
  const pairs = pairsOf("rydberg-array", positions);
  const occupations = positions.map((_, j) => rydbergOccupation(j, n));
  const pairOf = (sites: readonly [number, number]) =>
    (occupations[sites[0]] as OperatorSum).times(occupations[sites[1]] as OperatorSum);
  const lattice: Lattice = {
    positions,
    bonds: pairs.map(({ sites, distance }) => ({ sites, kind: "C6", strength: distance ** -6 })),
  };
  const closest = pairs.reduce((best, pair) => (pair.distance < best.distance ? pair : best));
  const detunings: NamedOperator[] =
    detuning === "local"
      ? occupations.map((operator, j) => ({ name: `Delta${j}`, operator: operator.scale(-1) }))
      : [{ name: "Delta", operator: OperatorSum.sum(occupations).scale(-1) }];
  return {
    name: "rydberg-array",
    qubits: atoms,
    inputs: [
      { name: "Omega", operator: siteSum("X", atoms).scale(0.5) },
      ...detunings,
      {
        name: "C6",
        operator: OperatorSum.sum(pairs.map(({ sites, distance }) => pairOf(sites).scale(distance ** -6))),
      },
    ],
    observables: [
      { name: "excited fraction", operator: OperatorSum.sum(occupations).scale(1 / atoms) },
      { name: `n${closest.sites[0]} n${closest.sites[1]}`, operator: pairOf(closest.sites) },
    ],
    lattice,
  };
}

/** The projector on the Rydberg state of one atom, (1 − Z)/2 for down and (1 + Z)/2 for up. */
export function rydbergOccupation(site: number, n: "down" | "up"): OperatorSum {
  const sign = n === "down" ? -0.5 : 0.5;
  return OperatorSum.identity.scale(0.5).plus(OperatorSum.pauli("Z", site).scale(sign));
}

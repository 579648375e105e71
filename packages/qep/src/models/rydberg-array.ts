import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { type ForbiddenValues, Subspace } from "../operators/subspace.ts";
import { type Bond, type Position, pairsOf, siteSum } from "./lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link rydbergArray}. */
export interface RydbergArrayOptions {
  /** Places of the atoms in the plane, in the unit of length that C6 is given in, for instance µm. */
  readonly positions: readonly Position[];
  /** uniform: one input Delta; local: Delta0, Delta1, … for each atom. Default "uniform". */
  readonly detuning?: "uniform" | "local";
  /** Which eigenstate of Z is the Rydberg state: n = (1 − Z)/2 for down, (1 + Z)/2 for up. Default "down". */
  readonly n?: "down" | "up";
  /** Leaves out the states in which two atoms closer than `radius` are both excited. Default: all states are kept. */
  readonly blockade?: Blockade;
}

/** The Rydberg blockade as a truncated basis. */
export interface Blockade {
  /** In the unit of the positions, for instance somewhat below (C6/Ω)^{1/6}. */
  readonly radius: number;
}

/**
 * Atoms driven to Rydberg states, H = (Ω/2) Σ_j X_j − Σ_j Δ_j n_j + C6 Σ_{i<j} n_i n_j / |r_i − r_j|⁶.
 *
 * Inputs in the order Omega, Delta (or Delta0, Delta1, …), C6, in units of energy and energy·length⁶. Observables are
 * the fraction of excited atoms and the nearest pair's ⟨n n⟩; with a blockade the nearest pair is that of the atoms which
 * can both be excited.
 *
 * With `blockade` the Hamiltonian is P H P, P the projector on states without two excitations closer than its radius; with
 * C6 = 0 and neighbours blocked this is the PXP model. It is exact as C6/r⁶ → ∞ for the pairs left out, with an error of
 * the energy of order Ω²r⁶/C6.
 *
 * @throws QepError invalid-argument for fewer than two atoms, coordinates that are not finite, two atoms at one place, or a
 *   radius that is not positive
 * @see Saffman, Walker & Mølmer, Rev. Mod. Phys. 82, 2313 (2010); Bernien et al., Nature 551, 579 (2017); Fendley, Sengupta
 *   & Sachdev, PRB 69, 075106 (2004) for the blockade
 */
export function rydbergArray(options: RydbergArrayOptions): Model {
  const { positions, detuning = "uniform", n = "down", blockade } = options;
  if (positions.length < 2 || !positions.flat().every(Number.isFinite)) {
    throw new QepError(
      "invalid-argument",
      "rydberg-array: positions must be at least two pairs of finite coordinates [x, y]",
      { positions },
    );
  }
  const atoms = positions.length;
  const pairs = pairsOf("rydberg-array", positions);
  const isBlocked = blockedPairs(blockade);
  const occupations = positions.map((_, j) => rydbergOccupation(j, n));
  const pairOf = ([i, j]: readonly [number, number]) =>
    (occupations[i] as OperatorSum).times(occupations[j] as OperatorSum);
  const closest = pairs
    .filter((pair) => !isBlocked(pair))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 1);
  const detunings: NamedOperator[] =
    detuning === "local"
      ? occupations.map((operator, j) => ({ name: `Delta${j}`, operator: operator.scale(-1) }))
      : [{ name: "Delta", operator: OperatorSum.sum(occupations).scale(-1) }];
  const repulsions = pairs.map(({ sites, distance }) => pairOf(sites).scale(distance ** -6));
  return {
    name: "rydberg-array",
    qubits: atoms,
    ...(blockade && { space: blockadeSpace(atoms, pairs.filter(isBlocked), n) }),
    inputs: [
      { name: "Omega", operator: siteSum("X", atoms).scale(0.5) },
      ...detunings,
      { name: "C6", operator: OperatorSum.sum(repulsions) },
    ],
    observables: [
      { name: "excited fraction", operator: OperatorSum.sum(occupations).scale(1 / atoms) },
      ...closest.map(({ sites }) => ({ name: `n${sites[0]} n${sites[1]}`, operator: pairOf(sites) })),
    ],
    lattice: { positions, bonds: pairs.map((pair) => bondOf(pair, isBlocked(pair))) },
  };
}

function bondOf({ sites, distance }: AtomPair, isBlocked: boolean): Bond {
  return isBlocked ? { sites, kind: "blockade" } : { sites, kind: "C6", strength: distance ** -6 };
}

type AtomPair = ReturnType<typeof pairsOf>[number];

/** Which pairs of atoms are never both excited. @throws QepError invalid-argument */
function blockedPairs(blockade: Blockade | undefined): (pair: AtomPair) => boolean {
  if (!blockade) return () => false;
  const { radius } = blockade;
  if (radius > 0) return ({ distance }) => distance < radius;
  throw new QepError(
    "invalid-argument",
    `rydberg-array: the blockade radius must be positive, it is ${radius}`,
    { radius },
  );
}

/** The states in which no blocked pair is excited. */
function blockadeSpace(atoms: number, blocked: readonly AtomPair[], n: "down" | "up"): Subspace {
  const excited = n === "down" ? 1 : 0;
  const forbidden = blocked.map(
    ({ sites }): ForbiddenValues => ({ qubits: sites, values: [excited, excited] }),
  );
  return new Subspace({ qubits: atoms, forbidden });
}

/** The projector on the Rydberg state of one atom, (1 − Z)/2 for down and (1 + Z)/2 for up. */
export function rydbergOccupation(site: number, n: "down" | "up"): OperatorSum {
  const sign = n === "down" ? -0.5 : 0.5;
  return OperatorSum.identity.scale(0.5).plus(OperatorSum.pauli("Z", site).scale(sign));
}

import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { type PauliLetter, PauliString } from "../operators/pauli-string.ts";
import type { Lattice } from "./lattice.ts";
import { makeLattice } from "./make-lattice.ts";
import type { Boundary, Model } from "./model.ts";

/** Options of the one-dimensional models. */
export interface ChainOptions {
  /** Number of sites. */
  readonly sites: number;
  /** Default "periodic". */
  readonly boundary?: Boundary;
}

/**
 * The cluster Ising chain, H = gZXZ Σ_j Z_j X_{j+1} Z_{j+2} − gZZ Σ_j Z_j Z_{j+1} − gX Σ_j X_j (note the signs).
 *
 * Inputs in the order gZXZ, gZZ, gX. On an open chain sums run over the terms that fit.
 *
 * @throws QepError invalid-argument for fewer than 3 sites
 * @see Wanjura & Marquardt, "Supervised learning: phase sensor"; Verresen, Moessner & Pollmann, PRB 96, 165124
 */
export function clusterIsing(options: ChainOptions): Model {
  const { sites, boundary } = requireSites("cluster-ising", options, 3);
  return {
    name: "cluster-ising",
    qubits: sites,
    inputs: [
      { name: "gZXZ", operator: chainSum("ZXZ", sites, boundary) },
      { name: "gZZ", operator: chainSum("ZZ", sites, boundary).scale(-1) },
      { name: "gX", operator: chainSum("X", sites, boundary).scale(-1) },
    ],
    observables: chainObservables(sites),
    lattice: drawnChain(sites, boundary, { next: "gZXZ", nearest: "gZZ" }),
  };
}

/**
 * The transverse-field Ising chain, H = −gZZ Σ_j Z_j Z_{j+1} − gX Σ_j X_j. Inputs in the order gZZ, gX.
 *
 * @throws QepError invalid-argument for fewer than 2 sites
 * @see Pfeuty, Annals of Physics 57, 79 (1970)
 */
export function transverseFieldIsing(options: ChainOptions): Model {
  const { sites, boundary } = requireSites("transverse-field-ising", options, 2);
  return {
    name: "transverse-field-ising",
    qubits: sites,
    inputs: [
      { name: "gZZ", operator: chainSum("ZZ", sites, boundary).scale(-1) },
      { name: "gX", operator: chainSum("X", sites, boundary).scale(-1) },
    ],
    observables: chainObservables(sites),
    lattice: drawnChain(sites, boundary, { nearest: "gZZ" }),
  };
}

/**
 * Σ_j of one pattern of Pauli matrices moved along a chain: `chainSum("ZXZ", 8, "periodic")` is
 * Σ_{j=0..7} Z_j X_{j+1} Z_{j+2} with indices modulo 8; on an open chain j stops where the pattern ends.
 */
export function chainSum(pattern: string, sites: number, boundary: Boundary): OperatorSum {
  const letters = [...pattern] as PauliLetter[];
  const last = boundary === "periodic" ? sites : sites - letters.length + 1;
  const places = Array.from({ length: Math.max(0, last) }, (_, j) => j);
  return OperatorSum.sum(
    places.map((j) =>
      letters
        .map((letter, offset) => OperatorSum.of(PauliString.single(letter, (j + offset) % sites)))
        .reduce((product, factor) => product.times(factor)),
    ),
  );
}

/** A chain whose bonds are called after couplings: of nearest neighbours, and of second ones where they have one. */
function drawnChain(
  sites: number,
  boundary: Boundary,
  names: { readonly nearest: string; readonly next?: string },
): Lattice {
  const neighbours = names.next === undefined ? 1 : 2;
  const { bonds, ...places } = makeLattice({ kind: "chain", sites, boundary }, { neighbours });
  const kindOf = (kind: string) => (kind === "next" ? names.next : undefined) ?? names.nearest;
  return { ...places, bonds: bonds.map((bond) => ({ ...bond, kind: kindOf(bond.kind) })) };
}

function chainObservables(sites: number) {
  const mean = (letter: PauliLetter) => chainSum(letter, sites, "periodic").scale(1 / sites);
  return [
    { name: "mean X", operator: mean("X") },
    { name: "mean Z", operator: mean("Z") },
    {
      name: "Z0 Z1",
      operator: OperatorSum.of(PauliString.single("Z", 0).times(PauliString.single("Z", 1)).string),
    },
  ];
}

function requireSites(name: string, { sites, boundary = "periodic" }: ChainOptions, least: number) {
  if (!Number.isInteger(sites) || sites < least) {
    throw new QepError(
      "invalid-argument",
      `${name}: sites must be an integer of at least ${least}, it is ${sites}`,
      {
        sites,
      },
    );
  }
  return { sites, boundary };
}

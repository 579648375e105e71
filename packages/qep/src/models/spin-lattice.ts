import type { PauliLetter } from "../operators/pauli-string.ts";
import { type Disorder, drawDisorder } from "./disorder.ts";
import { bondKinds, bondSum, type Lattice, siteSum } from "./lattice.ts";
import { type LatticeOptions, makeLattice } from "./make-lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** The couplings that a bond can have; each component has a coupling of its own. */
export type Exchange = "heisenberg" | "xxz" | "xyz" | "xy" | "ising" | "xx-zz";

/** Options of {@link spinLattice}. */
export interface SpinLatticeOptions {
  readonly exchange: Exchange;
  readonly lattice: LatticeOptions;
  /** 1: nearest neighbours; 2: second neighbours with couplings of their own, for instance J1 and J2. Default 1. */
  readonly neighbours?: 1 | 2;
  /** Uniform fields, one input each, for instance ["X", "Z"]. Default none. */
  readonly fields?: readonly PauliLetter[];
  /** A random field along Z with the input W that scales it. Default none. */
  readonly randomField?: Disorder;
}

/** Components of each exchange: the ending of its coupling's name, and the Pauli matrices it multiplies. */
const COMPONENTS: Readonly<Record<Exchange, readonly (readonly [ending: string, letters: string])[]>> = {
  heisenberg: [["", "XYZ"]],
  xxz: [
    ["xy", "XY"],
    ["z", "Z"],
  ],
  xyz: [
    ["x", "X"],
    ["y", "Y"],
    ["z", "Z"],
  ],
  xy: [["xy", "XY"]],
  ising: [["", "Z"]],
  "xx-zz": [
    ["x", "X"],
    ["z", "Z"],
  ],
};

/** Endings of the names of couplings by kind of bond, where there is more than one kind. */
const KIND_ENDINGS: Readonly<Record<string, string>> = {
  nearest: "1",
  next: "2",
  leg: "Leg",
  rung: "Rung",
  diagonal: "Diagonal",
};

/**
 * Spins on a lattice, H = Σ_kinds Σ_P J_P Σ_⟨ij⟩ P_i P_j + Σ_P h_P Σ_j P_j + W Σ_j w_j Z_j (mind that all signs are +).
 *
 * - heisenberg: J (XX + YY + ZZ); xxz: Jxy (XX + YY) + Jz ZZ; xyz: Jx XX + Jy YY + Jz ZZ; xy: Jxy (XX + YY);
 *   ising: J ZZ; xx-zz: Jx XX + Jz ZZ, as superconducting circuits with two kinds of couplers have it.
 * - Names end with 1 and 2 where there are second neighbours (J1, Jxy1, …; J2, Jxy2, …), and on a ladder with Leg, Rung
 *   and Diagonal. Inputs: kinds outer, components inner; then hX, hY, hZ as asked for; then W.
 * - Observables: mean X, mean Z, and for each kind of bond the mean of ZZ.
 *
 * @throws QepError invalid-argument for lattices that cannot be, see {@link makeLattice}
 * @see Bethe, Z. Phys. 71, 205 (1931); Majumdar & Ghosh, J. Math. Phys. 10, 1388 (1969); Schulz, Ziman & Poilblanc,
 *   J. Phys. I 6, 675 (1996) for J1–J2 on the square; Barnes et al., PRB 47, 3196 (1993) for ladders; Biamonte & Love,
 *   PRA 78, 012352 (2008) for XX and ZZ couplers; Pal & Huse, PRB 82, 174411 (2010) for random fields
 */
export function spinLattice(options: SpinLatticeOptions): Model {
  const { exchange, neighbours = 1, fields = [], randomField } = options;
  const lattice = makeLattice(options.lattice, { neighbours });
  const sites = lattice.positions.length;
  const inputs: NamedOperator[] = bondKinds(lattice).flatMap((kind) => {
    const names = couplingNames(exchange, kind, neighbours);
    return COMPONENTS[exchange].map(([, letters], index) => ({
      name: names[index] as string,
      operator: bondSum(lattice, kind, letters),
    }));
  });
  for (const letter of fields) inputs.push({ name: `h${letter}`, operator: siteSum(letter, sites) });
  if (randomField) {
    const weights = drawDisorder("field", randomField, sites);
    inputs.push({ name: "W", operator: siteSum("Z", sites, weights) });
  }
  const drawn = lattice.bonds.map((bond) => ({
    ...bond,
    kind: couplingNames(exchange, bond.kind, neighbours).join(", "),
  }));
  return {
    name: exchange,
    qubits: sites,
    inputs,
    observables: spinObservables(lattice),
    lattice: { ...lattice, bonds: drawn },
  };
}

/** The couplings of bonds of one kind, one for each component. */
function couplingNames(exchange: Exchange, kind: string, neighbours: number): string[] {
  const ending = kind === "nearest" && neighbours === 1 ? "" : (KIND_ENDINGS[kind] ?? "");
  return COMPONENTS[exchange].map(([component]) => `J${component}${ending}`);
}

/** Means of X and Z over the sites, and of ZZ over the bonds of each kind. */
export function spinObservables(lattice: Lattice): NamedOperator[] {
  const sites = lattice.positions.length;
  const mean = (letter: PauliLetter) => siteSum(letter, sites).scale(1 / sites);
  return [
    { name: "mean X", operator: mean("X") },
    { name: "mean Z", operator: mean("Z") },
    ...bondKinds(lattice).map((kind) => {
      const bonds = lattice.bonds.filter((bond) => bond.kind === kind).map(({ sites }) => ({ sites, kind }));
      return {
        name: `mean ZZ ${kind}`,
        operator: bondSum({ ...lattice, bonds }, kind, "Z").scale(1 / bonds.length),
      };
    }),
  ];
}

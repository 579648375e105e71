import { fermionNumber, hopping, pairing } from "../operators/jordan-wigner.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { type Bond, bondKinds, type Lattice, type Position } from "./lattice.ts";
import { type ChainLattice, type LatticeOptions, makeLattice } from "./make-lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link hubbard}. */
export interface HubbardOptions {
  /** Where the electrons hop; each site takes two qubits. */
  readonly lattice: LatticeOptions;
}

/**
 * The Fermi–Hubbard model by Jordan–Wigner,
 * H = −t Σ_⟨ij⟩σ (c†_iσ c_jσ + h.c.) + U Σ_j (n_j↑ − ½)(n_j↓ − ½) − mu Σ_jσ (n_jσ − ½).
 *
 * In this form mu = 0 is half filling on bipartite lattices. Mode j of spin up is qubit j, of spin down qubit N + j.
 * Inputs in the order t, U, mu; on a ladder tLeg, tRung, U, mu. Observables: electrons of each spin, and the mean double
 * occupancy. All numbers of particles are in the space: the ground state is that of the best one for mu.
 *
 * @throws QepError invalid-argument for lattices that cannot be, see {@link makeLattice}
 * @see Hubbard, Proc. R. Soc. A 276, 238 (1963); Lieb & Wu, PRL 20, 1445 (1968); Jordan & Wigner, Z. Phys. 47, 631 (1928)
 */
export function hubbard({ lattice: options }: HubbardOptions): Model {
  const { positions, bonds } = makeLattice(options);
  const sites = positions.length;
  const places = positions.map((_, j) => j);
  const kinds = bondKinds({ positions, bonds });
  const half = OperatorSum.identity.scale(0.5);
  const surplus = (mode: number) => fermionNumber(mode).minus(half);
  const double = places.map((j) => fermionNumber(j).times(fermionNumber(sites + j)));
  const electrons = (first: number) => OperatorSum.sum(places.map((j) => fermionNumber(first + j)));
  const hops = kinds.map((kind): NamedOperator => {
    const chosen = bonds.filter((bond) => bond.kind === kind);
    const both = chosen.flatMap(({ sites: [a, b] }) => [hopping(a, b), hopping(sites + a, sites + b)]);
    return { name: `t${HOP_ENDINGS[kind] ?? ""}`, operator: OperatorSum.sum(both).scale(-1) };
  });
  const repulsion = places.map((j) => surplus(j).times(surplus(sites + j)));
  return {
    name: "hubbard",
    qubits: 2 * sites,
    inputs: [
      ...hops,
      { name: "U", operator: OperatorSum.sum(repulsion) },
      {
        name: "mu",
        operator: OperatorSum.sum(places.flatMap((j) => [surplus(j), surplus(sites + j)])).scale(-1),
      },
    ],
    observables: [
      { name: "electrons up", operator: electrons(0) },
      { name: "electrons down", operator: electrons(sites) },
      { name: "double occupancy", operator: OperatorSum.sum(double).scale(1 / sites) },
    ],
    lattice: twoLayers({ positions, bonds }),
  };
}

const HOP_ENDINGS: Readonly<Record<string, string>> = { leg: "Leg", rung: "Rung" };

/** How far the modes of spin down are drawn from those of spin up, in units of the lattice's own size. */
const LAYER_GAP = 1;

/** Both spins as copies of the lattice above one another, joined by U. */
function twoLayers({ positions, bonds }: Lattice): Lattice {
  const sites = positions.length;
  const heights = positions.map(([, y]) => y);
  const lift = Math.max(...heights) - Math.min(...heights) + LAYER_GAP;
  const raised = positions.map(([x, y]): Position => [x, y + lift]);
  const named = bonds.map((bond): Bond => ({ ...bond, kind: `t${HOP_ENDINGS[bond.kind] ?? ""}` }));
  const lower = named.map(
    (bond): Bond => ({ ...bond, sites: [bond.sites[0] + sites, bond.sites[1] + sites] }),
  );
  const between = positions.map((_, j): Bond => ({ sites: [j, sites + j], kind: "U" }));
  return { positions: [...raised, ...positions], bonds: [...named, ...lower, ...between] };
}

/**
 * Kitaev's chain of spinless fermions with p-wave pairing,
 * H = −t Σ_j (c†_j c_{j+1} + h.c.) + Delta Σ_j (c_j c_{j+1} + h.c.) − mu Σ_j (n_j − ½).
 *
 * Inputs in the order t, Delta, mu. Observables: fermions per site, and the parity Π_j (1 − 2 n_j). An open chain with
 * |mu| < 2|t| has a ground state twofold degenerate up to a splitting that falls exponentially with its length.
 *
 * @throws QepError invalid-argument for chains that cannot be, see {@link makeLattice}
 * @see Kitaev, Physics-Uspekhi 44 (supplement), 131 (2001)
 */
export function kitaevChain(options: Omit<ChainLattice, "kind">): Model {
  const lattice = makeLattice({ kind: "chain", ...options });
  const { bonds, positions } = lattice;
  const places = positions.map((_, j) => j);
  const over = (make: (a: number, b: number) => OperatorSum) =>
    OperatorSum.sum(bonds.map(({ sites: [a, b] }) => make(a, b)));
  const numbers = OperatorSum.sum(places.map(fermionNumber));
  const parity = places.map((j) => OperatorSum.pauli("Z", j)).reduce((product, z) => product.times(z));
  return {
    name: "kitaev-chain",
    qubits: places.length,
    inputs: [
      { name: "t", operator: over(hopping).scale(-1) },
      { name: "Delta", operator: over(pairing) },
      { name: "mu", operator: OperatorSum.identity.scale(places.length / 2).minus(numbers) },
    ],
    observables: [
      { name: "fermions per site", operator: numbers.scale(1 / places.length) },
      { name: "parity", operator: parity },
    ],
    lattice: { ...lattice, bonds: bonds.map((bond) => ({ ...bond, kind: "t, Delta" })) },
  };
}

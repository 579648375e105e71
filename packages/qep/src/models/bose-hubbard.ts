import { BosonModes } from "../operators/boson-modes.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { bondKinds } from "./lattice.ts";
import { type LatticeOptions, makeLattice } from "./make-lattice.ts";
import type { Model, NamedOperator } from "./model.ts";

/** Options of {@link boseHubbard}. */
export interface BoseHubbardOptions {
  readonly lattice: LatticeOptions;
  /** d, most bosons on a site plus one. Default: as many as there are particles, plus one, which cuts nothing. */
  readonly levels?: number;
  /** N, the number of bosons; without it all numbers are in the space, and mu is an input. */
  readonly particles?: number;
  /** local: an energy for each site, the inputs e0, e1, …. Default "none". */
  readonly energies?: "none" | "local";
}

/**
 * The Bose–Hubbard model with at most d − 1 bosons on a site,
 * H = −J Σ_⟨ij⟩ (b†_i b_j + h.c.) + (U/2) Σ_j n_j (n_j − 1) [− mu Σ_j n_j] [+ Σ_j e_j n_j].
 *
 * Inputs in the order J (on a ladder JLeg, JRung), U, mu where the number of bosons is not fixed, e0, e1, …. Observables:
 * the means of n and n² over the sites, and of b†_i b_j + h.c. over the bonds of each kind. Operators are Pauli sums on the
 * qubits of {@link BosonModes}; the space is theirs.
 *
 * @throws QepError invalid-argument for lattices that cannot be, see {@link makeLattice}, too few levels or particles that
 *   do not fit
 * @see Fisher, Weichman, Grinstein & Fisher, PRB 40, 546 (1989); Jaksch et al., PRL 81, 3108 (1998)
 */
export function boseHubbard({
  lattice: options,
  energies = "none",
  ...truncation
}: BoseHubbardOptions): Model {
  const { particles, levels = (particles ?? 0) + 1 } = truncation;
  const { positions, bonds } = makeLattice(options);
  const sites = positions.length;
  const bosons = new BosonModes(sites, levels);
  const numbers = positions.map((_, j) => bosons.number(j));
  const squares = numbers.map((n) => n.times(n));
  const kinds = bondKinds({ positions, bonds }).map((kind) => {
    const chosen = bonds.filter((bond) => bond.kind === kind);
    const hops = OperatorSum.sum(chosen.map(({ sites: [i, j] }) => bosons.hopping(i, j)));
    return { kind, name: hoppingName(kind), hops, count: chosen.length };
  });
  const pairs = squares.map((square, j) => square.minus(numbers[j] as OperatorSum).scale(0.5));
  const local = numbers.map((operator, j): NamedOperator => ({ name: `e${j}`, operator }));
  const mean = (operators: readonly OperatorSum[]) => OperatorSum.sum(operators).scale(1 / sites);
  return {
    name: "bose-hubbard",
    qubits: bosons.qubits,
    space: bosons.space(particles),
    bosons,
    inputs: [
      ...kinds.map(({ name, hops }) => ({ name, operator: hops.scale(-1) })),
      { name: "U", operator: OperatorSum.sum(pairs) },
      ...(particles === undefined ? [{ name: "mu", operator: OperatorSum.sum(numbers).scale(-1) }] : []),
      ...(energies === "local" ? local : []),
    ],
    observables: [
      { name: "mean n", operator: mean(numbers) },
      { name: "mean n^2", operator: mean(squares) },
      ...kinds.map(({ kind, hops, count }) => ({
        name: `mean b+b ${kind}`,
        operator: hops.scale(1 / count),
      })),
    ],
    lattice: { positions, bonds: bonds.map((bond) => ({ ...bond, kind: hoppingName(bond.kind) })) },
  };
}

/** The coupling of bonds of one kind. */
function hoppingName(kind: string): string {
  return `J${{ leg: "Leg", rung: "Rung" }[kind] ?? ""}`;
}

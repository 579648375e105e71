import { QepError } from "../base/errors.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import type { PauliLetter } from "../operators/pauli-string.ts";

/** A place in the plane, in any unit of length. */
export type Position = readonly [x: number, y: number];

/** Two sites that a coupling joins; of a coupling of more sites the two ends. */
export interface Bond {
  readonly sites: readonly [number, number];
  /** Bonds of one kind share a coupling and a colour. */
  readonly kind: string;
  /** The number that multiplies the coupling on this bond. Default 1. */
  readonly strength?: number;
  /** From the first site to the image of the second, for a bond that leaves a periodic lattice. */
  readonly leaves?: Position;
}

/** How a lattice repeats one cell. */
export interface LatticeCells {
  /** From a cell to the next one along the columns, and along the rows. */
  readonly vectors: readonly [Position, Position];
  readonly counts: readonly [columns: number, rows: number];
}

/** Where the sites of a model are and what joins them; what a figure of the model shows. */
export interface Lattice {
  /** One for each qubit, or for each boson mode, in order. */
  readonly positions: readonly Position[];
  readonly bonds: readonly Bond[];
  /** Absent where the sites do not repeat a cell. */
  readonly cells?: LatticeCells;
}

/** The kinds of bonds of a lattice, in the order of their first bond. */
export function bondKinds({ bonds }: Lattice): string[] {
  return [...new Set(bonds.map(({ kind }) => kind))];
}

/**
 * Σ_b s_b Σ_P P_i P_j over bonds b = (i, j) of one kind, s_b their strength.
 *
 * @param letters the Pauli matrices P, for instance "XYZ" for σ_i·σ_j
 */
export function bondSum({ bonds }: Lattice, kind: string, letters: string): OperatorSum {
  const chosen = bonds.filter((bond) => bond.kind === kind);
  return OperatorSum.sum(
    ([...letters] as PauliLetter[]).flatMap((letter) =>
      chosen.map(({ sites: [a, b], strength = 1 }) =>
        OperatorSum.pauli(letter, a).times(OperatorSum.pauli(letter, b)).scale(strength),
      ),
    ),
  );
}

/** Σ_j w_j P_j with one Pauli matrix on each site. @param weights w_j by site; default 1 */
export function siteSum(letter: PauliLetter, sites: number, weights?: readonly number[]): OperatorSum {
  return OperatorSum.sum(
    Array.from({ length: sites }, (_, j) => OperatorSum.pauli(letter, j).scale(weights?.[j] ?? 1)),
  );
}

/** The distance between two places. */
export function distance([ax, ay]: Position, [bx, by]: Position): number {
  return Math.hypot(ax - bx, ay - by);
}

/** All pairs of sites i < j with their distance, i outer. @throws QepError invalid-argument for two sites at one place */
export function pairsOf(
  model: string,
  positions: readonly Position[],
): { readonly sites: readonly [number, number]; readonly distance: number }[] {
  return positions.flatMap((here, i) =>
    positions.slice(i + 1).map((there, offset) => {
      const sites = [i, i + 1 + offset] as const;
      const apart = distance(here, there);
      if (apart > 0) return { sites, distance: apart };
      throw new QepError(
        "invalid-argument",
        `${model}: sites ${sites.join(" and ")} are at the same place (${here.join(", ")}); every site needs its own`,
        { sites },
      );
    }),
  );
}

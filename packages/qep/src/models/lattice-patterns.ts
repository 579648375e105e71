import type { Position } from "./lattice.ts";

/** A bond of every unit cell: from one site of the cell to one of the cell `shift` further along both directions. */
export interface BondPattern {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly shift: readonly [columns: number, rows: number];
}

/** A unit cell, repeated along two vectors, with the bonds that start in it. */
export interface LatticePattern {
  /** Places of the sites of a cell. */
  readonly cell: readonly Position[];
  readonly vectors: readonly [Position, Position];
  /** Bonds between nearest neighbours. */
  readonly nearest: readonly BondPattern[];
  /** Bonds between second neighbours. */
  readonly next: readonly BondPattern[];
}

/** The kinds of lattices made of unit cells. */
export type PatternName = "chain" | "ladder" | "square" | "triangular" | "honeycomb";

const bonds = (kind: string, from: number, to: number, ...shifts: [number, number][]): BondPattern[] =>
  shifts.map((shift) => ({ kind, from, to, shift }));

const HALF_ROOT_3 = Math.sqrt(3) / 2;

/** Unit cells with bonds of length 1. A second neighbour of a ladder sits across its diagonal. */
export const PATTERNS: Readonly<Record<PatternName, LatticePattern>> = {
  chain: {
    cell: [[0, 0]],
    vectors: [
      [1, 0],
      [0, 1],
    ],
    nearest: bonds("nearest", 0, 0, [1, 0]),
    next: bonds("next", 0, 0, [2, 0]),
  },
  ladder: {
    cell: [
      [0, 0],
      [0, 1],
    ],
    vectors: [
      [1, 0],
      [0, 2],
    ],
    nearest: [...bonds("leg", 0, 0, [1, 0]), ...bonds("leg", 1, 1, [1, 0]), ...bonds("rung", 0, 1, [0, 0])],
    next: [...bonds("diagonal", 0, 1, [1, 0]), ...bonds("diagonal", 1, 0, [1, 0])],
  },
  square: {
    cell: [[0, 0]],
    vectors: [
      [1, 0],
      [0, 1],
    ],
    nearest: bonds("nearest", 0, 0, [1, 0], [0, 1]),
    next: bonds("next", 0, 0, [1, 1], [1, -1]),
  },
  triangular: {
    cell: [[0, 0]],
    vectors: [
      [1, 0],
      [0.5, HALF_ROOT_3],
    ],
    nearest: bonds("nearest", 0, 0, [1, 0], [0, 1], [-1, 1]),
    next: bonds("next", 0, 0, [1, 1], [2, -1], [-1, 2]),
  },
  honeycomb: {
    cell: [
      [0, 0],
      [0, 1],
    ],
    vectors: [
      [2 * HALF_ROOT_3, 0],
      [HALF_ROOT_3, 1.5],
    ],
    nearest: bonds("nearest", 0, 1, [0, 0], [0, -1], [1, -1]),
    next: [...bonds("next", 0, 0, [1, 0], [0, 1], [-1, 1]), ...bonds("next", 1, 1, [1, 0], [0, 1], [-1, 1])],
  },
};

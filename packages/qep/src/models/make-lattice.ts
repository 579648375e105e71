import { QepError } from "../base/errors.ts";
import type { Bond, Lattice, Position } from "./lattice.ts";
import { type LatticePattern, PATTERNS } from "./lattice-patterns.ts";
import type { Boundary } from "./model.ts";

/** A ring or an open chain; its second neighbours are two sites apart. */
export interface ChainLattice {
  readonly kind: "chain";
  readonly sites: number;
  /** Default "periodic". */
  readonly boundary?: Boundary;
}

/** Two chains side by side: site 2r + l is on rung r and leg l. Bonds are of the kinds leg, rung and diagonal. */
export interface LadderLattice {
  readonly kind: "ladder";
  readonly rungs: number;
  /** Along the legs. Default "periodic". */
  readonly boundary?: Boundary;
}

/**
 * A piece of a plane lattice, `columns` cells wide and `rows` cells high.
 *
 * The site of cell (c, r) is c + columns·r; a cell of the honeycomb has two, 2(c + columns·r) and the one after it.
 */
export interface PlaneLattice {
  readonly kind: "square" | "triangular" | "honeycomb";
  readonly columns: number;
  readonly rows: number;
  /** A cylinder is open along the columns and closed along the rows. Default "periodic". */
  readonly boundary?: Boundary | "cylinder";
}

/** Any sites with any bonds of the kind nearest, for instance the graph of a quantum processor. */
export interface GraphLattice {
  readonly kind: "graph";
  readonly positions: readonly Position[];
  readonly bonds: readonly (readonly [number, number])[];
}

/** A lattice by name and size. */
export type LatticeOptions = ChainLattice | LadderLattice | PlaneLattice | GraphLattice;

/** Which neighbours have bonds. */
export interface LatticeReach {
  /** 1: nearest neighbours; 2: second neighbours as well. Default 1. */
  readonly neighbours?: 1 | 2;
}

/**
 * The sites and bonds of a lattice.
 *
 * Bonds are those of each cell in turn, so a periodic lattice so small that two of them join the same pair has both.
 *
 * @throws QepError invalid-argument for sizes that are not positive integers, for a periodic lattice so small that a
 *   bond would join a site to itself, and for bonds of a graph that lead nowhere
 */
export function makeLattice(options: LatticeOptions, { neighbours = 1 }: LatticeReach = {}): Lattice {
  if (options.kind === "graph") return graphLattice(options, neighbours);
  const pattern = PATTERNS[options.kind];
  const bonds = neighbours === 2 ? [...pattern.nearest, ...pattern.next] : pattern.nearest;
  return repeat(options.kind, { ...pattern, nearest: bonds }, extentOf(options));
}

interface Extent {
  readonly columns: number;
  readonly rows: number;
  readonly isPeriodic: readonly [columns: boolean, rows: boolean];
}

function extentOf(options: Exclude<LatticeOptions, GraphLattice>): Extent {
  const { kind, boundary = "periodic" } = options;
  switch (kind) {
    case "chain":
      return {
        columns: requireSize(kind, "sites", options.sites),
        rows: 1,
        isPeriodic: [boundary === "periodic", false],
      };
    case "ladder":
      return {
        columns: requireSize(kind, "rungs", options.rungs),
        rows: 1,
        isPeriodic: [boundary === "periodic", false],
      };
    default:
      return {
        columns: requireSize(kind, "columns", options.columns),
        rows: requireSize(kind, "rows", options.rows),
        isPeriodic: [boundary === "periodic", boundary !== "open"],
      };
  }
}

function repeat(kind: string, { cell, vectors, nearest }: LatticePattern, extent: Extent): Lattice {
  const { columns, rows, isPeriodic } = extent;
  const cells = Array.from(
    { length: columns * rows },
    (_, c) => [c % columns, Math.floor(c / columns)] as const,
  );
  const place = (column: number, row: number, member: number): Position => {
    const [[ax, ay], [bx, by], [x, y]] = [...vectors, cell[member] as Position];
    return [x + column * ax + row * bx, y + column * ay + row * by];
  };
  const bonds = cells.flatMap(([column, row]) =>
    nearest.flatMap(({ kind: bondKind, from, to, shift }): Bond[] => {
      const [nextColumn, nextRow] = [column + shift[0], row + shift[1]];
      const [insideColumn, insideRow] = [modulo(nextColumn, columns), modulo(nextRow, rows)];
      const isInside = insideColumn === nextColumn && insideRow === nextRow;
      if (!(isPeriodic[0] || insideColumn === nextColumn) || !(isPeriodic[1] || insideRow === nextRow))
        return [];
      const sites = [
        (column + columns * row) * cell.length + from,
        (insideColumn + columns * insideRow) * cell.length + to,
      ] as const;
      if (sites[0] === sites[1]) throw tooSmall(kind, bondKind, sites[0], extent);
      if (isInside) return [{ sites, kind: bondKind }];
      const [start, end] = [place(column, row, from), place(nextColumn, nextRow, to)];
      return [{ sites, kind: bondKind, leaves: [end[0] - start[0], end[1] - start[1]] }];
    }),
  );
  const positions = cells.flatMap(([column, row]) => cell.map((_, member) => place(column, row, member)));
  return { positions, bonds, cells: { vectors, counts: [columns, rows] } };
}

function graphLattice({ positions, bonds }: GraphLattice, neighbours: number): Lattice {
  if (neighbours !== 1) {
    throw new QepError(
      "invalid-argument",
      "lattice graph: it has no second neighbours; list all bonds and use neighbours: 1",
    );
  }
  for (const [index, sites] of bonds.entries()) {
    const [a, b] = sites;
    if (a !== b && positions[a] && positions[b]) continue;
    throw new QepError(
      "invalid-argument",
      `lattice graph: bond ${index} must join two different sites from 0 to ${positions.length - 1}, it is [${a}, ${b}]`,
      { index, sites },
    );
  }
  return { positions, bonds: bonds.map((sites) => ({ sites, kind: "nearest" })) };
}

function requireSize(kind: string, name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new QepError(
    "invalid-argument",
    `lattice ${kind}: ${name} must be a whole number of at least 1, it is ${value}`,
    { [name]: value },
  );
}

function tooSmall(kind: string, bondKind: string, site: number, { columns, rows }: Extent): QepError {
  return new QepError(
    "invalid-argument",
    `lattice ${kind}: on ${columns}×${rows} periodic cells a ${bondKind} bond joins site ${site} to itself; ` +
      "enlarge the lattice or open its boundary",
    { columns, rows },
  );
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}

import {
  boseHubbard,
  clusterIsing,
  edwardsAnderson,
  hubbard,
  kitaevChain,
  kitaevHoneycomb,
  longRangeIsing,
  type Model,
  rydbergArray,
  sherringtonKirkpatrick,
  spinLattice,
  transverseFieldIsing,
} from "../../../src/index.ts";
import { latticeFigure } from "../../../src/plots/lattice-figure.ts";

const disorder = { seed: 1, distribution: "normal" } as const;

/** Models by the name of the golden file of their lattice. */
const MODELS: Readonly<Record<string, Model>> = {
  "lattice-cluster-ising": clusterIsing({ sites: 6 }),
  "lattice-transverse-field-ising": transverseFieldIsing({ sites: 6, boundary: "open" }),
  "lattice-kitaev-honeycomb": kitaevHoneycomb({ columns: 6, rows: 4 }),
  "lattice-heisenberg-chain": spinLattice({
    exchange: "heisenberg",
    lattice: { kind: "chain", sites: 8 },
    neighbours: 2,
  }),
  "lattice-xxz-ladder": spinLattice({
    exchange: "xxz",
    lattice: { kind: "ladder", rungs: 5, boundary: "open" },
    neighbours: 2,
  }),
  "lattice-xx-zz-square": spinLattice({
    exchange: "xx-zz",
    lattice: { kind: "square", columns: 4, rows: 3, boundary: "open" },
  }),
  "lattice-heisenberg-square": spinLattice({
    exchange: "heisenberg",
    lattice: { kind: "square", columns: 4, rows: 4 },
    neighbours: 2,
  }),
  "lattice-heisenberg-triangular": spinLattice({
    exchange: "heisenberg",
    lattice: { kind: "triangular", columns: 4, rows: 3 },
  }),
  "lattice-ising-honeycomb": spinLattice({
    exchange: "ising",
    lattice: { kind: "honeycomb", columns: 3, rows: 2, boundary: "cylinder" },
  }),
  "lattice-long-range-ising": longRangeIsing({ sites: 6, alpha: 1.2 }),
  "lattice-rydberg-array": rydbergArray({
    positions: [
      [0, 0],
      [5.5, 0],
      [11, 1],
      [2.5, 5],
      [8, 6],
    ],
  }),
  "lattice-rydberg-blockade": rydbergArray({
    positions: [
      [0, 0],
      [6, 0],
      [12, 0],
      [18, 0],
      [6, 6],
      [12, 6],
    ],
    blockade: { radius: 7 },
  }),
  "lattice-sherrington-kirkpatrick": sherringtonKirkpatrick({ sites: 7, disorder }),
  "lattice-edwards-anderson": edwardsAnderson({
    lattice: { kind: "square", columns: 4, rows: 3, boundary: "open" },
    disorder,
  }),
  "lattice-hubbard": hubbard({ lattice: { kind: "chain", sites: 4, boundary: "open" } }),
  "lattice-bose-hubbard": boseHubbard({
    lattice: { kind: "ladder", rungs: 4, boundary: "open" },
    particles: 8,
  }),
  "lattice-kitaev-chain": kitaevChain({ sites: 5, boundary: "open" }),
};

/** The lattice of each model. */
export function modelFigures(document: Document): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(MODELS).map(([name, { name: title, lattice }]) => [
      name,
      latticeFigure({ title, lattice }, document),
    ]),
  );
}

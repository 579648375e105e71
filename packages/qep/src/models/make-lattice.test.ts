import { describe, expect, test } from "vitest";
import { bondKinds, bondSum, distance, type Lattice, pairsOf } from "./lattice.ts";
import type { PatternName } from "./lattice-patterns.ts";
import { type LatticeOptions, makeLattice } from "./make-lattice.ts";

const pairs = ({ bonds }: Lattice, kind: string) =>
  bonds.filter((bond) => bond.kind === kind).map(({ sites }) => sites.join("-"));

test("a ring and an open chain, with second neighbours", () => {
  const ring = makeLattice({ kind: "chain", sites: 5 }, { neighbours: 2 });
  expect(pairs(ring, "nearest")).toEqual(["0-1", "1-2", "2-3", "3-4", "4-0"]);
  expect(pairs(ring, "next")).toEqual(["0-2", "1-3", "2-4", "3-0", "4-1"]);
  const open = makeLattice({ kind: "chain", sites: 5, boundary: "open" }, { neighbours: 2 });
  expect(pairs(open, "nearest")).toEqual(["0-1", "1-2", "2-3", "3-4"]);
  expect(pairs(open, "next")).toEqual(["0-2", "1-3", "2-4"]);
});

test("a ladder has its rungs as neighbouring sites", () => {
  const ladder = makeLattice({ kind: "ladder", rungs: 3, boundary: "open" }, { neighbours: 2 });
  expect(bondKinds(ladder)).toEqual(["leg", "rung", "diagonal"]);
  expect(pairs(ladder, "leg")).toEqual(["0-2", "1-3", "2-4", "3-5"]);
  expect(pairs(ladder, "rung")).toEqual(["0-1", "2-3", "4-5"]);
  expect(pairs(ladder, "diagonal")).toEqual(["0-3", "1-2", "2-5", "3-4"]);
});

test("a cylinder is closed along the rows alone", () => {
  const cylinder = makeLattice({ kind: "square", columns: 2, rows: 3, boundary: "cylinder" });
  const expected = ["0-1", "0-2", "1-3", "2-3", "2-4", "3-5", "4-5", "4-0", "5-1"];
  expect(pairs(cylinder, "nearest").sort()).toEqual(expected.sort());
});

const COORDINATION: readonly (readonly [PatternName, number, number])[] = [
  ["square", 4, 4],
  ["triangular", 6, 6],
  ["honeycomb", 3, 6],
];

describe.each(COORDINATION)("%s, periodic", (kind, first, second) => {
  const lattice = makeLattice({ kind, columns: 5, rows: 4 } as LatticeOptions, { neighbours: 2 });

  test("every site has as many neighbours as it should", () => {
    for (const [name, count] of [
      ["nearest", first],
      ["next", second],
    ] as const) {
      const ends = lattice.bonds.filter((bond) => bond.kind === name).flatMap(({ sites }) => sites);
      const counts = lattice.positions.map((_, site) => ends.filter((end) => end === site).length);
      expect(new Set(counts)).toEqual(new Set([count]));
    }
  });

  test("bonds of a kind are of one length, across the boundary too", () => {
    const longer = kind === "square" ? Math.SQRT2 : Math.sqrt(3);
    for (const { sites, kind: name, leaves } of lattice.bonds) {
      const [a, b] = sites.map((site) => lattice.positions[site] ?? [0, 0]) as [
        [number, number],
        [number, number],
      ];
      expect(leaves ? Math.hypot(...leaves) : distance(a, b)).toBeCloseTo(
        name === "nearest" ? 1 : longer,
        12,
      );
    }
  });
});

test("a graph keeps its bonds", () => {
  const positions = [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const;
  const graph = makeLattice({
    kind: "graph",
    positions,
    bonds: [
      [2, 0],
      [0, 1],
    ],
  });
  expect(pairs(graph, "nearest")).toEqual(["2-0", "0-1"]);
  expect(graph.positions).toEqual(positions);
});

test("a sum over bonds has the strength of each", () => {
  const lattice: Lattice = {
    positions: [
      [0, 0],
      [1, 0],
    ],
    bonds: [
      { sites: [0, 1], kind: "a", strength: -0.5 },
      { sites: [1, 0], kind: "b" },
    ],
  };
  expect(String(bondSum(lattice, "a", "XZ"))).toBe("-0.5 X0 X1 - 0.5 Z0 Z1");
  expect(String(bondSum(lattice, "b", "Y"))).toBe("Y0 Y1");
});

describe("refused", () => {
  test.each<[LatticeOptions, RegExp]>([
    [{ kind: "chain", sites: 0 }, /^lattice chain: sites must be a whole number of at least 1, it is 0$/],
    [{ kind: "ladder", rungs: 2.5 }, /^lattice ladder: rungs .* it is 2.5$/],
    [{ kind: "square", columns: 3, rows: Number.NaN }, /^lattice square: rows .* it is NaN$/],
    [{ kind: "chain", sites: 1 }, /a nearest bond joins site 0 to itself; enlarge the lattice or open/],
    [{ kind: "square", columns: 4, rows: 1 }, /on 4×1 periodic cells a nearest bond joins site 0 to itself/],
    [
      { kind: "graph", positions: [[0, 0]], bonds: [[0, 1]] },
      /bond 0 must join two different sites from 0 to 0/,
    ],
    [
      {
        kind: "graph",
        positions: [
          [0, 0],
          [1, 0],
        ],
        bonds: [[1, 1]],
      },
      /bond 0 must join two different sites/,
    ],
  ])("%j", (options, message) => {
    expect(() => makeLattice(options)).toThrow(message);
  });

  test("second neighbours of a graph", () => {
    const graph: LatticeOptions = { kind: "graph", positions: [[0, 0]], bonds: [] };
    expect(() => makeLattice(graph, { neighbours: 2 })).toThrow(/list all bonds/);
  });

  test("two sites at one place", () => {
    const places = [
      [0, 0],
      [1, 2],
      [1, 2],
    ] as const;
    expect(() => pairsOf("rydberg-array", places)).toThrow(
      /^rydberg-array: sites 1 and 2 are at the same place \(1, 2\)/,
    );
  });
});

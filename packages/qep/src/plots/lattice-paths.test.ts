import { describe, expect, test } from "vitest";
import type { Lattice, Position } from "../models/lattice.ts";
import { makeLattice } from "../models/make-lattice.ts";
import { bondPaths } from "./lattice-paths.ts";

const close = (places: readonly Position[]) =>
  places.map(([x, y]) => [expect.closeTo(x, 12), expect.closeTo(y, 12)]);

describe("bonds as curves", () => {
  test("a bond is bent exactly where another site is in its way", () => {
    const lattice = makeLattice({ kind: "chain", sites: 3, boundary: "open" }, { neighbours: 2 });
    const curves = bondPaths(lattice).map((path) => path.curves);
    expect(curves[0]).toEqual([
      [
        [0, 0],
        [1, 0],
      ],
    ]);
    // Bent upwards by 0.35 of its length.
    expect(curves[1]).toEqual([
      close([
        [0, 0],
        [1, 0.7],
        [2, 0],
      ]),
    ]);
    const square = makeLattice({ kind: "square", columns: 2, rows: 2, boundary: "open" }, { neighbours: 2 });
    expect(bondPaths(square).every(({ curves: [curve] }) => curve?.length === 2)).toBe(true);
  });

  test("written backwards it bends to the same side", () => {
    const positions: Position[] = [
      [0, 0],
      [1, 0],
      [2, 0],
    ];
    const backwards: Lattice = { positions, bonds: [{ sites: [2, 0], kind: "a" }] };
    expect(bondPaths(backwards)[0]?.curves).toEqual([
      close([
        [2, 0],
        [1, 0.7],
        [0, 0],
      ]),
    ]);
  });

  test("a bond that leaves the lattice is a stub of half a bond at both ends", () => {
    const ring = bondPaths(makeLattice({ kind: "chain", sites: 3 }));
    expect(ring[2]?.curves).toEqual([
      close([
        [2, 0],
        [2.5, 0],
      ]),
      close([
        [0, 0],
        [-0.5, 0],
      ]),
    ]);
  });

  test("stubs of second neighbours are turned away from those of first ones", () => {
    const ring = bondPaths(makeLattice({ kind: "chain", sites: 5 }, { neighbours: 2 }));
    const leaving = ring.find(({ bond }) => bond.kind === "next" && bond.leaves);
    const angle = (35 * Math.PI) / 180;
    expect(leaving?.curves.map((curve) => curve[1])).toEqual(
      close([
        [3 + 0.5 * Math.cos(angle), 0.5 * Math.sin(angle)],
        [-0.5 * Math.cos(angle), 0.5 * Math.sin(angle)],
      ]),
    );
  });
});

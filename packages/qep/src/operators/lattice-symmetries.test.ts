import { describe, expect, test } from "vitest";
import { kitaevHoneycomb } from "../models/kitaev-honeycomb.ts";
import { latticeSymmetries, permuteMask, sitePermutations } from "./lattice-symmetries.ts";
import { parseOperator } from "./parse-operator.ts";

const found = (qubits: number, ...texts: string[]) => {
  const symmetries = latticeSymmetries(
    texts.map((text) => parseOperator(text)),
    qubits,
  );
  if (!symmetries) return null;
  const { order, reflection, flip } = symmetries;
  return [order, reflection !== null, flip];
};

describe("symmetries of a ring", () => {
  test.each([
    ["Ising", 6, ["sum(j=0..5, Z[j] Z[(j+1)%6])", "sum(j=0..5, X[j])"], [6, true, 63]],
    ["a field along Z has no flip", 6, ["sum(j=0..5, X[j] X[(j+1)%6] + Z[j])"], [6, true, 0]],
    ["two sites a cell", 6, ["sum(j=0..2, Z[2*j] Z[2*j+1])", "sum(j=0..5, X[j])"], [3, true, 63]],
    ["a flip of one sublattice", 8, ["sum(j=0..3, Z[2*j] + Z[2*j+1] Z[(2*j+3)%8])"], [4, true, 170]],
    ["no reflection", 6, ["sum(j=0..5, Z[j] X[(j+1)%6])"], [6, false, 0]],
    ["an open chain", 6, ["sum(j=0..4, Z[j] Z[j+1])"], null],
    ["one site differs", 6, ["sum(j=0..5, X[j])", "Z0"], null],
    ["sums that round", 3, ["0.3 Z0 + 0.1 Z1 + 0.2 Z1 + 0.3 Z2"], [3, true, 0]],
  ] as const)("%s", (_, qubits, texts, expected) => {
    expect(found(qubits, ...texts)).toEqual(expected);
  });

  test("the rows of a torus are translations of two rows", () => {
    const { qubits, inputs } = kitaevHoneycomb({ columns: 4, rows: 4 });
    const symmetries = latticeSymmetries(
      inputs.map(({ operator }) => operator),
      qubits,
    );
    expect([symmetries?.order, symmetries?.translation[0]]).toEqual([2, 8]);
  });

  test("T and P generate 2n permutations, and P T P = T⁻¹", () => {
    const symmetries = latticeSymmetries([parseOperator("sum(j=0..4, Z[j] Z[(j+1)%5])")], 5);
    if (!symmetries?.reflection) throw new Error("no reflection");
    const { translation: t, reflection: p } = symmetries;
    expect(new Set(sitePermutations(symmetries).map(String)).size).toBe(10);
    for (let site = 0; site < 5; site++) expect(p[t[p[t[site]]]]).toBe(site);
    expect(permuteMask(0b10011, t)).toBe(0b00111);
  });
});

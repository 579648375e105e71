import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kitaevSensor } from "../../test/support/kitaev-sensor.ts";
import { hermitianSums, stringOf } from "../../test/support/random-operators.ts";
import { parseOperator } from "./parse-operator.ts";
import type { PauliString } from "./pauli-string.ts";
import { type PauliSymmetries, pauliSymmetries } from "./pauli-symmetries.ts";
import { echelonForm, vectorOf } from "./symplectic.ts";

const of = (qubits: number, ...texts: string[]) =>
  pauliSymmetries(
    texts.map((text) => parseOperator(text)),
    qubits,
  );
const texts = ({ central, paired }: PauliSymmetries) => [central.map(String), paired.map(String)];

/** Every Pauli string on a few qubits. */
function allStrings(qubits: number): PauliString[] {
  return Array.from({ length: 4 ** qubits }, (_, index) =>
    stringOf(Array.from({ length: qubits }, (_, site) => "IXYZ"[(index >> (2 * site)) & 3]).join("")),
  );
}

describe("Pauli symmetries", () => {
  test.each([
    [
      "the parity of the Ising ring",
      4,
      ["Z0 Z1 + Z1 Z2 + Z2 Z3 + Z3 Z0", "X0 + X1 + X2 + X3"],
      ["X0 X1 X2 X3"],
      [],
    ],
    ["two parities of the XY pairs", 2, ["X0 X1 + Y0 Y1"], ["X0 X1", "Z0 Z1"], []],
    ["none with a field along each axis", 2, ["X0 X1 + Z0 + Y1 + X1"], [], []],
    ["single sites of a classical chain", 3, ["Z0 Z1 + Z1 Z2 + Z0"], ["Z0", "Z1", "Z2"], []],
    ["an idle qubit is an anticommuting pair", 2, ["X0 + Z0"], [], ["X1"]],
    ["and so is the rest of a chain without fields", 2, ["Z0 Z1"], ["Z0 Z1"], ["Z0"]],
    ["no operator, any string", 2, [], [], ["X0", "X1"]],
  ] as const)("%s", (_, qubits, operators, central, paired) => {
    expect(texts(of(qubits, ...operators))).toEqual([central, paired]);
  });

  test("generators commute with all, are independent, and span a maximal abelian part of the commutant", () => {
    const sums = fc.array(hermitianSums({ qubits: 4, maxTerms: 3 }), { minLength: 1, maxLength: 3 });
    const candidates = allStrings(4);
    fc.assert(
      fc.property(sums, (operators) => {
        const { central, paired } = pauliSymmetries(operators, 4);
        const generators = [...central, ...paired];
        const strings = operators.flatMap(({ terms }) => terms.map(({ string }) => string));
        const commutant = candidates.filter((p) => strings.every((string) => p.commutesWith(string)));
        const vectors = (list: readonly PauliString[]) => echelonForm(list.map((p) => vectorOf(p, 4))).rows;
        expect(vectors(generators)).toHaveLength(generators.length);
        for (const p of generators) expect(commutant).toContainEqual(p);
        // Maximal: what commutes with all generators is a product of them.
        const unchanged = commutant.filter((p) => generators.every((g) => g.commutesWith(p)));
        expect(unchanged).toHaveLength(2 ** generators.length);
        const centre = commutant.filter((p) => commutant.every((q) => q.commutesWith(p)));
        expect(vectors(central)).toEqual(vectors(centre));
        expect(vectors(commutant)).toHaveLength(central.length + 2 * paired.length);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test("order and coefficients of the operators do not matter", () => {
    const [a, b, c] = ["X0 X1 X2", "Z0 Z1 + 3 Z1 Z2", "Z2 Z3"];
    expect(texts(of(4, c, a, b))).toEqual(texts(of(4, a, "0.1 Z1 Z2 - 7 Z0 Z1", c)));
  });

  test("far beyond a machine word", () => {
    const ring = "sum(j=0..99, Z[j] Z[(j+1)%100] + X[j])";
    expect(of(100, ring).central.map(String)).toEqual([
      Array.from({ length: 100 }, (_, site) => `X${site}`).join(" "),
    ]);
  });

  test("the Kitaev sensor as described has nine: plaquettes, and a loop around each row", () => {
    const { operators, qubits } = kitaevSensor();
    const { central, paired } = pauliSymmetries(operators, qubits);
    expect([qubits, central.length, paired.length]).toEqual([18, 9, 0]);
    expect(central.map((string) => string.support.length)).toEqual([4, 4, 4, 4, 4, 4, 4, 8, 8]);
  });
});

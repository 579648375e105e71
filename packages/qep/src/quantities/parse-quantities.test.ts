import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeLattice } from "../models/make-lattice.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseQuantities } from "./parse-quantities.ts";
import { joinQuantities } from "./quantity.ts";
import type { QuantityScope } from "./quantity-kinds.ts";

const scope: QuantityScope = {
  qubits: 6,
  lattice: makeLattice({ kind: "square", columns: 3, rows: 2 }),
  knobs: new Map([["gX", OperatorSum.pauli("X", 0)]]),
};

const operatorsOf = (text: string) =>
  parseQuantities(text, scope).flatMap(({ request }) => request.operators.map(String));

test("a list of operators and quantities, split at the outer commas", () => {
  const text = "X0 , sum(j=0..1, Z[j]),\n entropy( 0..2, 5 ,renyi = 2), energy-variance, n1";
  const quantities = parseQuantities(text, scope);
  expect(quantities.map(({ name }) => name)).toEqual([
    "X0",
    "sum(j=0..1, Z[j])",
    "entropy( 0..2, 5 ,renyi = 2)",
    "energy-variance",
    "n1",
  ]);
  expect(quantities[2]?.request.properties).toEqual([{ kind: "entanglement-spectrum", sites: [0, 1, 2, 5] }]);
  expect(operatorsOf("n1")).toEqual(["0.5 - 0.5 Z1"]);
});

test("what each quantity asks operators of", () => {
  expect(operatorsOf("correlator(Z0, Z4)")).toEqual(["Z0 Z4"]);
  // ½(AB + BA) of anticommuting matrices is zero.
  expect(operatorsOf("connected(X0, Z0 + X1)")).toEqual(["X0 X1", "X0", "Z0 + X1"]);
  expect(operatorsOf("string-order(Z, X, 0..4)")).toEqual(["Z0 X1 X2 X3 Z4"]);
  expect(operatorsOf("string-order(Z, X, 0..4, every=2)")).toEqual(["Z0 X1 X3 Z4"]);
  expect(operatorsOf("string-order(Z, 0..1, spin=1)")).toEqual([
    "-0.25 Z0 Z2 - 0.25 Z0 Z3 - 0.25 Z1 Z2 - 0.25 Z1 Z3",
  ]);
  expect(operatorsOf("correlators(X)")).toHaveLength(15);
  expect(operatorsOf("correlators(X, Z, of=connected)")).toHaveLength(30 + 12);
});

test("pairs carry their own names", () => {
  const [quantity] = parseQuantities("correlators(X, of=connected)", scope);
  expect(quantity?.labels.slice(0, 6)).toEqual(
    [1, 2, 3, 4, 5].map((j) => `connected(X0, X${j})`).concat("connected(X1, X2)"),
  );
});

test.each([
  ["q=pi", Math.PI, 0],
  ["q=2pi/3", (2 * Math.PI) / 3, 0],
  ["q=(-0.5pi, 1.25)", -Math.PI / 2, 1.25],
])("%s is in radians", (q, x, y) => {
  const [quantity] = parseQuantities(`structure-factor(Z, ${q})`, scope);
  const weight = quantity?.request.operators[0]?.terms.find(({ string }) => String(string) === "Z0 Z1");
  expect(weight?.coefficient.re).toBeCloseTo(Math.cos(x) / 3, 14);
  const up = quantity?.request.operators[0]?.terms.find(({ string }) => String(string) === "Z0 Z3");
  expect(up?.coefficient.re).toBeCloseTo(Math.cos(y) / 3, 14);
});

test("the sum rule: over the Brillouin zone the structure factor has the mean 1", () => {
  const [quantity] = parseQuantities("structure-factor(Y)", scope);
  const operators = quantity?.request.operators ?? [];
  expect(operators).toHaveLength(6);
  const mean = OperatorSum.sum(operators.map((operator) => operator.scale(1 / 6)));
  for (const { string, coefficient } of mean.terms) {
    expect(coefficient.re).toBeCloseTo(string.isIdentity ? 1 : 0, 14);
  }
});

test("the connected structure factor of a product state is that of independent spins", () => {
  const [quantity] = parseQuantities("structure-factor(Z, q=(0.3, 0.1), of=connected)", scope);
  const [whole, ...singles] = quantity?.request.operators ?? [];
  // ⟨Z_j⟩ = m: ⟨Z_j Z_l⟩ = m² for j ≠ l, and what is left is 1 − m².
  const m = 0.4;
  const mean = (whole?.terms ?? []).reduce(
    (sum, { string, coefficient }) => sum + coefficient.re * (string.isIdentity ? 1 : m * m),
    0,
  );
  const means = Float64Array.of(mean, ...singles.map(() => m));
  expect(quantity?.evaluate({ means, properties: [] })[0]).toBeCloseTo(1 - m * m, 14);
});

describe("what is refused, with its place", () => {
  test.each([
    ["X0, entropy(0..9)", 1, 13, "qubit 9 is out of range: there are 6"],
    ["entropy(0, 0)", 1, 12, "qubit 0 is named twice"],
    ["X0,\n  correlator(Z0, Z1 Q)", 2, 21, '"Q" is not an operator'],
    ["correlator(Z0)", 1, 1, "expected correlator(operator, operator)"],
    ["entrpy(0..3)", 1, 1, 'there is no quantity "entrpy"; did you mean entropy?'],
    ["magnetisation(Z)", 1, 1, 'there is no quantity "magnetisation"; known are correlator,'],
    ["entropy(0..2", 1, 13, 'expected ")" at the end of entropy(...)'],
    ["entropy(0, renyi=-1)", 1, 18, "renyi= is a number of at least 0"],
    ["entropy(0, order=1)", 1, 18, "entropy takes renyi=, base=, not order="],
    ["entropy(0, base=2, base=2)", 1, 20, "base is given twice"],
    ["structure-factor(Z, q=big)", 1, 23, "expected a wave vector in radians"],
    ["structure-factor(Q)", 1, 18, "expected X, Y or Z"],
    ["string-order(Z, X, 3..1)", 1, 20, "the range 3..1 does not rise"],
    ["string-order(Z, 0..3, spin=1)", 1, 17, "qubit 7 is out of range"],
    ["fidelity-susceptibility(gQ)", 1, 25, 'there is no knob "gQ"; known are gX'],
    ["density-matrix(0..5), energy-variance(1)", 1, 23, "expected energy-variance without arguments"],
    ["X0 X[3", 1, 7, 'expected "]", found the end'],
  ])("%j", (text, line, column, problem) => {
    try {
      parseQuantities(text, scope);
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid-operator", context: { line, column } });
      expect((error as Error).message).toContain(problem);
      return;
    }
    expect.unreachable();
  });

  test("operators that are not Hermitian, and a lattice without cells", () => {
    expect(() => parseQuantities("fisher-information(i X0)", scope)).toThrow(/Hermitian/i);
    const lattice = { positions: [[0, 0] as const], bonds: [] };
    expect(() => parseQuantities("structure-factor(Z)", { qubits: 1, lattice })).toThrow(
      /no lattice of cells/,
    );
    expect(() => parseQuantities("density-matrix(0..6)", { qubits: 7 })).toThrow(/at most 6 qubits/);
  });
});

test("a joined request gives each quantity its own part of the answer", () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(["X0", "entropy(1)", "connected(Z0, Z1)", "energy-variance", "correlators(X)"]),
      (texts) => {
        const list = joinQuantities(parseQuantities(texts.join(", ") || "X0", scope));
        const means = Float64Array.from(list.request.operators, (_, k) => 0.1 * (k + 1));
        const properties = list.request.properties.map(({ kind }) =>
          kind === "energy-variance" ? Float64Array.of(7) : Float64Array.of(0.5, 0.5),
        );
        const found = list.evaluate({ means, properties });
        let start = 0;
        for (const [k, quantity] of list.quantities.entries()) {
          const count = quantity.request.operators.length;
          const alone = { "energy-variance": [7], "entropy(1)": [Math.LN2] }[quantity.name];
          const own = means.subarray(start, start + count);
          const [product = 0, a = 0, b = 0] = own;
          const expected = alone ?? (quantity.name === "connected(Z0, Z1)" ? [product - a * b] : [...own]);
          expect([...(found[k] ?? [])]).toEqual(expected);
          start += count;
        }
      },
    ),
  );
});

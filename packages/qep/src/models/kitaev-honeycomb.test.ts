import { describe, expect, test } from "vitest";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { kitaevHoneycomb } from "./kitaev-honeycomb.ts";

const bonds = (columns: number, rows: number) =>
  kitaevHoneycomb({ columns, rows }).inputs.map(({ operator }) =>
    operator.terms.map(({ string }) => string.toString()),
  );

describe("8×2", () => {
  const { inputs, observables, qubits } = kitaevHoneycomb({ columns: 8, rows: 2 });

  test("bonds site by site", () => {
    expect(qubits).toBe(16);
    const [x, y, z] = bonds(8, 2);
    expect(new Set(x)).toEqual(
      new Set(["X0 X1", "X2 X3", "X4 X5", "X6 X7", "X9 X10", "X11 X12", "X13 X14", "X8 X15"]),
    );
    expect(new Set(y)).toEqual(
      new Set(["Y1 Y2", "Y3 Y4", "Y5 Y6", "Y0 Y7", "Y8 Y9", "Y10 Y11", "Y12 Y13", "Y14 Y15"]),
    );
    expect(new Set(z)).toEqual(
      new Set(["Z0 Z8", "Z1 Z9", "Z2 Z10", "Z3 Z11", "Z4 Z12", "Z5 Z13", "Z6 Z14", "Z7 Z15"]),
    );
  });

  test("the flux is the published plaquette, and conserved", () => {
    const [{ name, operator: flux }] = observables;
    expect(name).toBe("flux");
    expect(flux.equals(parseOperator("X1 Y9 Z10 X11 Y3 Z2"))).toBe(true);
    expect(flux.times(flux).equals(OperatorSum.identity)).toBe(true);
    for (const { operator } of inputs) expect(flux.commutator(operator).terms).toEqual([]);
  });

  test("a field couples to every component", () => {
    const { name, operator } = kitaevHoneycomb({ columns: 8, rows: 2, field: true }).inputs[3];
    expect(name).toBe("h");
    expect(operator.equals(parseOperator("sum(j=0..15, X[j] + Y[j] + Z[j])"))).toBe(true);
  });
});

test.each([
  [4, 2],
  [4, 4],
  [6, 4],
])("%i×%i: every site has one bond of each kind", (columns, rows) => {
  for (const strings of bonds(columns, rows)) {
    const sites = strings.flatMap((text) => text.split(" ").map((factor) => Number(factor.slice(1))));
    expect([...sites].sort((a, b) => a - b)).toEqual(Array.from({ length: columns * rows }, (_, j) => j));
  }
});

test.each([
  [4, 2],
  [4, 4],
  [8, 4],
])("%i×%i: the flux commutes with every bond", (columns, rows) => {
  const { inputs, observables } = kitaevHoneycomb({ columns, rows });
  for (const { operator } of inputs) {
    for (const { string } of operator.terms) {
      expect(observables[0].operator.commutator(OperatorSum.of(string)).terms).toEqual([]);
    }
  }
});

test.each([
  [{ columns: 5, rows: 2 }, /columns must be an even integer of at least 4, it is 5/],
  [{ columns: 2, rows: 2 }, /columns .* it is 2/],
  [{ columns: 4, rows: 3 }, /rows must be an even integer of at least 2, it is 3/],
])("%j is refused", (options, message) => {
  expect(() => kitaevHoneycomb(options)).toThrow(message);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pauliLetters, stringOf } from "../../../test/support/random-operators.ts";
import { annihilation, creation } from "../jordan-wigner.ts";
import { OperatorSum } from "../operator-sum.ts";
import { parseOperator } from "../parse-operator.ts";
import { OPERATOR_FORMATS, readOperatorFormat, writeOperatorFormat } from "./operator-format.ts";
import { readPython } from "./python-reader.ts";
import { readQiskit, writeQiskit } from "./qiskit.ts";
import { readQuSpin, writeQuSpin } from "./quspin.ts";

/** Finite coefficients of every size, real and complex. */
const number = fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e30, max: 1e30 });
const operators = fc
  .array(fc.tuple(pauliLetters(4), number, fc.oneof(fc.constant(0), number)), { maxLength: 6 })
  .map(
    (terms) =>
      new OperatorSum(
        terms.map(([letters, re, im]) => ({ string: stringOf(letters), coefficient: { re, im } })),
      ),
  );

describe.each(OPERATOR_FORMATS)("%s", (format) => {
  test("reads back what it writes, to the last bit", () => {
    fc.assert(
      fc.property(operators, (operator) => {
        const { text, terms } = writeOperatorFormat(format, operator);
        expect(readOperatorFormat(format, text).equals(operator)).toBe(true);
        if (terms === undefined) return;
        expect(readOperatorFormat(format, JSON.parse(JSON.stringify(terms))).equals(operator)).toBe(true);
      }),
    );
  });

  test("the zero operator", () => {
    const { text } = writeOperatorFormat(format, OperatorSum.zero);
    expect(readOperatorFormat(format, text).terms).toEqual([]);
  });
});

test("QuSpin lists of spins and of the third convention read back too", () => {
  for (const pauli of [0, -1] as const) {
    fc.assert(
      fc.property(operators, (operator) => {
        expect(readQuSpin(writeQuSpin(operator, pauli), { pauli }).equals(operator)).toBe(true);
      }),
    );
  }
});

const H = parseOperator("0.5 Z0 Z2 - 1.5 X1 + (0.5-0.25i) Y0 + 2");

test.each([
  ["qiskit", '[["ZIZ", 0.5], ["IXI", -1.5], ["IIY", (0.5-0.25j)], ["III", 2]]'],
  ["openfermion", "0.5 [Z0 Z2] +\n-1.5 [X1] +\n(0.5-0.25j) [Y0] +\n2 []"],
  ["quspin", '[["zz", [[0.5, 0, 2]]], ["x", [[-1.5, 1]]], ["y", [[(0.5-0.25j), 0]]], ["I", [[2, 0]]]]'],
  ["pennylane", "0.5 * (Z(0) @ Z(2)) + -1.5 * X(1) + (0.5-0.25j) * Y(0) + 2 * I(0)"],
] as const)("%s writes %s", (format, text) => {
  expect(writeOperatorFormat(format, H).text).toBe(text);
});

test("longer labels on request, never shorter ones", () => {
  expect(writeQiskit(parseOperator("X0"), 3)).toEqual([["IIX", 1]]);
  expect(() => writeQiskit(parseOperator("X2"), 2)).toThrow(/acts on qubit 2; labels of 2 qubits end at 1/);
});

test("spins: S = σ/2 for each letter", () => {
  expect(writeQuSpin(parseOperator("X0 X1 + Z0 + 1"), 0)).toEqual([
    ["xx", [[4, 0, 1]]],
    ["z", [[2, 0]]],
    ["I", [[1, 0]]],
  ]);
  expect(String(readQuSpin('[["zz", [[1, 0, 1]]]]', { pauli: 0 }))).toBe("0.25 Z0 Z1");
});

test("OpenFermion's fermions are those of Jordan–Wigner, its text may leave coefficients out", () => {
  const hop = creation(0)
    .times(annihilation(2))
    .minus(creation(2).times(annihilation(0)).scale(3));
  expect(readOperatorFormat("openfermion", "[0^ 2] - 3 [2^ 0]").equals(hop)).toBe(true);
  expect(String(readOperatorFormat("openfermion", "- [X0]+[] -\n -2[Z1]"))).toBe("-X0 + 1 + 2 Z1");
});

test("a Hamiltonian of coefficients and operators as data", () => {
  const terms = [
    [0.5, "(1+2j)"],
    ["Z(0) @ Z(1)", "X(3)"],
  ];
  expect(String(readOperatorFormat("pennylane", terms))).toBe("0.5 Z0 Z1 + (1+2i) X3");
});

test("Python values", () => {
  expect(readPython("1.5", "x")).toBe(1.5);
  expect(readPython("-(2 - 0.5j)", "x")).toEqual({ re: -2, im: 0.5 });
  expect(readPython("[1, ('a', 2.,), ( ), []]", "x")).toEqual([1, ["a", 2], [], []]);
  expect(readPython("(3,)", "x")).toEqual([3]);
  expect(readPython("np.complex128(1e-3+2j)", "x")).toEqual({ re: 1e-3, im: 2 });
  expect(readPython("pnp.tensor(2.5, requires_grad=True)", "x")).toBe(2.5);
  expect(readPython("array([ 1. +0.j, -0.5+1.j])", "x")).toEqual([1, { re: -0.5, im: 1 }]);
});

test.each([
  ["qiskit", '[["XQ", 1]]', /term 0: expected the letters I, X, Y and Z, given "XQ"/],
  ["qiskit", '[["XX", 1], ["X"]]', /term 1: expected \("XZI", coefficient\)/],
  ["qiskit", '[("XX", [1, 1], 0.5)]', /each qubit once, given \[1, 1\]/],
  ["qiskit", '[("XX", [1], 0.5)]', /a list of 2 qubits, one for each letter, given \[1\]/],
  ["qiskit", '[("X", [1.5], 0.5)]', /a site, a whole number of at least 0, given 1\.5/],
  ["qiskit", '[("X", "abc")]', /line 1, column 1 of the operator: "abc" is not known here/],
  ["qiskit", 'SparsePauliOp(["XX"], coeffs=[1, 2])', /these are not the arguments of SparsePauliOp/],
  ["quspin", '[["zz", [[1, 0]]]]', /entry 0, coupling 0: expected a coupling and 2 sites, given \[1, 0\]/],
  ["quspin", '[["n", [[1, 0]]]]', /letters of this basis, I x y z \+ -, given "n"/],
  ["quspin", '[["zz", [[1, 0, 1]], f, []]]', /"f" is not known here/],
  ["quspin", '[["zz", [[1, 0, 1]], 0, []]]', /static parts only/],
  ["quspin", "5", /expected a list of \["zz", \[\[J, 0, 1\], \.\.\.\]\], given 5/],
  [
    "openfermion",
    "1.5 [X0 W3]",
    /line 1, column 9 of the operator: expected a factor such as X0, 2 or 2\^, found "W3"/,
  ],
  ["openfermion", "1.5 [X0] 2 [X1]", /column 10 of the operator: expected \+ or - between terms/],
  ["openfermion", "1.5 [X0] +\nrest", /line 1, column 10 of the operator: expected a term such as/],
  ["openfermion", "1.5.2 [X0]", /term 0, line 1, column 1 of the operator: unexpected "1"/],
  ["openfermion", "", /expected a term/],
  ["pennylane", "0.5 * (Z(0) @ Z(1)", /column 19 of the operator: expected "," or "\)", found the end/],
  ["pennylane", "0.5 * H(0)", /"H" is not known here; known are X, Y, Z, I/],
  ["pennylane", "Z('a')", /these are not the arguments of Z/],
  ["pennylane", "1 + X(0)", /only two numbers or two operators have a sum/],
  ["pennylane", "X(0)**2", /unexpected "\*\*"|expected the end, found "\*\*"/],
  [
    "pennylane",
    "0.5",
    /expected 0\.5 \* \(Z\(0\) @ Z\(1\)\) \+ \.\.\., or \(\[coefficients\], \[operators\]\), given 0\.5/,
  ],
  ["pennylane", "X(-1)", /site -1 of X: a site must be an integer from 0/],
] as const)("%s refuses %s", (format, text, message) => {
  expect(() => readOperatorFormat(format, text)).toThrow(message);
});

test("OpenFermion's form is text, and QuSpin lists are written for spins", () => {
  expect(() => readOperatorFormat("openfermion", [["X0", 1]])).toThrow(/OpenFermion's form is text/);
  expect(() => writeOperatorFormat("quspin", H, { basis: { kind: "boson" } })).toThrow(/given boson/);
  expect(() => readQiskit({ re: 1, im: 0 })).toThrow(/expected a list of \("XZI", coefficient\), given 1/);
});

test.each([
  ["pennylane", "parentheses", `${"(".repeat(200_000)}X(0)`, 501],
  ["pennylane", "calls", "X(".repeat(200_000), 1001],
  ["qiskit", "lists", "[".repeat(200_000), 501],
  ["quspin", "signs", `[["z", [[${"-".repeat(501)}1, 0]]]]`, 506],
  ["openfermion", "parentheses", `${"(".repeat(200_000)}1 [X0]`, 501],
] as const)("%s refuses %s nested more than 500 deep", (format, _, text, column) => {
  expect(() => readOperatorFormat(format, text)).toThrow(
    `line 1, column ${column} of the operator: brackets and signs are nested more than 500 deep`,
  );
});

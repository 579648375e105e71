import { describe, expect, test } from "vitest";
import { hermitianEigen } from "../../src/linalg/hermitian-eigen.ts";
import { denseOperator } from "../../src/operators/dense-operator.ts";
import {
  OPERATOR_FORMATS,
  type OperatorFormat,
  readOperatorFormat,
} from "../../src/operators/exchange/operator-format.ts";
import { type QuSpinBasis, readQuSpin } from "../../src/operators/exchange/quspin.ts";
import { parseOperator } from "../../src/operators/parse-operator.ts";
import golden from "./operator-formats.json" with { type: "json" };

// Texts and matrices of make_operator_formats.py: each library's own.

const TOLERANCE = golden.header.tolerance;

interface Case {
  readonly text: string;
  readonly coefficients: Readonly<Record<string, readonly number[] | undefined>>;
  readonly basis?: QuSpinBasis;
}

const cases = OPERATOR_FORMATS.flatMap((format) =>
  (golden[format] as readonly Case[]).map((known): [OperatorFormat, string, Case] => [
    format,
    known.text,
    known,
  ]),
);

test("every format has cases", () => {
  expect(cases.length).toBe(23);
});

test.each(cases)("%s: %s", (format, text, { coefficients, basis }) => {
  const operator = readOperatorFormat(format, text, basis ? { basis } : {}).simplify(1e-12);
  expect(operator.terms.map(({ string }) => String(string)).sort()).toEqual(Object.keys(coefficients).sort());
  for (const { string, coefficient } of operator.terms) {
    const [re = Number.NaN, im = Number.NaN] = coefficients[String(string)] ?? [];
    expect(Math.abs(coefficient.re - re)).toBeLessThan(TOLERANCE);
    expect(Math.abs(coefficient.im - im)).toBeLessThan(TOLERANCE);
  }
});

describe("QuSpin's fermions", () => {
  const { text, energies } = golden["quspin fermions"];

  test("have the same energies; the order of their signs is another", () => {
    const { values } = hermitianEigen(denseOperator(readQuSpin(text, { kind: "fermion" }), 3));
    for (const [k, energy] of energies.entries())
      expect(Math.abs(values[k] - energy)).toBeLessThan(TOLERANCE);
    // Hard-core bosons on the same ring have other levels: the signs matter.
    const bosons = hermitianEigen(denseOperator(readQuSpin(text, { kind: "boson" }), 3)).values;
    expect(Math.max(...energies.map((energy, k) => Math.abs(bosons[k] - energy)))).toBeGreaterThan(0.1);
  });
});

test("coefficients of the golden file are strings that the grammar knows", () => {
  for (const [, , { coefficients }] of cases) {
    for (const name of Object.keys(coefficients))
      expect(String(parseOperator(name))).toBe(name === "I" ? "1" : name);
  }
});

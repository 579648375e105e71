import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { hermitianSums, pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { NudgeRange } from "./nudge-range.ts";

/** Largest minus smallest eigenvalue of Σ ν_l B_l, by dense matrices. */
function denseRange(outputs: readonly OperatorSum[], nudge: readonly number[], qubits: number): number {
  const operator = OperatorSum.sum(outputs.map((output, l) => output.scale(nudge[l])));
  const { values } = hermitianEigen(denseMatrix(operator, qubits));
  return (values.at(-1) as number) - values[0];
}

const nudges = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 });

describe("exact", () => {
  test("outputs on up to four qubits, anywhere in the system", () => {
    const outputs = fc.array(hermitianSums({ qubits: 4, maxTerms: 12 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(outputs, nudges, fc.constantFrom(0, 20, 60), (operators, nudge, offset) => {
        const moved = operators.map((operator) => operator.shifted(offset));
        const { value, source } = new NudgeRange(moved).of(Float64Array.from(nudge));
        expect(source).toBe("exact");
        expect(Math.abs(value - denseRange(operators, nudge, 4))).toBeLessThan(1e-11);
      }),
      { numRuns: 60, seed: 19 },
    );
  });

  test("diagonal outputs on up to ten qubits", () => {
    const diagonal = pauliLetters(7).map((letters) => letters.replaceAll(/[XY]/g, "Z"));
    const output = fc.array(fc.tuple(diagonal, fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.tuple(output, output, output), nudges, (terms, nudge) => {
        const operators = terms.map((list) =>
          OperatorSum.sum(list.map(([letters, c]) => OperatorSum.of(stringOf(letters), c))),
        );
        const { value, source } = new NudgeRange(operators).of(Float64Array.from(nudge));
        expect(source).toBe("exact");
        const levels = Array.from({ length: 2 ** 7 }, (_, index) =>
          operators.reduce((sum, operator, l) => sum + nudge[l] * diagonalElement(operator, index), 0),
        );
        expect(value).toBeCloseTo(Math.max(...levels) - Math.min(...levels), 9);
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  function diagonalElement(operator: OperatorSum, index: number): number {
    return operator.terms.reduce(
      (sum, { string, coefficient }) =>
        sum + coefficient.re * (-1) ** string.support.filter((site) => (index >> site) & 1).length,
      0,
    );
  }

  test("complementary outputs, which cancel in their sum", () => {
    const outputs = [parseOperator("0.5 + 0.5 Z16"), parseOperator("0.5 - 0.5 Z16")];
    expect(new NudgeRange(outputs).of(Float64Array.of(1, -1))).toEqual({
      lowest: -1,
      value: 2,
      source: "exact",
    });
    expect(new NudgeRange(outputs).of(Float64Array.of(1, 1))).toEqual({
      lowest: 1,
      value: 0,
      source: "exact",
    });
    const flips = [parseOperator("X3"), parseOperator("-X3")];
    expect(new NudgeRange(flips).of(Float64Array.of(0.5, -0.5)).value).toBeCloseTo(2, 13);
  });

  test("phase projectors have the range of the nudges and zero", () => {
    const outputs = ["(1 + Z8)(1 + Z9)", "(1 + Z8)(1 - Z9)", "(1 - Z8)(1 - Z9)"].map((text) =>
      parseOperator(`0.25 ${text}`),
    );
    expect(new NudgeRange(outputs).of(Float64Array.of(-0.6, 0.25, 0.1)).value).toBeCloseTo(0.85, 14);
    // The fourth state answers nothing: 0 is a level.
    expect(new NudgeRange(outputs).of(Float64Array.of(0.6, 0.25, 0.1)).value).toBeCloseTo(0.6, 14);
    expect(new NudgeRange(outputs).of(Float64Array.of(0.6, 0.25, 0.1)).lowest).toBeCloseTo(0, 14);
    expect(new NudgeRange(outputs).of(Float64Array.of(-0.6, 0.25, 0.1)).lowest).toBeCloseTo(-0.6, 14);
  });

  test("constants, zero operators and no outputs at all have no range", () => {
    const cases: [number, string[]][] = [
      [6, ["2"]],
      [0, ["0"]],
      [0, []],
    ];
    for (const [lowest, texts] of cases) {
      const range = new NudgeRange(texts.map((text) => parseOperator(text)));
      expect(range.of(new Float64Array(texts.length).fill(3))).toEqual({ lowest, value: 0, source: "exact" });
    }
  });
});

describe("bound", () => {
  test("is never below the range", () => {
    const outputs = fc.tuple(
      hermitianSums({ qubits: 6, maxTerms: 4 }),
      hermitianSums({ qubits: 6, maxTerms: 4 }),
    );
    const nudge = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(outputs, nudge, (operators, strengths) => {
        const { lowest, value, source } = new NudgeRange(operators).of(Float64Array.from(strengths));
        const exact = denseRange(operators, strengths, 6);
        const sum = OperatorSum.sum(operators.map((operator, l) => operator.scale(strengths[l])));
        expect(lowest).toBeLessThan(hermitianEigen(denseMatrix(sum, 6)).values[0] + 1e-10);
        if (source === "bound") expect(value).toBeGreaterThan(exact - 1e-10);
        else expect(Math.abs(value - exact)).toBeLessThan(1e-10);
      }),
      { numRuns: 20, seed: 21 },
    );
  });

  test("is 2 Σ|c| beyond four qubits, identities left out", () => {
    const outputs = [parseOperator("3 + X0 X1 X2 X3 X4 + 0.5 Z0"), parseOperator("Z0")];
    expect(new NudgeRange(outputs).of(Float64Array.of(1, -0.25))).toEqual({
      lowest: 1.75,
      value: 2.5,
      source: "bound",
    });
    const long = parseOperator("sum(j=0..10, Z[j])");
    expect(new NudgeRange([long]).of(Float64Array.of(-1))).toEqual({
      lowest: -11,
      value: 22,
      source: "bound",
    });
  });
});

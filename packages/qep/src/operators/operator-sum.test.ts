import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix, largestDifference, multiplyMatrices } from "../../test/support/dense.ts";
import { hermitianSums, pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { OperatorSum, requireHermitian, requireWithin } from "./operator-sum.ts";
import { PauliString } from "./pauli-string.ts";

const { pauli } = OperatorSum;
const i = { re: 0, im: 1 };

/** Complex sums, on three qubits so that their matrices are quick. */
const QUBITS = 3;
const complexSums = fc
  .array(fc.tuple(pauliLetters(QUBITS), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
    maxLength: 6,
  })
  .map((terms) =>
    OperatorSum.sum(terms.map(([text, re, im]) => OperatorSum.of(stringOf(text)).scale({ re, im }))),
  );
const matrix = (operator: OperatorSum) => denseMatrix(operator, QUBITS);

describe("terms", () => {
  test("equal strings merge in order of first appearance, exact zeros disappear", () => {
    const sum = OperatorSum.sum([
      pauli("X", 1),
      pauli("Z", 0),
      pauli("X", 1).scale(2),
      pauli("Y", 7),
      pauli("Y", 7).scale(-1),
    ]);
    expect(String(sum)).toBe("3 X1 + Z0");
    expect(sum.minus(sum).terms).toEqual([]);
    expect(OperatorSum.zero.plus(pauli("X", 0)).equals(pauli("X", 0))).toBe(true);
  });

  test("support, size, coefficients on far sites", () => {
    const sum = pauli("X", 200).times(pauli("Z", 3)).scale(2).plus(OperatorSum.identity.scale(5));
    expect(sum.support).toEqual([3, 200]);
    expect(sum.minimalQubits).toBe(201);
    expect(sum.coefficientOf(sum.terms[0].string)).toEqual({ re: 2, im: 0 });
    expect(sum.coefficientOf(PauliString.identity)).toEqual({ re: 5, im: 0 });
    expect(sum.coefficientOf(PauliString.single("X", 200))).toEqual({ re: 0, im: 0 });
    expect(sum.largestCoefficient()).toBe(5);
    expect([OperatorSum.zero.minimalQubits, OperatorSum.zero.largestCoefficient()]).toEqual([0, 0]);
    expect(OperatorSum.zero.support).toEqual([]);
  });

  test("coefficients must be finite", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => pauli("X", 4).scale(bad)).toThrow(expect.objectContaining({ code: "not-finite" }));
      expect(() => OperatorSum.of(PauliString.single("X", 4), bad)).toThrow(
        /coefficient of X4 is (NaN|Infinity)/,
      );
    }
  });

  test("simplify drops what is at most the tolerance, and only that", () => {
    const sum = OperatorSum.sum([
      pauli("X", 0).scale(1e-3),
      pauli("Z", 0).scale(-2e-3),
      pauli("Y", 0).scale({ re: 0, im: 1e-4 }),
    ]);
    expect(String(sum.simplify(1e-3))).toBe("-0.002 Z0");
    expect(sum.simplify().equals(sum)).toBe(true);
  });

  test("sites move together", () => {
    expect(String(pauli("X", 0).times(pauli("Y", 2)).plus(pauli("Z", 1)).shifted(8))).toBe("X8 Y10 + Z9");
  });
});

describe("algebra", () => {
  test("X Y = i Z, on every word of the masks", () => {
    for (const site of [0, 31, 32, 64, 200]) {
      const product = pauli("X", site).times(pauli("Y", site));
      expect(product.equals(pauli("Z", site).scale(i))).toBe(true);
      expect(
        pauli("Y", site)
          .times(pauli("X", site))
          .equals(pauli("Z", site).scale({ re: 0, im: -1 })),
      ).toBe(true);
    }
  });

  test("[X, Y] = 2i Z and commuting strings give zero", () => {
    expect(
      pauli("X", 200)
        .commutator(pauli("Y", 200))
        .equals(pauli("Z", 200).scale({ re: 0, im: 2 })),
    ).toBe(true);
    const [xx, zz] = ["XX", "ZZ"].map((text) => OperatorSum.of(stringOf(text)));
    expect(xx.commutator(zz).terms).toEqual([]);
  });

  test("sum, scale, product, commutator and adjoint as matrices", () => {
    fc.assert(
      fc.property(complexSums, complexSums, (a, b) => {
        const [ab, ba] = [multiplyMatrices(matrix(a), matrix(b)), multiplyMatrices(matrix(b), matrix(a))];
        expect(largestDifference(matrix(a.times(b)), ab)).toBe(0);
        const commutator = { re: ab.re.map((v, k) => v - ba.re[k]), im: ab.im.map((v, k) => v - ba.im[k]) };
        expect(largestDifference(matrix(a.commutator(b)), commutator)).toBe(0);
        const sum = {
          re: matrix(a).re.map((v, k) => v + matrix(b).re[k]),
          im: matrix(a).im.map((v, k) => v + matrix(b).im[k]),
        };
        expect(largestDifference(matrix(a.plus(b)), sum)).toBe(0);
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
        const order = 2 ** QUBITS;
        const transposed = (values: Float64Array) =>
          values.map((_, k) => values[(k % order) * order + Math.floor(k / order)]);
        const dagger = { re: transposed(matrix(a).re), im: transposed(matrix(a).im).map((value) => -value) };
        expect(largestDifference(matrix(a.adjoint()), dagger)).toBe(0);
        expect(a.times(b).adjoint().equals(b.adjoint().times(a.adjoint()))).toBe(true);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test("scaling by i twice is scaling by −1", () => {
    fc.assert(
      fc.property(complexSums, (a) => a.scale(i).scale(i).equals(a.scale(-1))),
      { seed: 5 },
    );
  });

  test("equals compares within a tolerance", () => {
    const a = pauli("X", 0);
    const b = a.plus(pauli("Z", 0).scale(1e-9));
    expect([a.equals(b), a.equals(b, 1e-10), a.equals(b, 1e-9)]).toEqual([false, false, true]);
  });
});

describe("hermiticity and reality", () => {
  test("A + A† is Hermitian, i times it is not", () => {
    fc.assert(
      fc.property(complexSums, (a) => {
        const hermitian = a.plus(a.adjoint());
        expect(hermitian.isHermitian()).toBe(true);
        fc.pre(hermitian.terms.length > 0);
        expect(hermitian.scale(i).isHermitian()).toBe(false);
      }),
      { seed: 6 },
    );
  });

  test("a tolerance is relative to the largest coefficient", () => {
    const nearly = pauli("X", 0)
      .scale(100)
      .plus(pauli("Y", 0).scale({ re: 1, im: 1e-9 }));
    expect([nearly.isHermitian(), nearly.isHermitian(1e-12), nearly.isHermitian(2e-11)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("isReal says whether the matrix is real", () => {
    fc.assert(
      fc.property(complexSums, (a) => {
        expect(a.isReal).toBe(matrix(a).im.every((value) => value === 0));
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(hermitian("Y0 Y1").isReal && !hermitian("Y0").isReal && pauli("Y", 0).scale(i).isReal).toBe(true);
  });

  function hermitian(text: string): OperatorSum {
    return text
      .split(" ")
      .map((factor) => pauli(factor[0] as "Y", Number(factor[1])))
      .reduce((product, factor) => product.times(factor));
  }

  test("requireHermitian names place, term and coefficient", () => {
    expect(() =>
      requireHermitian(pauli("Z", 0).plus(pauli("X", 3).scale({ re: 1, im: -2 })), "output up"),
    ).toThrow(
      expect.objectContaining({
        code: "not-hermitian",
        message: expect.stringMatching(
          /^output up: the operator is not Hermitian: the coefficient of X3 is \(1-2i\)/,
        ),
        context: { where: "output up", terms: ["X3"] },
      }),
    );
    expect(() => requireHermitian(pauli("Y", 0), "output up")).not.toThrow();
  });

  test("requireWithin names the qubit and the range", () => {
    const operator = pauli("X", 4);
    expect(() => requireWithin(operator, 5, "input g")).not.toThrow();
    expect(() => requireWithin(operator, 4, "input g")).toThrow(
      /^input g: the operator acts on qubit 4, but the system has 4 qubits \(0 to 3\)\. Correct/,
    );
    expect(() => requireWithin(operator, 1, "input g")).toThrow(/the system has 1 qubit \(0\)/);
  });
});

test("random Hermitian sums have Hermitian matrices", () => {
  fc.assert(
    fc.property(hermitianSums({ qubits: QUBITS, maxTerms: 8 }), (a) => {
      expect(a.isHermitian() && a.equals(a.adjoint())).toBe(true);
      const { order, re, im } = matrix(a);
      for (let k = 0; k < order * order; k++) {
        const across = (k % order) * order + Math.floor(k / order);
        expect([re[k], im[k]]).toEqual([re[across], -im[across] + 0]);
      }
    }),
    { numRuns: 20, seed: 8 },
  );
});

describe("text", () => {
  test.each<[OperatorSum, string]>([
    [OperatorSum.zero, "0"],
    [OperatorSum.identity, "1"],
    [OperatorSum.identity.scale(-0.5), "-0.5"],
    [pauli("X", 0).scale(-1), "-X0"],
    [pauli("Z", 1).minus(pauli("Z", 0).scale(2)), "Z1 - 2 Z0"],
    [pauli("Z", 0).scale({ re: -1, im: -2 }).plus(OperatorSum.identity.scale(i)), "(-1-2i) Z0 + (0+1i) I"],
    [pauli("Y", 200).scale(1e-21), "1e-21 Y200"],
  ])("%s", (operator, text) => {
    expect(String(operator)).toBe(text);
    expect(JSON.stringify(operator)).toBe(`"${text}"`);
  });
});

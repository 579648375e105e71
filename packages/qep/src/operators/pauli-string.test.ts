import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix, multiplyMatrices } from "../../test/support/dense.ts";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { OperatorSum } from "./operator-sum.ts";
import { bitCount, MAX_SITE, type PauliLetter, PauliString } from "./pauli-string.ts";

const single = PauliString.single;

describe("one site", () => {
  test.each<[PauliLetter, PauliLetter, string, number]>([
    ["X", "Y", "Z", 1],
    ["Y", "X", "Z", 3],
    ["Y", "Z", "X", 1],
    ["Z", "Y", "X", 3],
    ["Z", "X", "Y", 1],
    ["X", "Z", "Y", 3],
    ["X", "X", "I", 0],
    ["Y", "Y", "I", 0],
    ["Z", "Z", "I", 0],
  ])("%s %s = i^power %s", (a, b, letter, power) => {
    for (const site of [0, 5, 31, 32, 63, 64, 200]) {
      const product = single(a, site).times(single(b, site));
      expect(product.string.toString()).toBe(letter === "I" ? "I" : `${letter}${site}`);
      expect(product.power).toBe(power);
    }
  });

  test("letters, support and size", () => {
    const string = stringOf("XIYZ").times(single("Y", 200)).string;
    expect(string.support).toEqual([0, 2, 3, 200]);
    expect([0, 1, 2, 3, 199, 200, 201].map((site) => string.letterAt(site)).join("")).toBe("XIYZIYI");
    expect([string.yCount, string.minimalQubits, string.toString()]).toEqual([2, 201, "X0 Y2 Z3 Y200"]);
    expect([PauliString.identity.minimalQubits, PauliString.identity.toString()]).toEqual([0, "I"]);
    expect([PauliString.identity.isIdentity, string.isIdentity]).toEqual([true, false]);
  });

  test("sites move together", () => {
    expect(stringOf("XYZ").shifted(99).toString()).toBe("X99 Y100 Z101");
  });

  test.each([-1, 0.5, MAX_SITE + 1, Number.NaN])("site %d is refused", (site) => {
    expect(() => single("X", site)).toThrow(
      expect.objectContaining({ code: "qubit-out-of-range", context: { site, letter: "X" } }),
    );
  });

  test("the last site is allowed", () => {
    expect(single("Z", MAX_SITE).minimalQubits).toBe(MAX_SITE + 1);
  });
});

describe("products against matrices", () => {
  const qubits = 3;
  const letters = pauliLetters(qubits);

  test("P·Q = i^power R, and commuting as matrices do", () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const [p, q] = [stringOf(a), stringOf(b)];
        const { string, power } = p.times(q);
        const matrix = (s: PauliString) => denseMatrix(OperatorSum.of(s), qubits);
        const product = multiplyMatrices(matrix(p), matrix(q));
        const phase = [
          { re: 1, im: 0 },
          { re: 0, im: 1 },
          { re: -1, im: 0 },
          { re: 0, im: -1 },
        ][power];
        expect(product).toEqual(denseMatrix(OperatorSum.of(string).scale(phase), qubits));
        const isSymmetric = String([...product.re, ...product.im]) === String(reversedProduct(p, q));
        expect(p.commutesWith(q)).toBe(isSymmetric);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  function reversedProduct(p: PauliString, q: PauliString) {
    const matrix = (s: PauliString) => denseMatrix(OperatorSum.of(s), qubits);
    const { re, im } = multiplyMatrices(matrix(q), matrix(p));
    return [...re, ...im];
  }

  test("keys are equal exactly for equal strings", () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        expect(stringOf(a).key === stringOf(b).key).toBe(a === b);
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

test("bits are counted over any number of words", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (bits) => {
      expect(bitCount(bits)).toBe(bits.toString(2).replaceAll("0", "").length);
    }),
    { seed: 3 },
  );
  expect(bitCount(2n ** 320n - 1n)).toBe(320);
});

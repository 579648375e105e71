import { describe, expect, test } from "vitest";
import { wordOf } from "../kernels/basis-states.ts";
import { BosonModes } from "./boson-modes.ts";
import { denseOperator } from "./dense-operator.ts";
import type { OperatorSum } from "./operator-sum.ts";
import { parseOperator } from "./parse-operator.ts";

/** The matrix of a real operator, row by row, without what rounding leaves of zeros. */
function matrixOf(operator: OperatorSum, qubits: number): number[][] {
  const { re, im } = denseOperator(operator, qubits);
  expect(Math.max(...im.map(Math.abs))).toBeLessThan(1e-15);
  const order = 2 ** qubits;
  return Array.from({ length: order }, (_, row) =>
    Array.from(re.subarray(row * order, (row + 1) * order), (value) => (Math.abs(value) < 1e-15 ? 0 : value)),
  );
}

describe.each([2, 3, 4, 5, 8])("one mode of %i levels", (levels) => {
  const mode = new BosonModes(1, levels);
  const b = matrixOf(mode.annihilation(0), mode.qubits);

  test("b|n⟩ = √n |n−1⟩, and nothing else", () => {
    for (const [row, values] of b.entries()) {
      for (const [column, value] of values.entries()) {
        const expected = row === column - 1 && column < levels ? Math.sqrt(column) : 0;
        expect(value).toBeCloseTo(expected, 14);
      }
    }
  });

  test("b† is the transpose, n counts, [b, b†] = 1 but for the highest level", () => {
    const creation = matrixOf(mode.creation(0), mode.qubits);
    expect(creation).toEqual(b.map((_, row) => b.map((values) => values[row])));
    const number = matrixOf(mode.number(0), mode.qubits);
    expect(number.map((values, row) => values[row])).toEqual(number.map((_, n) => n));
    const [lower, raise] = [mode.annihilation(0), mode.creation(0)];
    const commutator = matrixOf(lower.times(raise).minus(raise.times(lower)), mode.qubits);
    for (let n = 0; n < levels; n++) {
      expect(commutator[n]?.[n]).toBeCloseTo(n === levels - 1 ? 1 - levels : 1, 13);
    }
  });
});

test("modes stand side by side, and hopping is Hermitian and real", () => {
  const modes = new BosonModes(3, 3);
  expect(modes.qubits).toBe(6);
  expect(modes.annihilation(2).equals(modes.annihilation(0).shifted(4))).toBe(true);
  const hop = modes.hopping(0, 2);
  expect([hop.isHermitian(), hop.isReal, hop.minimalQubits]).toEqual([true, true, 6]);
  // ⟨1,0,0| b†_0 b_2 |0,0,1⟩ = 1, ⟨2,0,1| b†_0 b_2 |1,0,2⟩ = √2·√2
  const matrix = matrixOf(hop, 6);
  expect(matrix[0b000001]?.[0b010000]).toBeCloseTo(1, 14);
  expect(matrix[0b010010]?.[0b100001]).toBeCloseTo(2, 14);
});

describe("the space", () => {
  test("has fewer than d bosons in each mode", () => {
    const space = new BosonModes(2, 3).space();
    const words = Array.from({ length: space.count }, (_, k) => Number(wordOf(space, k)));
    expect(words.map((word) => [word & 3, word >> 2])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 1],
      [1, 1],
      [2, 1],
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  test("of N bosons in L modes without cut has binomially many states", () => {
    // C(N + L − 1, N)
    expect(new BosonModes(6, 7).space(6).count).toBe(462);
    expect(new BosonModes(12, 4).space(3).count).toBe(364);
    // Two of four bosons at most in a mode: 3^3 numbers, of which these sum to 4.
    expect(new BosonModes(3, 3).space(4).count).toBe(6);
  });

  test.each([
    [() => new BosonModes(0, 3), /at least one mode of at least two levels/],
    [() => new BosonModes(2, 1), /given 2 modes of 1 levels/],
    [() => new BosonModes(2, 2.5), /whole numbers/],
    [() => new BosonModes(2, 3).space(5), /a whole number from 0 to 4, .* it is 5/],
    [() => new BosonModes(2, 3).space(1.5), /it is 1.5/],
    [() => new BosonModes(33, 3).space(2), /1 to 64 qubits, given 66/],
    [() => new BosonModes(2, 3).number(2), /there is no mode 2: the bosons have modes 0 to 1/],
  ])("refuses what cannot be, %#", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("operator text with bosons", () => {
  const bosons = new BosonModes(3, 4);
  const read = (text: string) => parseOperator(text, { bosons });

  test("b, b+ and n act on modes", () => {
    expect(read("b2").equals(bosons.annihilation(2))).toBe(true);
    expect(read("b+[2-1]").equals(bosons.creation(1))).toBe(true);
    expect(read("n1").equals(bosons.number(1))).toBe(true);
    expect(read("b+0 b1 + b+1b0").equals(bosons.hopping(0, 1), 1e-15)).toBe(true);
    const sum = bosons.number(0).plus(bosons.number(1).times(bosons.number(1)).scale(2));
    expect(read("n0 + 2 n1 n1").equals(sum, 1e-15)).toBe(true);
    expect(read("sum(j=0..1, b+[j] b[j+1])").equals(read("b+0 b1 + b+1 b2"), 1e-15)).toBe(true);
    // X, Y, Z are those of qubits, two for each mode.
    expect(String(read("Z6"))).toBe("Z6");
  });

  test.each([
    ["n3", /column 2 .*site 3 is out of range: the bosons have sites 0 to 2/],
    ["b", /expected a site/],
    ["b + 0", /expected a site/],
    ["b +0", /expected a site/],
    ["c0", /known are X, Y, Z, n, I, Sx, Sy, Sz, Sp, Sm, b, b\+ and sum/],
  ])("%s is an error", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("without bosons there is no b", () => {
    expect(() => parseOperator("b0")).toThrow(
      /"b" is not an operator; known are X, Y, Z, n, I, Sx, Sy, Sz, Sp, Sm and sum/,
    );
  });
});

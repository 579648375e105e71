import { describe, expect, test } from "vitest";
import { annihilation, creation, fermionNumber, hopping, pairing } from "./jordan-wigner.ts";
import { OperatorSum } from "./operator-sum.ts";

const anticommutator = (a: OperatorSum, b: OperatorSum) => a.times(b).plus(b.times(a));

describe("canonical anticommutation relations of four modes", () => {
  const modes = [0, 1, 2, 3];

  test.each(modes.flatMap((a) => modes.map((b) => [a, b] as const)))("%i and %i", (a, b) => {
    expect(anticommutator(annihilation(a), annihilation(b)).terms).toEqual([]);
    const expected = a === b ? OperatorSum.identity : OperatorSum.zero;
    expect(anticommutator(annihilation(a), creation(b)).equals(expected)).toBe(true);
  });
});

test("c†c is the number operator (1 − Z)/2, which c† raises", () => {
  const number = fermionNumber(2);
  expect(String(number)).toBe("0.5 - 0.5 Z2");
  expect(creation(2).times(annihilation(2)).equals(number)).toBe(true);
  expect(number.commutator(creation(2)).equals(creation(2))).toBe(true);
});

test("hopping and pairing of distant modes carry the string between them", () => {
  expect(String(hopping(0, 2))).toBe("0.5 Y0 Z1 Y2 + 0.5 X0 Z1 X2");
  expect(pairing(0, 2).equals(pairing(2, 0).scale(-1))).toBe(true);
  for (const operator of [hopping(1, 3), hopping(3, 1), pairing(0, 3)])
    expect(operator.isHermitian()).toBe(true);
});

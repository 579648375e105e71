import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pauliLetters, stringOf } from "../../test/support/random-operators.ts";
import { parseOperator } from "./parse-operator.ts";
import type { PauliString } from "./pauli-string.ts";
import { stringsOf, timeReversal } from "./time-reversal.ts";

const of = (qubits: number, text: string) => timeReversal(stringsOf([parseOperator(text)]), qubits);
const everyString = Array.from({ length: 64 }, (_, index) =>
  stringOf([0, 2, 4].map((shift) => "IXYZ"[(index >> shift) & 3]).join("")),
);

/** P K S (P K)⁻¹ = S, from the definition. */
const isReversal = (reversal: PauliString, string: PauliString) =>
  reversal.commutesWith(string) === (string.yCount % 2 === 0);

describe("time reversal by a Pauli string and complex conjugation", () => {
  test.each([
    ["real operators need no string", 3, "X0 X1 + Y0 Y2 + Z1", "I"],
    ["a field along Y: Y and Z change places everywhere", 2, "X0 X1 + Y0 + Y1", "X0 X1"],
    ["one site is enough", 3, "Z0 Z1 + X0 + Z1 Z2 + Y2", "Z2"],
    ["a Dzyaloshinskii–Moriya term between two spins", 2, "X0 Y1 - Y0 X1 + Z0 Z1", "Z0"],
    ["three axes on one site leave none", 2, "X0 + Y0 + Z0 + Z0 Z1", null],
    ["all of two spins' bilinear terms need Y on both", 2, "(X0 + Y0 + Z0) (X1 + Y1 + Z1)", "Y0 Y1"],
    [
      "of three spins a Y on each, an odd number: Kramers",
      3,
      "(X0 + Y0 + Z0) (X1 + Y1 + Z1) + (X1 + Y1 + Z1) (X2 + Y2 + Z2)",
      null,
    ],
    [
      "an idle fourth spin makes the number even",
      4,
      "(X0 + Y0 + Z0) (X1 + Y1 + Z1) + (X1 + Y1 + Z1) (X2 + Y2 + Z2)",
      "Y0 Y1 Y2 Y3",
    ],
  ])("%s", (_, qubits, text, expected) => {
    expect(of(qubits, text)?.toString() ?? null).toBe(expected);
  });

  test("one is found exactly where one of all strings is one, with an even number of Y", () => {
    const strings = fc.array(pauliLetters(3).map(stringOf), { minLength: 1, maxLength: 8 });
    const found = [0, 0];
    fc.assert(
      fc.property(strings, (list) => {
        const exists = everyString.some((p) => p.yCount % 2 === 0 && list.every((s) => isReversal(p, s)));
        const reversal = timeReversal(list, 3);
        expect(reversal !== null).toBe(exists);
        found[exists ? 1 : 0]++;
        if (reversal) for (const string of list) expect(isReversal(reversal, string)).toBe(true);
        if (reversal) expect(reversal.yCount % 2).toBe(0);
      }),
      { numRuns: 400, seed: 3 },
    );
    expect(Math.min(...found)).toBeGreaterThan(40);
  });

  test("beyond a machine word", () => {
    const reversal = of(100, "sum(j=0..98, X[j] X[j+1]) + sum(j=0..99, Y[j])");
    expect(reversal?.support).toHaveLength(100);
  });
});

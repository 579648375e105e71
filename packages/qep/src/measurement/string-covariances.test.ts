import { expect, test } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import { stringPairs } from "./allocation.ts";
import { readBasis } from "./basis-reading.ts";
import { gatherCounts } from "./counts.ts";
import { observableStrings } from "./observable-strings.ts";
import { basisCosts, measuredCovariances, unknownCovariances } from "./string-covariances.ts";

const observables = observableStrings([{ name: "a", operator: parseOperator("Z0 + 2 Z1 + X0") }], 2);
const pairs = stringPairs(observables, Float64Array.of(3));
const inBasis = (letters: string, outcomes: number[]) => ({
  reading: readBasis({ kind: "pauli", letters }, observables.strings, 2),
  counts: [gatherCounts(2, Uint32Array.from(outcomes))],
});

test("covariances are pooled over bases and drawn to 1 on the diagonal by two shots", () => {
  // ZZ: Z0 Z1 = ++, ++, −−, +−. XZ: X0 = +, −; Z1 = +, +.
  const counted = [inBasis("ZZ", [0, 0, 3, 2]), inBasis("XZ", [0, 1])];
  const found = measuredCovariances(pairs, 3, counted);
  const byPair = new Map(pairs.map(({ first, second }, e) => [`${first}${second}`, found[e]]));
  // ⟨Z0⟩ = 1/2, ⟨Z1⟩ = 1/3 of six shots, ⟨Z0 Z1⟩ = 1/2.
  expect(byPair.get("00")).toBeCloseTo((4 * (1 - 1 / 4) + 2) / 6, 14);
  expect(byPair.get("11")).toBeCloseTo((6 * (1 - 1 / 9) + 2) / 8, 14);
  expect(byPair.get("01")).toBeCloseTo((4 * (1 / 2 - 1 / 6)) / 6, 14);
  expect(byPair.get("22")).toBeCloseTo(1, 14);
  // Never read together: nothing is known, and nothing is assumed.
  expect(byPair.get("02")).toBe(0);
});

test("a pair costs twice its covariance times coefficients and squared weight, and inversion of errors adds variance", () => {
  const readings = [inBasis("ZZ", [0]).reading];
  const errors = { p01: [0.1, 0], p10: [0.1, 0] };
  const covariances = unknownCovariances(pairs).map((value) => value || 0.5);
  const [{ first, second, values }] = basisCosts(readings, pairs, covariances, errors);
  const cost = Object.fromEntries(Array.from(first, (k, e) => [`${k}${second[e]}`, values[e]]));
  expect(cost).toEqual({
    "00": expect.closeTo(9 / 0.64, 12),
    "01": expect.closeTo(2 * 9 * 2 * 0.5, 12),
    "11": expect.closeTo(9 * 4, 12),
  });
});

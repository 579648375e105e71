import { expect, it } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import { observableStrings, stringWeights } from "./observable-strings.ts";

const observables = observableStrings(
  ["2 - 3 Z0 + X1", "0.5 X1 + 4", "7"].map((text) => ({ name: text, operator: parseOperator(text) })),
  2,
);

it("lists each string once, in order of appearance, and keeps multiples of the identity apart", () => {
  expect(observables.strings.map(String)).toEqual(["Z0", "X1"]);
  expect(observables.observables.map(({ constant, columns }) => [constant, [...columns]])).toEqual([
    [2, [0, 1]],
    [4, [1]],
    [7, []],
  ]);
  expect(observables.observables.map(({ coefficients }) => [...coefficients])).toEqual([[-3, 1], [0.5], []]);
});

it("weighs a string by what an error of it does to all observables, (Σ_i w_i² c_ik²)^½", () => {
  const weights = stringWeights(observables, Float64Array.of(2, 6, 5));
  expect([...weights]).toEqual([6, expect.closeTo(Math.sqrt(2 ** 2 + (6 * 0.5) ** 2), 14)]);
});

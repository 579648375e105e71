import { expect, test } from "vitest";
import { drawDisorder } from "./disorder.ts";
import { edwardsAnderson, sherringtonKirkpatrick } from "./spin-glass.ts";
import { spinLattice } from "./spin-lattice.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Means of 20000 numbers: five standard errors are 0.036 for a unit variance; at a fixed seed it holds or it does not.
test.each([
  ["normal", 1, 3],
  ["plus-minus", 1, 1],
  ["uniform", 1 / 3, 1 / 5],
] as const)("%s: mean 0, variance %d, fourth moment %d", (distribution, variance, fourth) => {
  const values = drawDisorder("test", { seed: 1, distribution }, 20_000);
  expect(Math.abs(mean(values))).toBeLessThan(0.036);
  expect(mean(values.map((value) => value ** 2))).toBeCloseTo(variance, 1);
  expect(Math.abs(mean(values.map((value) => value ** 4)) - fourth)).toBeLessThan(0.35);
});

test("a seed is an instance; fields and couplings of one seed differ; a longer list begins with a shorter one", () => {
  const draw = (purpose: string, seed: number, count = 4) =>
    drawDisorder(purpose, { seed, distribution: "normal" }, count);
  expect(draw("field", 1)).toEqual(draw("field", 1));
  expect(draw("field", 1)).not.toEqual(draw("field", 2));
  expect(draw("field", 1)).not.toEqual(draw("couplings", 1));
  expect(draw("field", 1, 9).slice(0, 4)).toEqual(draw("field", 1));
});

test("Sherrington–Kirkpatrick: couplings of all pairs, scaled by 1/√N", () => {
  const disorder = { seed: 7, distribution: "plus-minus" } as const;
  const { inputs, lattice } = sherringtonKirkpatrick({ sites: 4, disorder });
  expect(lattice.bonds.map(({ sites }) => sites.join(""))).toEqual(["01", "02", "03", "12", "13", "23"]);
  const draws = drawDisorder("couplings", disorder, 6);
  expect(inputs[0]?.operator.terms.map(({ coefficient }) => coefficient.re)).toEqual(
    draws.map((d) => -d / 2),
  );
  expect(inputs.map(({ name }) => name)).toEqual(["J", "gX", "gZ"]);
});

test("Edwards–Anderson: a coupling for each bond of the lattice", () => {
  const disorder = { seed: 7, distribution: "normal" } as const;
  const { inputs } = edwardsAnderson({ lattice: { kind: "chain", sites: 4, boundary: "open" }, disorder });
  const [a, b, c] = drawDisorder("couplings", disorder, 3) as [number, number, number];
  const coefficients = inputs[0]?.operator.terms.map(({ coefficient, string }) => [
    String(string),
    coefficient.re,
  ]);
  expect(coefficients).toEqual([
    ["Z0 Z1", -a],
    ["Z1 Z2", -b],
    ["Z2 Z3", -c],
  ]);
});

test("a random field is an input of its own", () => {
  const randomField = { seed: 2, distribution: "uniform" } as const;
  const { inputs } = spinLattice({
    exchange: "heisenberg",
    lattice: { kind: "chain", sites: 3 },
    fields: ["X"],
    randomField,
  });
  expect(inputs.map(({ name }) => name)).toEqual(["J", "hX", "W"]);
  expect(inputs[2]?.operator.terms.map(({ coefficient }) => coefficient.re)).toEqual(
    drawDisorder("field", randomField, 3),
  );
});

test("a glass needs two sites", () => {
  const disorder = { seed: 1, distribution: "normal" } as const;
  expect(() => sherringtonKirkpatrick({ sites: 1, disorder })).toThrow(
    /^sherrington-kirkpatrick: sites must be/,
  );
});

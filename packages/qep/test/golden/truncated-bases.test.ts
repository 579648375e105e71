import { describe, expect, test } from "vitest";
import {
  boseHubbard,
  type Model,
  type Position,
  parseOperator,
  rydbergArray,
  System,
  solveGroundLevel,
} from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import golden from "./truncated-bases.json" with { type: "json" };

// Energies and occupations of make_truncated_bases.py (numpy, scipy): dictionaries of strings and of occupation numbers.

const { tolerance } = golden.header;

/** Lowest energies, and expectation values in the ground state. */
function solve(model: Model, inputs: readonly number[], texts: readonly string[], states: number) {
  const { qubits, space, bosons } = model;
  const system = new System({ qubits, space, inputs: model.inputs });
  const observables = texts.map((text) => ({ name: text, operator: parseOperator(text, { bosons }) }));
  return solveGroundLevel(system, Float64Array.from(inputs), new Float64Array(0), testKernels(), {
    states,
    observables,
  });
}

function expectClose(given: readonly number[], expected: readonly number[]): void {
  expect(given).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) {
    expect(Math.abs((given[k] as number) - value)).toBeLessThan(10 * tolerance);
  }
}

describe("Rydberg atoms under a blockade", () => {
  test.each(golden.rydberg.map((one, index) => [index, one.positions.length, one] as const))(
    "case %i: %i atoms",
    (_, atoms, one) => {
      const model = rydbergArray({
        positions: one.positions.map(([x, y]) => [x as number, y as number] as const),
        detuning: "local",
        blockade: { radius: one.radius },
      });
      expect(model.space?.count).toBe(one.states);
      const texts = Array.from({ length: atoms }, (_, j) => `n${j}`);
      const level = solve(model, [one.Omega, ...one.Delta, one.C6], texts, one.energies.length);
      expectClose(level.energies, one.energies);
      expectClose(level.expectations, one.excited);
    },
  );
});

describe("Bose-Hubbard", () => {
  test.each(golden.bosons.map((one, index) => [index, one.sites, one] as const))(
    "case %i: %i sites",
    (_, sites, one) => {
      const { particles, levels } = one;
      const graph = {
        kind: "graph",
        positions: Array.from({ length: sites }, (_, j): Position => [j, 0]),
        bonds: one.bonds.map(([i, j]) => [i as number, j as number] as const),
      } as const;
      const model = boseHubbard({
        lattice: graph,
        levels,
        ...(particles !== null && { particles }),
        energies: "local",
      });
      expect(model.space?.count).toBe(one.states);
      const inputs = [one.J, one.U, ...(particles === null ? [one.mu] : []), ...one.onsite];
      expect(model.inputs).toHaveLength(inputs.length);
      const places = Array.from({ length: sites }, (_, j) => j);
      const texts = [...places.map((j) => `n${j}`), ...places.map((j) => `n${j} n${j}`), "b+0 b1 + b+1 b0"];
      const level = solve(model, inputs, texts, one.energies.length);
      expectClose(level.energies, one.energies);
      expectClose(level.expectations, [...one.numbers, ...one.squares, one.hop]);
    },
  );
});

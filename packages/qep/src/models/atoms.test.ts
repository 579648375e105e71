import { describe, expect, test } from "vitest";
import { longRangeIsing } from "./long-range-ising.ts";
import { rydbergArray } from "./rydberg-array.ts";

describe("Rydberg atoms", () => {
  const positions = [
    [0, 0],
    [2, 0],
    [0, 1],
  ] as const;

  test("inputs of a uniform and of local detunings", () => {
    const names = (detuning: "uniform" | "local") =>
      rydbergArray({ positions, detuning }).inputs.map(({ name }) => name);
    expect(names("uniform")).toEqual(["Omega", "Delta", "C6"]);
    expect(names("local")).toEqual(["Omega", "Delta0", "Delta1", "Delta2", "C6"]);
  });

  test("the Rydberg state has Z = −1 unless said otherwise", () => {
    const [fraction] = rydbergArray({ positions }).observables;
    expect(String(fraction?.operator.scale(3))).toBe("1.5 - 0.5 Z0 - 0.5 Z1 - 0.5 Z2");
  });

  test("the observables are of the excited atoms and the closest pair", () => {
    const [fraction, pair] = rydbergArray({ positions, n: "up" }).observables;
    expect(String(fraction?.operator.scale(3))).toBe("1.5 + 0.5 Z0 + 0.5 Z1 + 0.5 Z2");
    expect([pair?.name, String(pair?.operator)]).toEqual(["n0 n2", "0.25 + 0.25 Z2 + 0.25 Z0 + 0.25 Z0 Z2"]);
  });

  test("a blockade leaves out both excited, which is Z = −1 or 1, and names the closest pair that can be", () => {
    const words = (n: "down" | "up") => {
      const { space } = rydbergArray({ positions, n, blockade: { radius: 1.5 } });
      return Array.from({ length: space?.count ?? 0 }, (_, k) => space?.words[2 * k]);
    };
    // Atoms 0 and 2 are one apart, the others two and more.
    expect(words("down")).toEqual([0b000, 0b001, 0b010, 0b011, 0b100, 0b110]);
    expect(words("up")).toEqual([0b001, 0b011, 0b100, 0b101, 0b110, 0b111]);
    const named = (radius: number) =>
      rydbergArray({ positions, blockade: { radius } }).observables.map(({ name }) => name);
    expect(named(1.5)).toEqual(["excited fraction", "n0 n1"]);
    expect(named(9)).toEqual(["excited fraction"]);
    // Closer than the radius, not at it.
    expect(named(1)).toEqual(["excited fraction", "n0 n2"]);
    const { lattice } = rydbergArray({ positions, blockade: { radius: 1.5 } });
    expect(lattice.bonds.map(({ kind }) => kind)).toEqual(["C6", "blockade", "C6"]);
  });

  test.each([0, -1, Number.NaN])("a blockade radius of %d is refused", (radius) => {
    expect(() => rydbergArray({ positions, blockade: { radius } })).toThrow(
      /the blockade radius must be positive/,
    );
  });

  test.each([
    [[[0, 0]], /at least two pairs of finite coordinates/],
    [
      [
        [0, 0],
        [0, Number.NaN],
      ],
      /at least two pairs of finite coordinates/,
    ],
    [
      [
        [1, 1],
        [1, 1],
      ],
      /sites 0 and 1 are at the same place/,
    ],
  ] as const)("%j is refused", (places, message) => {
    expect(() => rydbergArray({ positions: places })).toThrow(message);
  });
});

describe("ions", () => {
  test("couplings fall with the distance of the measured positions", () => {
    const [coupling] = longRangeIsing({ positions: [-1, 0, 1.5], alpha: 2 }).inputs;
    expect(coupling?.operator.terms.map(({ coefficient }) => coefficient.re)).toEqual([
      1,
      2.5 ** -2,
      1.5 ** -2,
    ]);
  });

  test.each([
    [{ alpha: 1 }, /give either sites .* or positions/],
    [{ alpha: 1, sites: 2, positions: [0, 1] }, /give either sites .* or positions/],
    [{ alpha: -1, sites: 2 }, /alpha must be a finite number of at least 0, it is -1/],
    [{ alpha: 1, sites: 1 }, /sites must be a whole number of at least 2, it is 1/],
    [{ alpha: 1, positions: [0] }, /at least two ascending numbers, they are \[0\]/],
    [{ alpha: 1, positions: [0, 1, 1] }, /ascending numbers, they are \[0, 1, 1\]/],
  ])("%j is refused", (options, message) => {
    expect(() => longRangeIsing(options)).toThrow(message);
  });
});

import { readFileSync } from "node:fs";
import { compileKernels, evaluateOutputs, instantiateKernels, type Kernels } from "qep";
import { beforeAll, describe, expect, test } from "vitest";
import { mapBoundaries, mapPoints } from "./map-points.ts";
import { openWorkbench } from "./workbench.ts";

/** A transverse-field Ising ring; its field is an input, its coupling a parameter. */
const RING = `
schemaVersion: 1
system:
  qubits: 6
  inputs: { g: "-sum(j=0..5, X[j])" }
  parameters: { J: { operator: "-sum(j=0..5, Z[j] Z[(j+1)%6])", initial: 0.7 } }
  outputs: { field: X0, bond: Z0 Z1 }
at: { g: 0.4 }
`;

let kernels: Kernels;

beforeAll(async () => {
  const bytes = readFileSync(new URL("../../../../packages/qep/wasm/kernels-simd.wasm", import.meta.url));
  kernels = instantiateKernels(await compileKernels(new Uint8Array(bytes), "simd"));
});

const ask = (knobs: readonly string[], places: readonly (readonly number[])[], observables = "") =>
  mapPoints(openWorkbench(RING, kernels), { experiment: RING, knobs, observables, places });

describe("points of a map", () => {
  test("have the outputs of the library, at inputs and parameters as the place says", async () => {
    const places = [
      [0.5, 1.2],
      [1.5, 0.3],
    ];
    const { columns, rows } = await ask(["J", "g"], places);
    expect(columns).toEqual(["field", "bond", "energy", "gap"]);
    const { exact } = openWorkbench(RING, kernels);
    for (const [index, [J = 0, g = 0]] of places.entries()) {
      const [outputs] = await evaluateOutputs(exact, Float64Array.of(J), [Float64Array.of(g)]);
      expect(rows[index]?.slice(0, 2)).toEqual([...(outputs ?? [])]);
      const [field = 0, bond = 0, energy = 0] = rows[index] ?? [];
      expect(energy).toBeCloseTo(-6 * (g * field + J * bond), 9);
    }
  });

  test("knobs that are not on an axis stand where the experiment has them", async () => {
    const [alone, both] = [await ask(["g"], [[1.2]]), await ask(["g", "J"], [[1.2, 0.7]])];
    expect(alone.rows).toEqual(both.rows);
    expect(alone.rows).not.toEqual((await ask(["g", "J"], [[1.2, 0.8]])).rows);
  });

  test("do not depend on what was asked for before", async () => {
    const places = [0.2, 0.9, 1.7].map((g) => [g, 1] as const);
    const there = await ask(["g", "J"], places, "entropy(0..2)");
    const back = await ask(["g", "J"], [...places].reverse(), "entropy(0..2)");
    expect([...back.rows].reverse()).toEqual(there.rows);
    expect(there.columns[2]).toBe("entropy(0..2)");
  });

  test("what is no quantity is refused in the library's words", async () => {
    await expect(ask(["g"], [[1]], "entropie(0..2)")).rejects.toThrow(/no quantity "entropie"/);
  });
});

test("boundaries are peaks of the curvature of the energy: near g = J for the ring", async () => {
  const values = Array.from({ length: 21 }, (_, k) => 0.1 * k);
  const axes = [
    { name: "g", values },
    { name: "J", values: [1, 1.1, 1.2] },
  ];
  const places = [1, 1.1, 1.2].flatMap((J) => values.map((g) => [g, J]));
  const { columns, rows } = await ask(["g", "J"], places);
  const table = {
    coordinates: ["g", "J"],
    columns,
    rows: rows.map((row, k) => [...(places[k] ?? []), ...row]),
  };
  const along = mapBoundaries({ table, axes, indicator: "energy" }).filter((peak) => peak.along === "g");
  expect(along.map(({ place }) => place[1])).toEqual([1, 1.1, 1.2]);
  // A ring of six has its peak below the critical field.
  for (const {
    place: [g = 0, J = 1],
  } of along)
    expect(Math.abs(g / J - 0.9)).toBeLessThan(0.1);
});

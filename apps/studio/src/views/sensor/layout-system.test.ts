import { describe, expect, test } from "vitest";
import type { ExperimentOutline } from "../../engine/experiment-outline.ts";
import { layoutSystem, middleOf } from "./layout-system.ts";

/** A ring of eight with a sensor of two at its sites 3 and 4. */
const RING = {
  qubits: 10,
  positions: [],
  sensor: [8, 9],
  links: [
    { qubits: [3, 8], parameters: [0] },
    { qubits: [4, 9], parameters: [1] },
    { qubits: [8, 9], parameters: [2] },
  ],
} as unknown as ExperimentOutline;

describe("the drawing of a system", () => {
  const places = layoutSystem(RING);
  const distance = (a: number, b: number) =>
    Math.hypot((places[a]?.x ?? 0) - (places[b]?.x ?? 0), (places[a]?.y ?? 0) - (places[b]?.y ?? 0));

  test("a ring is a ring", () => {
    const sides = Array.from({ length: 8 }, (_, site) => distance(site, (site + 1) % 8));
    for (const side of sides) expect(side).toBeCloseTo(sides[0] ?? 0, 9);
  });

  test("the coupled sites look towards the sensor", () => {
    const nearest = [0, 1, 2, 3, 4, 5, 6, 7]
      .sort((a, b) => (places[b]?.x ?? 0) - (places[a]?.x ?? 0))
      .slice(0, 2);
    expect(nearest.sort()).toEqual([3, 4]);
    expect(Math.min(places[8]?.x ?? 0, places[9]?.x ?? 0)).toBeGreaterThan(places[3]?.x ?? 0);
  });

  test("the middle of three neighbours lies between the other two, also across the end of the ring", () => {
    const at = (...sites: number[]) => sites.flatMap((site) => places[site] ?? []);
    expect(middleOf(at(0, 6, 7))).toBe(places[7]);
    expect(middleOf(at(2, 3, 4))).toBe(places[3]);
  });
});

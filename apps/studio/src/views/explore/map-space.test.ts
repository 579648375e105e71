import { type Triangle, toPixel } from "qep/figures";
import { describe, expect, test } from "vitest";
import {
  nearestCell,
  planeCells,
  planePlaces,
  trianglePlace,
  trianglePlaces,
  trianglePoint,
  zoomed,
} from "./map-space.ts";

describe("a plane", () => {
  const range = { x: [-2, 2], y: [0, 10] } as const;

  test("its places begin with the corners of the coarsest grid and include both ends of each axis", () => {
    const places = planePlaces(range);
    expect(places.slice(0, 2)).toEqual([
      [-2, 0],
      [-1.2, 0],
    ]);
    expect(places).toContainEqual([2, 10]);
    expect(new Set(places.map(String)).size).toBe(planeCells.length);
  });

  test("the nearest cell is measured in parts of each axis", () => {
    const places = planePlaces(range);
    expect(places[nearestCell(places, [0.04, 4.9], range)]?.map((value) => value.toFixed(2))).toEqual([
      "0.00",
      "5.00",
    ]);
  });

  test("zooming keeps the middle, or moves it where one asks", () => {
    expect(zoomed(range, 0.5)).toEqual({ x: [-1, 1], y: [2.5, 7.5] });
    expect(zoomed(range, 0.5, [1, 1])).toEqual({ x: [0, 2], y: [-1.5, 3.5] });
  });
});

describe("a triangle", () => {
  const triangle: Triangle = { left: 40, bottom: 300, side: 320 };

  test("pixels and places are each other's inverse; outside there is none", () => {
    for (const place of trianglePlaces()) {
      const pixel = toPixel(triangle, trianglePoint(place), 1);
      // A hair inside: corners are their own rounding.
      const inside = [pixel[0] + (200 - pixel[0]) * 1e-9, pixel[1] + (207 - pixel[1]) * 1e-9] as const;
      const [jx = 9, jy = 9] = trianglePlace(triangle, inside) ?? [];
      expect(jx).toBeCloseTo(place[0], 7);
      expect(jy).toBeCloseTo(place[1], 7);
    }
    expect(trianglePlace(triangle, [30, 300])).toBeUndefined();
    expect(trianglePlace(triangle, [200, 10])).toBeUndefined();
  });

  test("the nearest cell is the nearest on the sheet", () => {
    const places = trianglePlaces();
    const pixels = places.map((place) => toPixel(triangle, trianglePoint(place), 1));
    for (let k = 0; k < 50; k++) {
      const at = [(0.618 * k) % 0.5, (0.414 * k) % 0.5] as const;
      const [px, py] = toPixel(triangle, trianglePoint(at), 1);
      const distances = pixels.map(([x, y]) => Math.hypot(x - px, y - py));
      const nearest = distances[nearestCell(places, at)];
      expect(nearest).toBeCloseTo(Math.min(...distances), 9);
    }
  });
});

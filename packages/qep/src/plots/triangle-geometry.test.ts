import { describe, expect, test } from "vitest";
import type { TrianglePoint } from "./triangle-frame.ts";
import { hexagonCell, latticeSpacing, toPixel } from "./triangle-geometry.ts";

const triangle = { left: 0, bottom: 100, side: 100 };

/** Area of a polygon in the figure, by the shoelace formula. */
function areaOf(polygon: readonly TrianglePoint[], total: number): number {
  const corners = polygon.map((point) => toPixel(triangle, point, total));
  return Math.abs(
    corners.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = corners[(i + 1) % corners.length] as readonly [number, number];
      return sum + (x * nextY - nextX * y) / 2;
    }, 0),
  );
}

function lattice(steps: number, total: number): TrianglePoint[] {
  const points: TrianglePoint[] = [];
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; i + j <= steps; j++) {
      points.push({
        left: (i * total) / steps,
        right: (j * total) / steps,
        top: ((steps - i - j) * total) / steps,
      });
    }
  }
  return points;
}

test("the corners of the triangle are where their names say", () => {
  expect(toPixel(triangle, { left: 4, right: 0, top: 0 }, 4)).toEqual([0, 100]);
  expect(toPixel(triangle, { left: 0, right: 4, top: 0 }, 4)).toEqual([100, 100]);
  const [x, y] = toPixel(triangle, { left: 0, right: 0, top: 4 }, 4);
  expect([x, 100 - y]).toEqual([50, 100 * Math.sin(Math.PI / 3)]);
});

describe("cells", () => {
  test("cover the triangle exactly: their areas add up to its area", () => {
    const points = lattice(19, 4);
    expect(points).toHaveLength(210);
    const spacing = latticeSpacing(points, 4);
    expect(spacing).toBeCloseTo(4 / 19, 12);
    const area = points.reduce((sum, point) => sum + areaOf(hexagonCell(point, spacing), 4), 0);
    expect(area).toBeCloseTo((Math.sqrt(3) / 4) * 100 ** 2, 6);
  });

  test("are regular hexagons inside, half ones on a side, a sixth at a corner", () => {
    const whole = areaOf(hexagonCell({ left: 1, right: 1, top: 2 }, 1), 4);
    expect(whole).toBeCloseTo((Math.sqrt(3) / 2) * 25 ** 2, 9);
    expect(areaOf(hexagonCell({ left: 2, right: 2, top: 0 }, 1), 4)).toBeCloseTo(whole / 2, 9);
    expect(areaOf(hexagonCell({ left: 4, right: 0, top: 0 }, 1), 4)).toBeCloseTo(whole / 6, 9);
    const sides = hexagonCell({ left: 1, right: 1, top: 2 }, 1).map((point, i, all) => {
      const [x, y] = toPixel(triangle, point, 4);
      const [nextX, nextY] = toPixel(triangle, all[(i + 1) % 6] as TrianglePoint, 4);
      return Math.hypot(nextX - x, nextY - y);
    });
    for (const side of sides) expect(side).toBeCloseTo(25 / Math.sqrt(3), 9);
  });
});

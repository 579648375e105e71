import { QepError } from "../base/errors.ts";
import type { TrianglePoint } from "./triangle-frame.ts";

/** A point of the figure in pixels; y grows downwards. */
export type Pixel = readonly [x: number, y: number];

/** An equilateral triangle in the figure: its lower left corner and its side, in pixels. */
export interface Triangle {
  readonly left: number;
  readonly bottom: number;
  readonly side: number;
}

/** Height of an equilateral triangle of side 1. */
export const TRIANGLE_HEIGHT = Math.sqrt(3) / 2;

const CORNERS = ["left", "right", "top"] as const;

/** Where a point with coordinates (left, right, top)/total lies. @param total sum of the coordinates */
export function toPixel({ left, bottom, side }: Triangle, point: TrianglePoint, total: number): Pixel {
  const [right, top] = [point.right / total, point.top / total];
  return [left + side * (right + top / 2), bottom - side * TRIANGLE_HEIGHT * top];
}

/**
 * The hexagon of everything nearer to a point than to its neighbours on a triangular lattice, cut at the triangle.
 *
 * @param spacing distance of neighbours in the unit of the coordinates: one goes up and another down by this much
 * @returns corners of the polygon, in coordinates of the triangle
 */
export function hexagonCell(point: TrianglePoint, spacing: number): readonly TrianglePoint[] {
  const third = spacing / 3;
  // A corner of the hexagon is the centre of a triangle of three neighbouring points.
  const steps = [
    [-1, -1, 2],
    [-2, 1, 1],
    [-1, 2, -1],
    [1, 1, -2],
    [2, -1, -1],
    [1, -2, 1],
  ] as const;
  const hexagon = steps.map(([left, right, top]) => ({
    left: point.left + left * third,
    right: point.right + right * third,
    top: point.top + top * third,
  }));
  return CORNERS.reduce<readonly TrianglePoint[]>(cutAtSide, hexagon);
}

/** Distance of the two nearest points, in the unit of the coordinates; the total if there is one point only. */
export function latticeSpacing(points: readonly TrianglePoint[], total: number): number {
  let smallest = total;
  points.forEach((a, i) => {
    for (let j = i + 1; j < points.length; j++) {
      const distance = Math.max(
        ...CORNERS.map((corner) => Math.abs(a[corner] - (points[j] as TrianglePoint)[corner])),
      );
      if (distance > 1e-9 * total) smallest = Math.min(smallest, distance);
    }
  });
  return smallest;
}

/** True inside a triangle and on its sides, up to rounding. */
export function isInTriangle({ left, right, top }: TrianglePoint): boolean {
  const total = left + right + top;
  return Math.min(left, right, top) >= -1e-9 * total;
}

/** The part of a path before it leaves the triangle, and the point where it crosses the side; none if it starts outside. */
export function untilOutside(path: readonly TrianglePoint[]): readonly TrianglePoint[] {
  const exit = path.findIndex((point) => !isInTriangle(point));
  if (exit < 0) return path;
  const [from, to] = [path[exit - 1], path[exit]];
  if (!from || !to) return [];
  // The side that is crossed first.
  const fractions = CORNERS.flatMap((corner) =>
    to[corner] < 0 ? [from[corner] / (from[corner] - to[corner])] : [],
  );
  return [...path.slice(0, exit), between(from, to, Math.min(...fractions))];
}

/** A closed polygon as SVG path data. */
export function outlineOf(corners: readonly Pixel[]): string {
  return `M${corners.map((corner) => corner.join(",")).join("L")}Z`;
}

/**
 * Refuses points that are not in the triangle.
 *
 * @param where names the figure in the message
 * @throws QepError `invalid-argument`
 */
export function checkTrianglePoints(where: string, points: readonly TrianglePoint[], total: number): void {
  points.forEach(({ left, right, top }, i) => {
    // Grids keep points on the edge that rounding has put outside.
    const slack = 1e-4 * total;
    const inside = Math.min(left, right, top) >= -slack && Math.abs(left + right + top - total) <= slack;
    if (inside) return;
    throw new QepError(
      "invalid-argument",
      `${where}: point ${i} is (${left}, ${right}, ${top}), but its coordinates must not be negative and must add up to ` +
        `${total}; leave it out or use another frame`,
      { index: i },
    );
  });
}

/** Sutherland and Hodgman's cut of a polygon, where one coordinate is zero. */
function cutAtSide(
  polygon: readonly TrianglePoint[],
  corner: (typeof CORNERS)[number],
): readonly TrianglePoint[] {
  return polygon.flatMap((to, i) => {
    const from = polygon.at(i - 1) as TrianglePoint;
    const crossing =
      from[corner] < 0 === to[corner] < 0
        ? []
        : [between(from, to, from[corner] / (from[corner] - to[corner]))];
    return to[corner] < 0 ? crossing : [...crossing, to];
  });
}

function between(from: TrianglePoint, to: TrianglePoint, fraction: number): TrianglePoint {
  const mix = (corner: (typeof CORNERS)[number]) => from[corner] + fraction * (to[corner] - from[corner]);
  return { left: mix("left"), right: mix("right"), top: mix("top") };
}

import { TRIANGLE_HEIGHT, type Triangle, type TrianglePoint } from "qep/figures";
import { planeLattice } from "../../parts/plane-lattice.ts";
import { triangleLattice } from "../../parts/triangle-lattice.ts";

/** Values of the two knobs that span a map. */
export type MapPlace = readonly [x: number, y: number];

/** The part of a plane that a map shows: from the first to the last point of each axis. */
export interface MapRange {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** Steps along a side of the finest grid, and between points of the coarsest one. */
export const PLANE = { divisions: 40, coarsest: 8 } as const;
export const TRIANGLE = { divisions: 20, coarsest: 4 } as const;

export const planeCells = planeLattice(PLANE.divisions, PLANE.coarsest);
export const triangleCells = triangleLattice(TRIANGLE.divisions, TRIANGLE.coarsest, 1);

/** The values of an axis, in rising order. */
export function axisValues([low, high]: readonly [number, number]): number[] {
  return Array.from({ length: PLANE.divisions + 1 }, (_, k) => low + ((high - low) * k) / PLANE.divisions);
}

/** Places of the cells of a plane, from coarse to fine. */
export function planePlaces({ x, y }: MapRange): MapPlace[] {
  const [xs, ys] = [axisValues(x), axisValues(y)];
  return planeCells.map(({ column, row }): MapPlace => [xs[column] ?? 0, ys[row] ?? 0]);
}

/** Places of the cells of a triangle from coarse to fine: the knobs are the couplings of the left and the right corner. */
export function trianglePlaces(): MapPlace[] {
  return triangleCells.map(({ point }): MapPlace => [point.left, point.right]);
}

/** The point of a triangle of total 1 at a place. */
export function trianglePoint([left, right]: MapPlace): TrianglePoint {
  return { left, right, top: 1 - left - right };
}

/** The place at a pixel of a triangle of total 1; undefined outside. */
export function trianglePlace({ left, bottom, side }: Triangle, [px, py]: MapPlace): MapPlace | undefined {
  const top = (bottom - py) / (side * TRIANGLE_HEIGHT);
  const right = (px - left) / side - top / 2;
  const rest = 1 - right - top;
  return Math.min(top, right, rest) < 0 ? undefined : [rest, right];
}

/** The cell nearest to a place. @returns its index, −1 where there is none */
export function nearestCell(places: readonly MapPlace[], [x, y]: MapPlace, range?: MapRange): number {
  const [width, height] = range ? [range.x[1] - range.x[0], range.y[1] - range.y[0]] : [1, 1];
  let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [index, [u, v]] of places.entries()) {
    const [du, dv] = [(u - x) / width, (v - y) / height];
    // In a triangle Jx + Jy + Jz is fixed: the third coupling counts as well.
    const distance = range ? du * du + dv * dv : du * du + dv * dv + du * dv;
    if (distance < least) [nearest, least] = [index, distance];
  }
  return nearest;
}

/** A range zoomed about its middle, or about a place. @param factor below 1 to come closer */
export function zoomed({ x, y }: MapRange, factor: number, about?: MapPlace): MapRange {
  const scaled = ([low, high]: readonly [number, number], centre = (low + high) / 2) => {
    const half = ((high - low) / 2) * factor;
    return [centre - half, centre + half] as const;
  };
  return { x: scaled(x, about?.[0]), y: scaled(y, about?.[1]) };
}

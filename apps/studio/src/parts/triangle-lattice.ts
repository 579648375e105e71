import type { TrianglePoint } from "qep/figures";

/** A point of a triangular lattice over a triangle, with the level of refinement that it belongs to. */
export interface LatticeCell {
  readonly point: TrianglePoint;
  /** Steps of the finest lattice between points of this cell's level: a power of 2, 1 on the finest. */
  readonly stride: number;
}

/**
 * The points of a lattice over a triangle from coarse to fine: each level holds the points of all coarser ones.
 *
 * @param divisions steps along a side, a multiple of `coarsest`
 * @param coarsest steps between points of the first level, a power of 2
 * @param total sum of the coordinates
 * @returns (divisions + 1)(divisions + 2)/2 points
 */
export function triangleLattice(divisions: number, coarsest: number, total: number): LatticeCell[] {
  const cells: LatticeCell[] = [];
  const unit = total / divisions;
  for (let stride = coarsest; stride >= 1; stride /= 2) {
    const isKnown = (steps: number) => stride < coarsest && steps % (2 * stride) === 0;
    for (let top = 0; top <= divisions; top += stride) {
      for (let right = 0; right <= divisions - top; right += stride) {
        if (isKnown(top) && isKnown(right)) continue;
        const left = divisions - top - right;
        cells.push({ point: { left: left * unit, right: right * unit, top: top * unit }, stride });
      }
    }
  }
  return cells;
}

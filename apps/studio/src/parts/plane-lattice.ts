/** A cell of a square grid, with the level of refinement that it belongs to. */
export interface PlaneCell {
  readonly column: number;
  readonly row: number;
  /** Steps of the finest grid between points of this cell's level: a power of 2, 1 on the finest. */
  readonly stride: number;
}

/**
 * The points of a square grid from coarse to fine: each level holds the points of all coarser ones.
 *
 * @param divisions steps along a side, a multiple of `coarsest`
 * @param coarsest steps between points of the first level, a power of 2
 * @returns (divisions + 1)² cells
 */
export function planeLattice(divisions: number, coarsest: number): PlaneCell[] {
  const cells: PlaneCell[] = [];
  for (let stride = coarsest; stride >= 1; stride /= 2) {
    const isKnown = (steps: number) => stride < coarsest && steps % (2 * stride) === 0;
    for (let row = 0; row <= divisions; row += stride) {
      for (let column = 0; column <= divisions; column += stride) {
        if (!(isKnown(row) && isKnown(column))) cells.push({ column, row, stride });
      }
    }
  }
  return cells;
}

import type { Kernels, VectorBlock } from "../kernels/kernels.ts";

/** Columns worked on at a time: small enough for the cache, large enough for the product of matrices. */
const TILE = 4096;

/**
 * V ← C V in place on the first rows of a block, with no other memory than one tile of columns.
 *
 * @param coefficients C, count × size, row-major; `size` rows are read
 * @param count rows written
 */
export function combineRows(
  kernels: Kernels,
  block: VectorBlock,
  coefficients: Float64Array,
  count: number,
): void {
  const size = coefficients.length / count;
  const width = Math.min(TILE, block.length);
  const matrix = kernels.allocateBlock(count, size);
  const tile = kernels.allocateBlock(count, width);
  matrix.values.set(coefficients);
  const c = { block: matrix, row: 0, column: 0, rows: count, columns: size };
  for (let column = 0; column < block.length; column += width) {
    const columns = Math.min(width, block.length - column);
    const v = { block, row: 0, column, rows: size, columns };
    kernels.dense.multiply(1, c, v, 0, { block: tile, row: 0, column: 0, rows: count, columns });
    const [from, to] = [tile.values, block.values];
    for (let row = 0; row < count; row++) {
      to.set(from.subarray(row * width, row * width + columns), row * block.length + column);
    }
  }
  kernels.release(matrix);
  kernels.release(tile);
}

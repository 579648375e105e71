// Sums over long vectors are taken block by block and added in the order of the blocks. A block can then be computed by
// any thread, in any order, and the total keeps its bits.

const BLOCK: usize = 1 << 12;

/** Bytes of a block of f64. */
export const BLOCK_BYTES: usize = BLOCK << 3;

/** Elements of a block. */
export function blockLength(): usize {
  return BLOCK;
}

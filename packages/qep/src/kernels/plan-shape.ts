import { type FlipGroup, factorsPerTile, indexBits } from "./flip-groups.ts";

/** Blocks told apart by the low part of their index: its rows stay in the first-level cache. */
const MAX_MIDDLE_BITS = 6;

/** Bytes of the header and of a record, see assembly/pauli.ts. */
const HEADER_BYTES = 128;
export const RECORD_BYTES = 64;

/** Bytes of a tile of a vector. */
export const TILE_BYTES = 128;

/** Tables start on lines of their own. */
const ALIGNMENT = 128;

/**
 * Where the parts of a plan lie, in bytes from its start; assembly/pauli.ts says what they are.
 *
 * Plans over the same strings have the same shape, whatever their coefficients and wherever they are in memory.
 */
export interface PlanShape {
  readonly groups: readonly FlipGroup[];
  /** log2 of the tiles of a block, and of the blocks of a vector. */
  readonly tileOfBlockBits: number;
  readonly blockBits: number;
  /** The index of a block is split here: `middle` is looked up by its low bits, `high` by the others. */
  readonly middleBits: number;
  readonly records: number;
  readonly middle: number;
  readonly high: number;
  /** Where all tables start, and each of them. */
  readonly tables: number;
  readonly tableOf: readonly number[];
  readonly bytes: number;
}

/** @param bits vectors have 2^bits elements */
export function planShape(groups: readonly FlipGroup[], bits: number): PlanShape {
  const { tileOfBlock, block } = indexBits(bits);
  const middleBits = Math.min(block, MAX_MIDDLE_BITS);
  let bytes = HEADER_BYTES;
  const place = (size: number) => {
    const at = bytes;
    bytes += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    return at;
  };
  const records = place(RECORD_BYTES * groups.length);
  const middle = place(4 * groups.length * 2 ** middleBits);
  const high = place(4 * groups.length * 2 ** (block - middleBits));
  const tables = bytes;
  const tableOf = groups.map(({ tableLength }) => place(8 * tableLength));
  return {
    groups,
    tileOfBlockBits: tileOfBlock,
    blockBits: block,
    middleBits,
    records,
    middle,
    high,
    tables,
    tableOf,
    bytes,
  };
}

/** Bytes of a group's factors for one tile, and for one block (a row of its table). */
export function factorBytes(group: FlipGroup, { tileOfBlockBits }: PlanShape): { tile: number; row: number } {
  const tile = 8 * factorsPerTile(group);
  return { tile, row: tile * 2 ** tileOfBlockBits };
}

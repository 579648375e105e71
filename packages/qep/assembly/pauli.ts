// y = Hx for a sum of Pauli strings, and the transpose of that map for expectation values.
//
// Terms are grouped by flip mask: (Hx)_i = Σ_g f_g(i) x_{i ^ flip_g}. A tile is 16 consecutive elements (8 registers), a
// block 2^lowBits tiles. f_g depends on the block through a few parities of its index only, so f_g is a small table with
// one row a class of blocks, in which tiles of the block and then elements of the tile follow each other:
//   row(block) = middle_g[block & middleMask] ^ high_g[block >> middleBits]     (byte offsets into the table)
// Elements on which f_g does not depend share a factor. Groups are sorted by kind:
//   0 one factor a tile, registers load in place
//   1 the lanes of a register share a factor; the flip may exchange registers     2 and exchanges the lanes too
//   3 each lane has a factor of its own; the flip may exchange registers          4 and exchanges the lanes too
//
// These loops interpret a plan; src/kernels/generate-kernels.ts writes the same operations, in the same order, as one
// straight line of code for each plan. Results are the same to the last bit.
//
// A plan, offsets in bytes from its start: u32 lowBits, middleBits, middle, high, records, end of records of each kind.
// `middle` and `high` hold one u32 a group for each index. A group record, 64 bytes: u32 flip of the tile in bytes, flip of
// the register in bytes, table, log2 of the bytes of factors a tile, then the offset of each register's factors in those.
import { BLOCK_BYTES } from "./blocks";
import { multiplyAdd, sumLanes, swapLanes } from "./simd";

const RECORD: usize = 64;
const TILE_SHIFT: usize = 7; // 16 elements of 8 bytes

/** Sets the row of each group for a block: one u32 a group, the address of its factors. */
function enterBlock(plan: usize, rows: usize, first: usize, end: usize, count: usize, block: usize): void {
  const middleBits = <usize>load<u32>(plan, 4);
  const middle = plan + <usize>load<u32>(plan, 8) + (block & ((1 << middleBits) - 1)) * (count << 2);
  const high = plan + <usize>load<u32>(plan, 12) + (block >> middleBits) * (count << 2);
  const records = plan + <usize>load<u32>(plan, 16);
  for (let g = first; g < end; g++) {
    const table = <u32>plan + load<u32>(records + g * RECORD, 8);
    store<u32>(rows + (g << 2), table + (load<u32>(middle + (g << 2)) ^ load<u32>(high + (g << 2))));
  }
}

@inline
function factors(group: usize, row: usize, tile: usize): usize {
  return <usize>load<u32>(row) + (tile << <usize>load<u32>(group, 12));
}

@inline
function shared(group: usize, factor: usize, register: usize): v128 {
  return v128.load_splat<f64>(factor + <usize>load<u32>(group + (register << 2), 16));
}

@inline
function own(group: usize, factor: usize, register: usize): v128 {
  return v128.load(factor + <usize>load<u32>(group + (register << 2), 16));
}

/**
 * y ← Hx + γ z on the elements from `first` up to `end`, whole blocks; returns Σ x_i (Hx + γz)_i over them,
 * taken over 2^12 elements at a time and added in order.
 * `z` may equal `y` (then γz accumulates) and is not read where γ = 0. `rows` is room for one u32 a group.
 */
export function apply(
  plan: usize, rows: usize, x: usize, y: usize, gamma: f64, z: usize, first: usize, end: usize,
): f64 {
  const lowBits = <usize>load<u32>(plan);
  const records = plan + <usize>load<u32>(plan, 16);
  const end0 = plan + <usize>load<u32>(plan, 20);
  const end1 = plan + <usize>load<u32>(plan, 24);
  const end2 = plan + <usize>load<u32>(plan, 28);
  const end3 = plan + <usize>load<u32>(plan, 32);
  const end4 = plan + <usize>load<u32>(plan, 36);
  const count = (end4 - records) / RECORD;
  const blockShift = lowBits + TILE_SHIFT;
  const endOffset = end << 3;
  const gammas = f64x2.splat(gamma);
  let sum: f64 = 0;
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  for (let start = first << 3; start < endOffset; ) {
    enterBlock(plan, rows, 0, count, count, start >> blockShift);
    for (let tile: usize = 0; tile < <usize>1 << lowBits; tile++) {
      const offset = start + (tile << TILE_SHIFT);
      let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
      let a4 = f64x2.splat(0), a5 = f64x2.splat(0), a6 = f64x2.splat(0), a7 = f64x2.splat(0);
      if (gamma != 0) {
        const p = z + offset;
        a0 = f64x2.mul(gammas, v128.load(p));
        a1 = f64x2.mul(gammas, v128.load(p, 16));
        a2 = f64x2.mul(gammas, v128.load(p, 32));
        a3 = f64x2.mul(gammas, v128.load(p, 48));
        a4 = f64x2.mul(gammas, v128.load(p, 64));
        a5 = f64x2.mul(gammas, v128.load(p, 80));
        a6 = f64x2.mul(gammas, v128.load(p, 96));
        a7 = f64x2.mul(gammas, v128.load(p, 112));
      }
      let row = rows;
      let g = records;
      for (; g < end0; g += RECORD, row += 4) {
        const p = x + (offset ^ <usize>load<u32>(g));
        const f = v128.load_splat<f64>(<usize>load<u32>(row) + (tile << 3));
        a0 = multiplyAdd(f, v128.load(p), a0);
        a1 = multiplyAdd(f, v128.load(p, 16), a1);
        a2 = multiplyAdd(f, v128.load(p, 32), a2);
        a3 = multiplyAdd(f, v128.load(p, 48), a3);
        a4 = multiplyAdd(f, v128.load(p, 64), a4);
        a5 = multiplyAdd(f, v128.load(p, 80), a5);
        a6 = multiplyAdd(f, v128.load(p, 96), a6);
        a7 = multiplyAdd(f, v128.load(p, 112), a7);
      }
      for (; g < end1; g += RECORD, row += 4) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = factors(g, row, tile);
        a0 = multiplyAdd(shared(g, f, 0), v128.load(p), a0);
        a1 = multiplyAdd(shared(g, f, 1), v128.load(p ^ 16), a1);
        a2 = multiplyAdd(shared(g, f, 2), v128.load(p ^ 32), a2);
        a3 = multiplyAdd(shared(g, f, 3), v128.load(p ^ 48), a3);
        a4 = multiplyAdd(shared(g, f, 4), v128.load(p ^ 64), a4);
        a5 = multiplyAdd(shared(g, f, 5), v128.load(p ^ 80), a5);
        a6 = multiplyAdd(shared(g, f, 6), v128.load(p ^ 96), a6);
        a7 = multiplyAdd(shared(g, f, 7), v128.load(p ^ 112), a7);
      }
      for (; g < end2; g += RECORD, row += 4) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = factors(g, row, tile);
        a0 = multiplyAdd(shared(g, f, 0), swapLanes(v128.load(p)), a0);
        a1 = multiplyAdd(shared(g, f, 1), swapLanes(v128.load(p ^ 16)), a1);
        a2 = multiplyAdd(shared(g, f, 2), swapLanes(v128.load(p ^ 32)), a2);
        a3 = multiplyAdd(shared(g, f, 3), swapLanes(v128.load(p ^ 48)), a3);
        a4 = multiplyAdd(shared(g, f, 4), swapLanes(v128.load(p ^ 64)), a4);
        a5 = multiplyAdd(shared(g, f, 5), swapLanes(v128.load(p ^ 80)), a5);
        a6 = multiplyAdd(shared(g, f, 6), swapLanes(v128.load(p ^ 96)), a6);
        a7 = multiplyAdd(shared(g, f, 7), swapLanes(v128.load(p ^ 112)), a7);
      }
      for (; g < end3; g += RECORD, row += 4) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = factors(g, row, tile);
        a0 = multiplyAdd(own(g, f, 0), v128.load(p), a0);
        a1 = multiplyAdd(own(g, f, 1), v128.load(p ^ 16), a1);
        a2 = multiplyAdd(own(g, f, 2), v128.load(p ^ 32), a2);
        a3 = multiplyAdd(own(g, f, 3), v128.load(p ^ 48), a3);
        a4 = multiplyAdd(own(g, f, 4), v128.load(p ^ 64), a4);
        a5 = multiplyAdd(own(g, f, 5), v128.load(p ^ 80), a5);
        a6 = multiplyAdd(own(g, f, 6), v128.load(p ^ 96), a6);
        a7 = multiplyAdd(own(g, f, 7), v128.load(p ^ 112), a7);
      }
      for (; g < end4; g += RECORD, row += 4) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = factors(g, row, tile);
        a0 = multiplyAdd(own(g, f, 0), swapLanes(v128.load(p)), a0);
        a1 = multiplyAdd(own(g, f, 1), swapLanes(v128.load(p ^ 16)), a1);
        a2 = multiplyAdd(own(g, f, 2), swapLanes(v128.load(p ^ 32)), a2);
        a3 = multiplyAdd(own(g, f, 3), swapLanes(v128.load(p ^ 48)), a3);
        a4 = multiplyAdd(own(g, f, 4), swapLanes(v128.load(p ^ 64)), a4);
        a5 = multiplyAdd(own(g, f, 5), swapLanes(v128.load(p ^ 80)), a5);
        a6 = multiplyAdd(own(g, f, 6), swapLanes(v128.load(p ^ 96)), a6);
        a7 = multiplyAdd(own(g, f, 7), swapLanes(v128.load(p ^ 112)), a7);
      }
      const bra = x + offset;
      s0 = multiplyAdd(v128.load(bra), a0, s0);
      s1 = multiplyAdd(v128.load(bra, 16), a1, s1);
      s0 = multiplyAdd(v128.load(bra, 32), a2, s0);
      s1 = multiplyAdd(v128.load(bra, 48), a3, s1);
      s0 = multiplyAdd(v128.load(bra, 64), a4, s0);
      s1 = multiplyAdd(v128.load(bra, 80), a5, s1);
      s0 = multiplyAdd(v128.load(bra, 96), a6, s0);
      s1 = multiplyAdd(v128.load(bra, 112), a7, s1);
      const out = y + offset;
      v128.store(out, a0);
      v128.store(out, a1, 16);
      v128.store(out, a2, 32);
      v128.store(out, a3, 48);
      v128.store(out, a4, 64);
      v128.store(out, a5, 80);
      v128.store(out, a6, 96);
      v128.store(out, a7, 112);
    }
    start += <usize>1 << blockShift;
    if ((start & (BLOCK_BYTES - 1)) == 0 || start == endOffset) {
      sum += sumLanes(f64x2.add(s0, s1));
      s0 = f64x2.splat(0);
      s1 = f64x2.splat(0);
    }
  }
  return sum;
}

/** Adds bra·ket of one tile to the factors of a group, each factor's registers in order. */
function foldTile(group: usize, factor: usize, bra: usize, ket: usize, swapped: bool, ownLanes: bool): void {
  const bytes = <usize>1 << <usize>load<u32>(group, 12);
  for (let step: usize = 0; step < bytes; step += ownLanes ? 16 : 8) {
    let sum = f64x2.splat(0);
    for (let k: usize = 0; k < 8; k++) {
      if (<usize>load<u32>(group + (k << 2), 16) != step) continue;
      const value = v128.load(ket ^ (k << 4));
      sum = multiplyAdd(v128.load(bra + (k << 4)), swapped ? swapLanes(value) : value, sum);
    }
    const t = factor + step;
    if (ownLanes) v128.store(t, f64x2.add(v128.load(t), sum));
    else store<f64>(t, load<f64>(t) + sumLanes(sum));
  }
}

/**
 * The transpose of `apply` for the groups from position `first` up to `end`, over all `length` elements: adds
 * bra_i·ket_{i ^ flip_g} to the factor that `apply` would read there. After a Walsh–Hadamard transform a table then holds
 * Re⟨bra|P|ket⟩ for each string of its group. Tables must be zero before.
 */
export function fold(
  plan: usize, rows: usize, first: usize, end: usize, bra: usize, ket: usize, length: usize,
): void {
  const blockShift = <usize>load<u32>(plan) + TILE_SHIFT;
  const records = plan + <usize>load<u32>(plan, 16);
  const end1 = plan + <usize>load<u32>(plan, 24);
  const end2 = plan + <usize>load<u32>(plan, 28);
  const end3 = plan + <usize>load<u32>(plan, 32);
  const count = (plan + <usize>load<u32>(plan, 36) - records) / RECORD;
  const tiles = <usize>1 << <usize>load<u32>(plan);
  for (let start: usize = 0; start < length << 3; start += <usize>1 << blockShift) {
    enterBlock(plan, rows, first, end, count, start >> blockShift);
    for (let tile: usize = 0; tile < tiles; tile++) {
      const offset = start + (tile << TILE_SHIFT);
      for (let g = first; g < end; g++) {
        const group = records + g * RECORD;
        const from = ket + ((offset ^ <usize>load<u32>(group)) | <usize>load<u32>(group, 4));
        const swapped = (group >= end1 && group < end2) || group >= end3;
        foldTile(group, factors(group, rows + (g << 2), tile), bra + offset, from, swapped, group >= end2);
      }
    }
  }
}

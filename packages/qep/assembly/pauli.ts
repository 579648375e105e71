// y = Hx for a sum of Pauli strings, and the transpose of that map for expectation values.
//
// Terms are grouped by flip mask: (Hx)_i = Σ_g f_g(i) x_{i ^ flip_g}. A tile is 16 consecutive elements (8 registers);
// f_g depends on the tile only through a few parities of its index, so f_g is a small table with one row a tile class:
//   row(tile) = low_g[tile & lowMask] ^ high_g[tile >> lowBits]     (byte offsets into the table)
// A full row holds 16 factors, a uniform row one factor for the whole tile. Groups are sorted by kind:
//   0 full, 1 uniform: the flip leaves the 4 low bits alone; registers load in place
//   2 full, 3 uniform: the flip exchanges registers (bits 1 to 3)
//   4 full, 5 uniform: the flip exchanges lanes too (bit 0)
//
// Group record, 32 bytes: flip of the tile in bytes, flip of the register in bytes, table, low, high, current high row.
import { multiplyAdd, sumLanes, swapLanes } from "./simd";

const RECORD: usize = 32;
const TILE_SHIFT: usize = 7; // 16 elements of 8 bytes

@inline
function loadCurrent(group: usize): u32 {
  return load<u32>(group, 20);
}

@inline
function row(group: usize, low: usize): usize {
  return <usize>load<u32>(group, 8) + <usize>(load<u32>(<usize>load<u32>(group, 12) + (low << 2)) ^ loadCurrent(group));
}

/** Sets the part of each group's row that depends on the high bits of the tile index. */
function enterBlock(groups: usize, count: usize, high: usize): void {
  for (let g: usize = 0; g < count; g++) {
    const group = groups + g * RECORD;
    store<u32>(group, load<u32>(<usize>load<u32>(group, 16) + (high << 2)), 20);
  }
}

/**
 * y ← Hx + γ z, returns Σ x_i (Hx + γz)_i. `z` may equal `y` (then γz accumulates) and is not read where γ = 0.
 * `kinds` points to six counts: groups of kind 0 to 5, in the order in which the records stand.
 */
export function apply(
  groups: usize, kinds: usize, tileBits: i32, lowBits: i32, x: usize, y: usize, gamma: f64, z: usize,
): f64 {
  const end0 = groups + <usize>load<u32>(kinds) * RECORD;
  const end1 = end0 + <usize>load<u32>(kinds, 4) * RECORD;
  const end2 = end1 + <usize>load<u32>(kinds, 8) * RECORD;
  const end3 = end2 + <usize>load<u32>(kinds, 12) * RECORD;
  const end4 = end3 + <usize>load<u32>(kinds, 16) * RECORD;
  const end5 = end4 + <usize>load<u32>(kinds, 20) * RECORD;
  const count = (end5 - groups) / RECORD;
  const lowTiles: usize = 1 << lowBits;
  const highTiles: usize = 1 << (tileBits - lowBits);
  const gammas = f64x2.splat(gamma);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  for (let high: usize = 0; high < highTiles; high++) {
    enterBlock(groups, count, high);
    for (let low: usize = 0; low < lowTiles; low++) {
      const offset = ((high << lowBits) | low) << TILE_SHIFT;
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
      let g = groups;
      for (; g < end0; g += RECORD) {
        const p = x + (offset ^ <usize>load<u32>(g));
        const t = row(g, low);
        a0 = multiplyAdd(v128.load(t), v128.load(p), a0);
        a1 = multiplyAdd(v128.load(t, 16), v128.load(p, 16), a1);
        a2 = multiplyAdd(v128.load(t, 32), v128.load(p, 32), a2);
        a3 = multiplyAdd(v128.load(t, 48), v128.load(p, 48), a3);
        a4 = multiplyAdd(v128.load(t, 64), v128.load(p, 64), a4);
        a5 = multiplyAdd(v128.load(t, 80), v128.load(p, 80), a5);
        a6 = multiplyAdd(v128.load(t, 96), v128.load(p, 96), a6);
        a7 = multiplyAdd(v128.load(t, 112), v128.load(p, 112), a7);
      }
      for (; g < end1; g += RECORD) {
        const p = x + (offset ^ <usize>load<u32>(g));
        const f = v128.load_splat<f64>(row(g, low));
        a0 = multiplyAdd(f, v128.load(p), a0);
        a1 = multiplyAdd(f, v128.load(p, 16), a1);
        a2 = multiplyAdd(f, v128.load(p, 32), a2);
        a3 = multiplyAdd(f, v128.load(p, 48), a3);
        a4 = multiplyAdd(f, v128.load(p, 64), a4);
        a5 = multiplyAdd(f, v128.load(p, 80), a5);
        a6 = multiplyAdd(f, v128.load(p, 96), a6);
        a7 = multiplyAdd(f, v128.load(p, 112), a7);
      }
      for (; g < end2; g += RECORD) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const t = row(g, low);
        a0 = multiplyAdd(v128.load(t), v128.load(p), a0);
        a1 = multiplyAdd(v128.load(t, 16), v128.load(p ^ 16), a1);
        a2 = multiplyAdd(v128.load(t, 32), v128.load(p ^ 32), a2);
        a3 = multiplyAdd(v128.load(t, 48), v128.load(p ^ 48), a3);
        a4 = multiplyAdd(v128.load(t, 64), v128.load(p ^ 64), a4);
        a5 = multiplyAdd(v128.load(t, 80), v128.load(p ^ 80), a5);
        a6 = multiplyAdd(v128.load(t, 96), v128.load(p ^ 96), a6);
        a7 = multiplyAdd(v128.load(t, 112), v128.load(p ^ 112), a7);
      }
      for (; g < end3; g += RECORD) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = v128.load_splat<f64>(row(g, low));
        a0 = multiplyAdd(f, v128.load(p), a0);
        a1 = multiplyAdd(f, v128.load(p ^ 16), a1);
        a2 = multiplyAdd(f, v128.load(p ^ 32), a2);
        a3 = multiplyAdd(f, v128.load(p ^ 48), a3);
        a4 = multiplyAdd(f, v128.load(p ^ 64), a4);
        a5 = multiplyAdd(f, v128.load(p ^ 80), a5);
        a6 = multiplyAdd(f, v128.load(p ^ 96), a6);
        a7 = multiplyAdd(f, v128.load(p ^ 112), a7);
      }
      for (; g < end4; g += RECORD) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const t = row(g, low);
        a0 = multiplyAdd(v128.load(t), swapLanes(v128.load(p)), a0);
        a1 = multiplyAdd(v128.load(t, 16), swapLanes(v128.load(p ^ 16)), a1);
        a2 = multiplyAdd(v128.load(t, 32), swapLanes(v128.load(p ^ 32)), a2);
        a3 = multiplyAdd(v128.load(t, 48), swapLanes(v128.load(p ^ 48)), a3);
        a4 = multiplyAdd(v128.load(t, 64), swapLanes(v128.load(p ^ 64)), a4);
        a5 = multiplyAdd(v128.load(t, 80), swapLanes(v128.load(p ^ 80)), a5);
        a6 = multiplyAdd(v128.load(t, 96), swapLanes(v128.load(p ^ 96)), a6);
        a7 = multiplyAdd(v128.load(t, 112), swapLanes(v128.load(p ^ 112)), a7);
      }
      for (; g < end5; g += RECORD) {
        const p = x + ((offset ^ <usize>load<u32>(g)) | <usize>load<u32>(g, 4));
        const f = v128.load_splat<f64>(row(g, low));
        a0 = multiplyAdd(f, swapLanes(v128.load(p)), a0);
        a1 = multiplyAdd(f, swapLanes(v128.load(p ^ 16)), a1);
        a2 = multiplyAdd(f, swapLanes(v128.load(p ^ 32)), a2);
        a3 = multiplyAdd(f, swapLanes(v128.load(p ^ 48)), a3);
        a4 = multiplyAdd(f, swapLanes(v128.load(p ^ 64)), a4);
        a5 = multiplyAdd(f, swapLanes(v128.load(p ^ 80)), a5);
        a6 = multiplyAdd(f, swapLanes(v128.load(p ^ 96)), a6);
        a7 = multiplyAdd(f, swapLanes(v128.load(p ^ 112)), a7);
      }
      const own = x + offset;
      s0 = multiplyAdd(v128.load(own), a0, s0);
      s1 = multiplyAdd(v128.load(own, 16), a1, s1);
      s0 = multiplyAdd(v128.load(own, 32), a2, s0);
      s1 = multiplyAdd(v128.load(own, 48), a3, s1);
      s0 = multiplyAdd(v128.load(own, 64), a4, s0);
      s1 = multiplyAdd(v128.load(own, 80), a5, s1);
      s0 = multiplyAdd(v128.load(own, 96), a6, s0);
      s1 = multiplyAdd(v128.load(own, 112), a7, s1);
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
  }
  return sumLanes(f64x2.add(s0, s1));
}

@inline
function foldRegister(target: usize, bra: usize, ket: v128): void {
  v128.store(target, multiplyAdd(v128.load(bra), ket, v128.load(target)));
}

/**
 * The transpose of `apply`: adds bra_i·ket_{i ^ flip_g} to the table element that `apply` would read there. After a
 * Walsh–Hadamard transform a table then holds Re⟨bra|P|ket⟩ for each string of its group. Tables must be zero before.
 */
export function fold(
  groups: usize, kinds: usize, tileBits: i32, lowBits: i32, bra: usize, ket: usize,
): void {
  let kind = 0;
  let remaining = load<u32>(kinds);
  const lowTiles: usize = 1 << lowBits;
  const highTiles: usize = 1 << (tileBits - lowBits);
  for (let g = groups; kind < 6; ) {
    if (remaining == 0) {
      kind++;
      if (kind < 6) remaining = load<u32>(kinds + (<usize>kind << 2));
      continue;
    }
    const swapped = kind >= 4;
    const uniform = (kind & 1) == 1;
    const flip = <usize>load<u32>(g);
    const registers = <usize>load<u32>(g, 4);
    for (let high: usize = 0; high < highTiles; high++) {
      enterBlock(g, 1, high);
      for (let low: usize = 0; low < lowTiles; low++) {
        const offset = ((high << lowBits) | low) << TILE_SHIFT;
        const b = bra + offset;
        const k = ket + ((offset ^ flip) | registers);
        const t = row(g, low);
        if (uniform) {
          let sum = f64x2.splat(0);
          for (let v: usize = 0; v < 128; v += 16) {
            const value = v128.load(k ^ v);
            sum = multiplyAdd(v128.load(b + v), swapped ? swapLanes(value) : value, sum);
          }
          store<f64>(t, load<f64>(t) + sumLanes(sum));
        } else {
          for (let v: usize = 0; v < 128; v += 16) {
            const value = v128.load(k ^ v);
            foldRegister(t + v, b + v, swapped ? swapLanes(value) : value);
          }
        }
      }
    }
    remaining--;
    g += RECORD;
  }
}

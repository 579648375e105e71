import { BLOCK_BYTES } from "./blocks";
import { multiplyAdd, sumLanes } from "./simd";

/** Σ x_i y_i, block by block. */
export function dot(x: usize, y: usize, length: usize): f64 {
  const end = x + (length << 3);
  let sum: f64 = 0;
  for (; x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) sum += dotBlock(x, y, min(BLOCK_BYTES, end - x));
  return sum;
}

/** Four running sums, always in the same order. */
function dotBlock(x: usize, y: usize, bytes: usize): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 64) {
    s0 = multiplyAdd(v128.load(x + i), v128.load(y + i), s0);
    s1 = multiplyAdd(v128.load(x + i, 16), v128.load(y + i, 16), s1);
    s2 = multiplyAdd(v128.load(x + i, 32), v128.load(y + i, 32), s2);
    s3 = multiplyAdd(v128.load(x + i, 48), v128.load(y + i, 48), s3);
  }
  return sumLanes(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
}

/** y ← y + a·x. */
export function axpy(a: f64, x: usize, y: usize, length: usize): void {
  const factor = f64x2.splat(a);
  const bytes = length << 3;
  for (let i: usize = 0; i < bytes; i += 32) {
    v128.store(y + i, multiplyAdd(factor, v128.load(x + i), v128.load(y + i)));
    v128.store(y + i, multiplyAdd(factor, v128.load(x + i, 16), v128.load(y + i, 16)), 16);
  }
}

/** y ← y + a·x, returns ‖y‖², summed block by block. */
export function axpyNorm(a: f64, x: usize, y: usize, length: usize): f64 {
  const end = x + (length << 3);
  let sum: f64 = 0;
  for (; x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) sum += axpyNormBlock(a, x, y, min(BLOCK_BYTES, end - x));
  return sum;
}

function axpyNormBlock(a: f64, x: usize, y: usize, bytes: usize): f64 {
  const factor = f64x2.splat(a);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    const y0 = multiplyAdd(factor, v128.load(x + i), v128.load(y + i));
    const y1 = multiplyAdd(factor, v128.load(x + i, 16), v128.load(y + i, 16));
    v128.store(y + i, y0);
    v128.store(y + i, y1, 16);
    s0 = multiplyAdd(y0, y0, s0);
    s1 = multiplyAdd(y1, y1, s1);
  }
  return sumLanes(f64x2.add(s0, s1));
}

/** y ← a·x; x and y may be the same vector. */
export function scale(a: f64, x: usize, y: usize, length: usize): void {
  const factor = f64x2.splat(a);
  const bytes = length << 3;
  for (let i: usize = 0; i < bytes; i += 32) {
    v128.store(y + i, f64x2.mul(factor, v128.load(x + i)));
    v128.store(y + i, f64x2.mul(factor, v128.load(x + i, 16)), 16);
  }
}

export function copy(x: usize, y: usize, length: usize): void {
  memory.copy(y, x, length << 3);
}

/**
 * y ← Σ_j c_j v_j (added to y where `accumulate` is set) over `count` vectors whose starts lie `stride` elements apart.
 */
export function combine(
  basis: usize, stride: usize, count: usize, coefficients: usize, y: usize, length: usize, accumulate: bool,
): void {
  const bytes = length << 3;
  const step = stride << 3;
  for (let i: usize = 0; i < bytes; i += 64) {
    let a0 = f64x2.splat(0), a1 = f64x2.splat(0), a2 = f64x2.splat(0), a3 = f64x2.splat(0);
    if (accumulate) {
      a0 = v128.load(y + i);
      a1 = v128.load(y + i, 16);
      a2 = v128.load(y + i, 32);
      a3 = v128.load(y + i, 48);
    }
    let row = basis + i;
    for (let j: usize = 0; j < count; j++) {
      const c = v128.load_splat<f64>(coefficients + (j << 3));
      a0 = multiplyAdd(c, v128.load(row), a0);
      a1 = multiplyAdd(c, v128.load(row, 16), a1);
      a2 = multiplyAdd(c, v128.load(row, 32), a2);
      a3 = multiplyAdd(c, v128.load(row, 48), a3);
      row += step;
    }
    v128.store(y + i, a0);
    v128.store(y + i, a1, 16);
    v128.store(y + i, a2, 32);
    v128.store(y + i, a3, 48);
  }
}

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
 *
 * Block by block, so that the sums stay in the first-level cache, and four vectors at a time: memory is read in few
 * streams, whatever the number of vectors.
 */
export function combine(
  basis: usize, stride: usize, count: usize, coefficients: usize, y: usize, length: usize, accumulate: bool,
): void {
  const end = y + (length << 3);
  for (; y < end; y += BLOCK_BYTES, basis += BLOCK_BYTES) {
    const bytes = min(BLOCK_BYTES, end - y);
    if (!accumulate) memory.fill(y, 0, bytes);
    let row = basis;
    let c = coefficients;
    let remaining = count;
    for (; remaining >= 4; remaining -= 4) {
      addFour(row, stride << 3, c, y, bytes);
      row += stride << 5;
      c += 32;
    }
    for (; remaining > 0; remaining--) {
      axpy(load<f64>(c), row, y, bytes >> 3);
      row += stride << 3;
      c += 8;
    }
  }
}

/** y ← y + c_0 v_0 + … + c_3 v_3, added in this order. */
function addFour(row0: usize, step: usize, coefficients: usize, y: usize, bytes: usize): void {
  const row1 = row0 + step;
  const row2 = row1 + step;
  const row3 = row2 + step;
  const c0 = v128.load_splat<f64>(coefficients);
  const c1 = v128.load_splat<f64>(coefficients, 8);
  const c2 = v128.load_splat<f64>(coefficients, 16);
  const c3 = v128.load_splat<f64>(coefficients, 24);
  for (let i: usize = 0; i < bytes; i += 32) {
    let a = multiplyAdd(c0, v128.load(row0 + i), v128.load(y + i));
    let b = multiplyAdd(c0, v128.load(row0 + i, 16), v128.load(y + i, 16));
    a = multiplyAdd(c1, v128.load(row1 + i), a);
    b = multiplyAdd(c1, v128.load(row1 + i, 16), b);
    a = multiplyAdd(c2, v128.load(row2 + i), a);
    b = multiplyAdd(c2, v128.load(row2 + i, 16), b);
    a = multiplyAdd(c3, v128.load(row3 + i), a);
    b = multiplyAdd(c3, v128.load(row3 + i, 16), b);
    v128.store(y + i, a);
    v128.store(y + i, b, 16);
  }
}

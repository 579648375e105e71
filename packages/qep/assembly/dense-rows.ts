// Products of one row with a dense matrix. Rows may have any length; elements of a row are adjacent.
import { multiplyAdd, multiplySubtract, sumLanes } from "./simd";

/** y ← βy + α Σ_p x_p b_p over `count` rows b_p of `length` elements that lie `stride` bytes apart; y is not read where β = 0. */
export function combineRows(
  count: usize, length: usize, alpha: f64, x: usize, b: usize, stride: usize, beta: f64, y: usize,
): void {
  const bytes = length << 3;
  let i: usize = 0;
  for (; i + 64 <= bytes; i += 64) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let row = b + i;
    for (let p: usize = 0; p < count; p++) {
      const c = v128.load_splat<f64>(x + (p << 3));
      s0 = multiplyAdd(c, v128.load(row), s0);
      s1 = multiplyAdd(c, v128.load(row, 16), s1);
      s2 = multiplyAdd(c, v128.load(row, 32), s2);
      s3 = multiplyAdd(c, v128.load(row, 48), s3);
      row += stride;
    }
    const factor = f64x2.splat(alpha);
    s0 = f64x2.mul(factor, s0);
    s1 = f64x2.mul(factor, s1);
    s2 = f64x2.mul(factor, s2);
    s3 = f64x2.mul(factor, s3);
    if (beta != 0) {
      const old = f64x2.splat(beta);
      s0 = multiplyAdd(old, v128.load(y + i), s0);
      s1 = multiplyAdd(old, v128.load(y + i, 16), s1);
      s2 = multiplyAdd(old, v128.load(y + i, 32), s2);
      s3 = multiplyAdd(old, v128.load(y + i, 48), s3);
    }
    v128.store(y + i, s0);
    v128.store(y + i, s1, 16);
    v128.store(y + i, s2, 32);
    v128.store(y + i, s3, 48);
  }
  for (; i < bytes; i += 8) {
    let sum: f64 = 0;
    for (let p: usize = 0; p < count; p++) sum += load<f64>(x + (p << 3)) * load<f64>(b + p * stride + i);
    store<f64>(y + i, beta == 0 ? alpha * sum : alpha * sum + beta * load<f64>(y + i));
  }
}

/** y_p ← βy_p + α Σ_i x_i b_pi for `count` rows b_p of `length` elements, `stride` bytes apart. */
export function dotRows(
  count: usize, length: usize, alpha: f64, x: usize, b: usize, stride: usize, beta: f64, y: usize,
): void {
  const bytes = length << 3;
  for (let p: usize = 0; p < count; p++) {
    const row = b + p * stride;
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let i: usize = 0;
    for (; i + 64 <= bytes; i += 64) {
      s0 = multiplyAdd(v128.load(x + i), v128.load(row + i), s0);
      s1 = multiplyAdd(v128.load(x + i, 16), v128.load(row + i, 16), s1);
      s2 = multiplyAdd(v128.load(x + i, 32), v128.load(row + i, 32), s2);
      s3 = multiplyAdd(v128.load(x + i, 48), v128.load(row + i, 48), s3);
    }
    let sum = sumLanes(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)));
    for (; i < bytes; i += 8) sum += load<f64>(x + i) * load<f64>(row + i);
    const to = y + (p << 3);
    store<f64>(to, beta == 0 ? alpha * sum : alpha * sum + beta * load<f64>(to));
  }
}

@inline
function addTo(address: usize, value: f64): void {
  store<f64>(address, load<f64>(address) + value);
}

/** y ← y + xA over rows `from` to `to` of a real symmetric A, element by element. */
function addRealRows(from: usize, to: usize, end: usize, a: usize, stride: usize, x: usize, y: usize): void {
  for (let i = from; i < to; i++) {
    const row = a + i * stride;
    const xi = load<f64>(x + (i << 3));
    let sum = xi * load<f64>(row + (i << 3));
    for (let k = i + 1; k < end; k++) {
      const value = load<f64>(row + (k << 3));
      sum += value * load<f64>(x + (k << 3));
      addTo(y + (k << 3), xi * value);
    }
    addTo(y + (i << 3), sum);
  }
}

/** y ← xA for a real symmetric n×n matrix of which only the upper triangle is read; rows are `stride` bytes apart. */
export function symmetricRow(n: usize, a: usize, stride: usize, x: usize, y: usize): void {
  memory.fill(y, 0, n << 3);
  let i: usize = 0;
  for (; i + 4 < n; i += 4) {
    // The corner on the diagonal and, so that pairs of columns remain, one more column where their number is odd.
    const first = i + 4 + ((n - i) & 1);
    addRealRows(i, i + 4, first, a, stride, x, y);
    const row = a + i * stride;
    const x0 = v128.load_splat<f64>(x + (i << 3));
    const x1 = v128.load_splat<f64>(x + (i << 3), 8);
    const x2 = v128.load_splat<f64>(x + (i << 3), 16);
    const x3 = v128.load_splat<f64>(x + (i << 3), 24);
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    for (let k = first << 3; k < n << 3; k += 16) {
      const xk = v128.load(x + k);
      let yk = v128.load(y + k);
      const a0 = v128.load(row + k);
      s0 = multiplyAdd(a0, xk, s0);
      yk = multiplyAdd(a0, x0, yk);
      const a1 = v128.load(row + stride + k);
      s1 = multiplyAdd(a1, xk, s1);
      yk = multiplyAdd(a1, x1, yk);
      const a2 = v128.load(row + 2 * stride + k);
      s2 = multiplyAdd(a2, xk, s2);
      yk = multiplyAdd(a2, x2, yk);
      const a3 = v128.load(row + 3 * stride + k);
      s3 = multiplyAdd(a3, xk, s3);
      yk = multiplyAdd(a3, x3, yk);
      v128.store(y + k, yk);
    }
    addTo(y + (i << 3), sumLanes(s0));
    addTo(y + (i << 3) + 8, sumLanes(s1));
    addTo(y + (i << 3) + 16, sumLanes(s2));
    addTo(y + (i << 3) + 24, sumLanes(s3));
  }
  addRealRows(i, n, n, a, stride, x, y);
}

/** y ← y + xA over rows `from` to `to` and columns below `end` of a Hermitian A, element by element. */
function addComplexRows(
  from: usize, to: usize, end: usize, a: usize, b: usize, stride: usize, x: usize, w: usize, y: usize, z: usize,
): void {
  for (let i = from; i < to; i++) {
    const re = a + i * stride;
    const im = b + i * stride;
    const xi = load<f64>(x + (i << 3));
    const wi = load<f64>(w + (i << 3));
    let sumRe = xi * load<f64>(re + (i << 3));
    let sumIm = wi * load<f64>(re + (i << 3));
    for (let k = i + 1; k < end; k++) {
      const ak = load<f64>(re + (k << 3));
      const bk = load<f64>(im + (k << 3));
      const xk = load<f64>(x + (k << 3));
      const wk = load<f64>(w + (k << 3));
      sumRe += xk * ak + wk * bk;
      sumIm += wk * ak - xk * bk;
      addTo(y + (k << 3), xi * ak - wi * bk);
      addTo(z + (k << 3), xi * bk + wi * ak);
    }
    addTo(y + (i << 3), sumRe);
    addTo(z + (i << 3), sumIm);
  }
}

/**
 * y + iz ← (x + iw)(A + iB) for a Hermitian n×n matrix of which only the upper triangle is read (of the diagonal the
 * real part): an element adds x_i A_ik to column k and x_k A_ik* to column i.
 */
export function hermitianRow(
  n: usize, a: usize, b: usize, stride: usize, x: usize, w: usize, y: usize, z: usize,
): void {
  memory.fill(y, 0, n << 3);
  memory.fill(z, 0, n << 3);
  let i: usize = 0;
  for (; i + 2 < n; i += 2) {
    const first = i + 2 + ((n - i) & 1);
    addComplexRows(i, i + 2, first, a, b, stride, x, w, y, z);
    const re = a + i * stride;
    const im = b + i * stride;
    const x0 = v128.load_splat<f64>(x + (i << 3));
    const x1 = v128.load_splat<f64>(x + (i << 3), 8);
    const w0 = v128.load_splat<f64>(w + (i << 3));
    const w1 = v128.load_splat<f64>(w + (i << 3), 8);
    let p0 = f64x2.splat(0), p1 = f64x2.splat(0), q0 = f64x2.splat(0), q1 = f64x2.splat(0);
    for (let k = first << 3; k < n << 3; k += 16) {
      const xk = v128.load(x + k);
      const wk = v128.load(w + k);
      let yk = v128.load(y + k);
      let zk = v128.load(z + k);
      let ak = v128.load(re + k);
      let bk = v128.load(im + k);
      p0 = multiplyAdd(wk, bk, multiplyAdd(xk, ak, p0));
      q0 = multiplySubtract(xk, bk, multiplyAdd(wk, ak, q0));
      yk = multiplySubtract(w0, bk, multiplyAdd(x0, ak, yk));
      zk = multiplyAdd(w0, ak, multiplyAdd(x0, bk, zk));
      ak = v128.load(re + stride + k);
      bk = v128.load(im + stride + k);
      p1 = multiplyAdd(wk, bk, multiplyAdd(xk, ak, p1));
      q1 = multiplySubtract(xk, bk, multiplyAdd(wk, ak, q1));
      yk = multiplySubtract(w1, bk, multiplyAdd(x1, ak, yk));
      zk = multiplyAdd(w1, ak, multiplyAdd(x1, bk, zk));
      v128.store(y + k, yk);
      v128.store(z + k, zk);
    }
    addTo(y + (i << 3), sumLanes(p0));
    addTo(y + (i << 3) + 8, sumLanes(p1));
    addTo(z + (i << 3), sumLanes(q0));
    addTo(z + (i << 3) + 8, sumLanes(q1));
  }
  addComplexRows(i, n, n, a, b, stride, x, w, y, z);
}

/**
 * In-place Walsh–Hadamard transform of `length` f64 (a power of two): t_i ← Σ_k (−1)^{|i∧k|} t_k.
 * It turns coefficients by sign mask into factors by basis index, and sums by basis index into sums by sign mask.
 */
export function walshHadamard(table: usize, length: usize): void {
  if (length >= 2) {
    for (let i: usize = 0; i < length; i += 2) {
      const p = table + (i << 3);
      const a = load<f64>(p);
      const b = load<f64>(p, 8);
      store<f64>(p, a + b);
      store<f64>(p, a - b, 8);
    }
  }
  for (let half: usize = 2; half < length; half <<= 1) {
    const stride = half << 3;
    for (let block: usize = 0; block < length; block += half << 1) {
      const start = table + (block << 3);
      for (let p = start; p < start + stride; p += 16) {
        const a = v128.load(p);
        const b = v128.load(p + stride);
        v128.store(p, f64x2.add(a, b));
        v128.store(p + stride, f64x2.sub(a, b));
      }
    }
  }
}

/** t[slot_k] ← t[slot_k] + sign_k·c_k; slots are byte addresses. */
export function scatter(slots: usize, signs: usize, coefficients: usize, count: usize): void {
  for (let k: usize = 0; k < count; k++) {
    const slot = <usize>load<u32>(slots + (k << 2));
    store<f64>(slot, load<f64>(slot) + load<f64>(signs + (k << 3)) * load<f64>(coefficients + (k << 3)));
  }
}

/** v_k ← sign_k·t[slot_k]; slots are byte addresses. */
export function gather(slots: usize, signs: usize, values: usize, count: usize): void {
  for (let k: usize = 0; k < count; k++) {
    const slot = <usize>load<u32>(slots + (k << 2));
    store<f64>(values + (k << 3), load<f64>(signs + (k << 3)) * load<f64>(slot));
  }
}

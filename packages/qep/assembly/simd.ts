/** a·b + c: fused where the module is compiled with relaxed SIMD, two roundings otherwise. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Exchanges both lanes: element i moves to i ^ 1. */
@inline
export function swapLanes(a: v128): v128 {
  return v128.shuffle<u64>(a, a, 1, 0);
}

@inline
export function sumLanes(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** c − a·b: fused where the module is compiled with relaxed SIMD, two roundings otherwise. */
@inline
export function multiplySubtract(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

/**
 * Natural logarithm that gives the same bits on every host.
 *
 * `Math.log` may differ in the last bit between engines; random numbers must not. x = 2^k·m with
 * √½ ≤ m < √2, then log m = 2 artanh(s), s = (m − 1)/(m + 1), |s| < 0.172, by its Taylor series.
 *
 * @param x positive and finite
 * @returns log(x), relative error below 4e-16
 */
export function portableLog(x: number): number {
  const [mantissa, exponent] = split(x);
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let k = 21; k >= 3; k -= 2) series = (series + 1 / k) * square;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + s * series));
}

// LN2_HIGH has 20 trailing zero bits, so exponent * LN2_HIGH is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const scratch = new DataView(new ArrayBuffer(8));

function split(x: number): [mantissa: number, exponent: number] {
  let scaled = x;
  let exponent = 0;
  if (scaled < 2.2250738585072014e-308) {
    scaled *= 2 ** 54;
    exponent = -54;
  }
  scratch.setFloat64(0, scaled);
  const high = scratch.getUint32(0);
  exponent += (high >>> 20) - 1023;
  scratch.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  const mantissa = scratch.getFloat64(0);
  return mantissa >= Math.SQRT2 ? [mantissa / 2, exponent + 1] : [mantissa, exponent];
}

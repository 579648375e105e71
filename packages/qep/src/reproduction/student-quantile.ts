import { QepError } from "../base/errors.ts";

/**
 * Quantile of Student's t distribution: the t with P(T ≤ t) = probability.
 *
 * By bisection of P(T > t) = I_x(ν/2, ½)/2, x = ν/(ν + t²).
 *
 * @param probability in (0, 1)
 * @param degreesOfFreedom ν > 0, need not be an integer
 * @throws QepError `invalid-argument`
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (
    !(
      probability > 0 &&
      probability < 1 &&
      degreesOfFreedom > 0 &&
      degreesOfFreedom < Number.POSITIVE_INFINITY
    )
  ) {
    throw new QepError(
      "invalid-argument",
      `studentQuantile: needs a probability in (0, 1) and finite positive degrees of freedom, got ${probability} and ${degreesOfFreedom}`,
      { probability, degreesOfFreedom },
    );
  }
  const tail = Math.min(probability, 1 - probability);
  const sign = probability < 0.5 ? -1 : 1;
  let [low, high] = [0, 1];
  while (studentTail(high, degreesOfFreedom) > tail) [low, high] = [high, 2 * high];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return sign * middle;
    if (studentTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
}

function studentTail(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  const total = degreesOfFreedom + square;
  return incompleteBeta(degreesOfFreedom / total, square / total, degreesOfFreedom / 2, 0.5) / 2;
}

/** Regularised incomplete beta function I_x(a, b); y = 1 − x is given too, so that neither end loses digits. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(a * logOf(x, y) + b * logOf(y, x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  // The continued fraction converges fast on this side of the mean; the other side by reflection.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(y, b, a)) / b;
}

/** log x, from the complement where x is near 1. */
function logOf(x: number, complement: number): number {
  return complement < 0.5 ? Math.log1p(-complement) : Math.log(x);
}

/** Continued fraction of the incomplete beta function, by Lentz's method (DLMF 8.17.22). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return fraction;
}

/** log Γ(x) for x > 0: Stirling's series after raising x to at least 16 by the recurrence. */
function logGamma(x: number): number {
  let raised = x;
  let product = 1;
  while (raised < 16) product *= raised++;
  const inverse = 1 / (raised * raised);
  const series = (1 / 12 + inverse * (-1 / 360 + inverse * (1 / 1260 + inverse / -1680))) / raised;
  return (
    (raised - 0.5) * Math.log(raised) - raised + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

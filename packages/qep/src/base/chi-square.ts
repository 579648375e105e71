/**
 * The probability that χ² of k degrees of freedom exceeds a value, Q(k/2, x/2).
 *
 * Series or continued fraction of the incomplete gamma function; relative error about 1e-13.
 *
 * @param value x ≥ 0
 * @param degreesOfFreedom k, a whole number of at least 1
 * @returns a p-value in [0, 1]
 * @see Press et al., Numerical Recipes, 3rd edition, section 6.2
 */
export function chiSquareTail(value: number, degreesOfFreedom: number): number {
  if (value <= 0) return 1;
  const [a, x] = [degreesOfFreedom / 2, value / 2];
  // x^a e^{−x} / Γ(a)
  const front = Math.exp(a * Math.log(x) - x - logGammaOfHalf(degreesOfFreedom));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

/** ln Γ(k/2) by Γ(a + 1) = a Γ(a) from Γ(½) = √π or Γ(1) = 1. */
function logGammaOfHalf(k: number): number {
  let sum = k % 2 === 1 ? Math.log(Math.PI) / 2 : 0;
  for (let a = k % 2 === 1 ? 0.5 : 1; a < k / 2; a++) sum += Math.log(a);
  return sum;
}

/** Σ_n x^n / (a(a + 1)…(a + n)). */
function lowerSeries(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)), Lentz's way. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let value = d;
  for (let n = 1; ; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) return value;
  }
}

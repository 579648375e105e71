import { QepError } from "../base/errors.ts";
import { studentQuantile } from "./student-quantile.ts";

/** Difference of two means with its uncertainty. */
export interface WelchInterval {
  /** mean(a) − mean(b) */
  readonly difference: number;
  readonly standardError: number;
  /** Welch–Satterthwaite degrees of freedom; infinite where neither sample varies */
  readonly degreesOfFreedom: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** Outcome of a two-sample Kolmogorov–Smirnov test. */
export interface KolmogorovSmirnov {
  /** sup |F_a − F_b| */
  readonly statistic: number;
  /** probability of a statistic at least as large if both samples come from one distribution */
  readonly pValue: number;
  readonly method: "exact" | "asymptotic";
}

/**
 * Welch's confidence interval of a difference of means, for samples of unequal variance.
 *
 * mean(a) − mean(b) ± t_{ν,(1+c)/2} √(s_a²/n_a + s_b²/n_b)
 *
 * @param a at least two finite values
 * @param b at least two finite values
 * @param confidence c, between 0 and 1
 * @throws QepError `invalid-argument`, `not-finite`
 * @see B. L. Welch, Biometrika 34, 28 (1947)
 */
export function welchInterval(a: readonly number[], b: readonly number[], confidence = 0.95): WelchInterval {
  if (!(confidence > 0 && confidence < 1)) {
    throw new QepError(
      "invalid-argument",
      `welchInterval: confidence must lie in (0, 1), got ${confidence}`,
      {
        confidence,
      },
    );
  }
  const first = meanAndSquaredError(a, "a");
  const second = meanAndSquaredError(b, "b");
  const squared = first.squaredError + second.squaredError;
  const difference = first.mean - second.mean;
  const standardError = Math.sqrt(squared);
  const degreesOfFreedom =
    squared === 0
      ? Number.POSITIVE_INFINITY
      : squared ** 2 / (first.squaredError ** 2 / (a.length - 1) + second.squaredError ** 2 / (b.length - 1));
  const reach = squared === 0 ? 0 : studentQuantile((1 + confidence) / 2, degreesOfFreedom) * standardError;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    low: difference - reach,
    high: difference + reach,
    confidence,
  };
}

function meanAndSquaredError(
  values: readonly number[],
  name: string,
): { mean: number; squaredError: number } {
  requireFinite(values, 2, `welchInterval: sample ${name}`);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, squaredError: squares / (values.length - 1) / values.length };
}

function requireFinite(values: readonly number[], minimum: number, where: string): void {
  if (values.length < minimum) {
    throw new QepError(
      "invalid-argument",
      `${where} needs at least ${minimum} values, got ${values.length}`,
      {
        length: values.length,
      },
    );
  }
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new QepError("not-finite", `${where} must be finite, value ${index} is ${values[index]}`, {
      index,
    });
  }
}

/** Up to this product of sample sizes the p-value is exact: at most a few hundredths of a second. */
const EXACT_LIMIT = 4_000_000;

/**
 * Two-sample, two-sided Kolmogorov–Smirnov test.
 *
 * D = sup_x |F_a(x) − F_b(x)|. The exact p-value counts lattice paths: under the null hypothesis every order of the
 * pooled sample is equally likely. Equal values are conditioned on (a path is judged only between distinct values), which
 * accuracies in steps of 1/200 need; without ties it is the usual exact p-value.
 *
 * @param a finite values, at least one
 * @param b finite values, at least one
 * @throws QepError `invalid-argument`, `not-finite`
 * @see J. L. Hodges, Arkiv för Matematik 3, 469 (1958)
 */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): KolmogorovSmirnov {
  requireFinite(a, 1, "kolmogorovSmirnov: sample a");
  requireFinite(b, 1, "kolmogorovSmirnov: sample b");
  const product = a.length * b.length;
  const pooled = [...a, ...b].sort((left, right) => left - right);
  const distance = largestDistance(a, b);
  const statistic = distance / product;
  return product <= EXACT_LIMIT
    ? { statistic, pValue: probabilityOfReaching(distance, a.length, b.length, pooled), method: "exact" }
    : {
        statistic,
        pValue: kolmogorovTail(Math.sqrt(product / (a.length + b.length)) * statistic),
        method: "asymptotic",
      };
}

/** max |i·n_b − j·n_a| over the steps of both distribution functions: D as an integer. */
function largestDistance(a: readonly number[], b: readonly number[]): number {
  const first = [...a].sort((left, right) => left - right);
  const second = [...b].sort((left, right) => left - right);
  let [i, j, largest] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i] as number, second[j] as number);
    while (first[i] === value) i++;
    while (second[j] === value) j++;
    largest = Math.max(largest, Math.abs(i * second.length - j * first.length));
  }
  return largest;
}

/**
 * Probability that a random path from (0, 0) to (m, n) somewhere has |i·n − j·m| ≥ distance.
 *
 * p(i, j) = 1 where the bound is reached, else i/(i+j)·p(i−1, j) + j/(i+j)·p(i, j−1): sums of positive terms only, so
 * that small p-values keep their digits.
 */
function probabilityOfReaching(distance: number, m: number, n: number, pooled: readonly number[]): number {
  const row = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      const total = i + j;
      // Between two equal values neither distribution function has taken its step; both ends are always judged.
      const judged = pooled[total] !== pooled[total - 1];
      if (judged && Math.abs(i * n - j * m) >= distance) row[j] = 1;
      else if (total > 0)
        row[j] = (i * (row[j] as number) + j * (j > 0 ? (row[j - 1] as number) : 0)) / total;
    }
  }
  return row[n] as number;
}

/**
 * Tail of Kolmogorov's limiting distribution.
 *
 * Q(λ) = 2 Σ_{k≥1} (−1)^{k−1} e^{−2k²λ²} = 1 − √(2π)/λ Σ_{k≥1} e^{−(2k−1)²π²/8λ²}; the second form where λ < 1.
 *
 * @param scaled λ = D √(mn/(m+n)), not negative
 */
export function kolmogorovTail(scaled: number): number {
  if (scaled <= 0) return 1;
  let sum = 0;
  for (let k = 6; k >= 1; k--) {
    sum +=
      scaled < 1
        ? Math.exp(-(((2 * k - 1) * Math.PI) ** 2) / (8 * scaled * scaled))
        : (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * (k * scaled) ** 2);
  }
  return scaled < 1 ? 1 - (Math.sqrt(2 * Math.PI) / scaled) * sum : 2 * sum;
}

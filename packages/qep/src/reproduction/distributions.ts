import { agreement, NO_DATA } from "./comparisons.ts";
import type { Comparison } from "./reproduction.ts";
import { kolmogorovSmirnov, welchInterval } from "./statistics.ts";

/** Runs of our own that a distribution is judged from. */
export const LEAST_RUNS = 10;

/** Means this close count as the same, where the interval of their difference lies within. */
const CLOSE = 0.03;

/** Level of the Kolmogorov–Smirnov test. */
const LEVEL = 0.01;

/**
 * Two samples of random results: the 95 % interval of the difference of their means (Welch), and a two-sample
 * Kolmogorov–Smirnov test.
 *
 * They agree where the test does not reject at 1 %, and the interval holds zero or lies within ±0.03. With fewer than
 * {@link LEAST_RUNS} runs of our own the numbers are given without a verdict.
 */
export function compareSamples(
  quantity: string,
  published: readonly number[] | undefined,
  ours: readonly number[],
): Comparison {
  const shown = {
    quantity,
    published: published && published.length > 1 ? sampleText(published) : NO_DATA,
    ours: sampleText(ours),
  };
  if (!published || published.length < 2 || ours.length < 2) {
    return { ...shown, evidence: "two runs at least on both sides are needed", verdict: "not compared" };
  }
  const { difference, low, high } = welchInterval(ours, published);
  const { statistic, pValue } = kolmogorovSmirnov(ours, published);
  const isClose = (low <= 0 && high >= 0) || Math.max(-low, high) <= CLOSE;
  const few = ours.length < LEAST_RUNS;
  return {
    ...shown,
    evidence:
      `difference of means ${signed(difference)}, 95 % interval [${signed(low)}, ${signed(high)}]; ` +
      `Kolmogorov–Smirnov D = ${statistic.toFixed(2)}, p = ${pValue.toFixed(2)}` +
      `${few ? `; fewer than ${LEAST_RUNS} runs here (--runs)` : ""}`,
    verdict: few ? "not compared" : agreement(isClose && pValue >= LEVEL),
  };
}

function signed(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

/** Mean ± standard deviation over runs. */
export function sampleText(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return `${mean.toFixed(3)} (1 run)`;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(3)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(3)} (${values.length} runs)`;
}

/** The value below which a share of the sample lies, interpolated between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return below + (place - Math.floor(place)) * (above - below);
}

import { median } from "../base/median.ts";

/** A curve with its name in the legend. */
export interface Curve {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** The points of a curve as pairs. */
export function pairsOf({ x, y }: Pick<Curve, "x" | "y">): (readonly [x: number, y: number])[] {
  return x.map((value, i) => [value, y[i] as number]);
}

/**
 * Mean over a window centred at each value; at the ends the window is cut to the values there are.
 *
 * @param window number of values, odd; an even one counts as the next odd one
 * @returns as many means as values
 */
export function runningMean(values: readonly number[], window: number): number[] {
  const cumulative = [0];
  for (const value of values) cumulative.push((cumulative.at(-1) as number) + value);
  const half = Math.floor(window / 2);
  return values.map((_, i) => {
    const first = Math.max(0, i - half);
    const end = Math.min(values.length, i + half + 1);
    return ((cumulative[end] as number) - (cumulative[first] as number)) / (end - first);
  });
}

/** Median over a window, which is placed and cut as that of {@link runningMean}. */
export function runningMedian(values: readonly number[], window: number): number[] {
  const half = Math.floor(window / 2);
  return values.map((_, i) => median(values.slice(Math.max(0, i - half), i + half + 1)));
}

/** Smallest and largest of the numbers, and of zero if wanted; equal ends are moved apart. */
export function extent(values: readonly number[], withZero = false): [low: number, high: number] {
  let [low, high] = withZero ? [0, 0] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low < high) return [low, high];
  const room = Math.abs(low) || 1;
  return [low - room / 2, high + room / 2];
}

/** A point at which a quantity peaks along a line through a phase diagram. */
export interface BoundaryPoint {
  /** Where, on the axis along which the line runs. */
  readonly place: number;
  /** The quantity there. */
  readonly height: number;
}

/** A peak counts where it is this much higher than the ground it rises from. */
const PROMINENT = 1.5;

/**
 * Peaks of a positive quantity over equally spaced values.
 *
 * A value higher than its two neighbours counts where it is at least 1.5 times as high as the ground: the higher of the two
 * lowest values that lie on either side before a higher one, or the end. Place and height are those of the parabola
 * through the three values. The ends are no peaks: whether the quantity falls behind them is not known.
 *
 * @param at equally spaced, rising
 * @param values NaN where there is none
 */
export function peaksOf(at: readonly number[], values: readonly number[]): BoundaryPoint[] {
  const step = (at[1] as number) - (at[0] as number);
  return at.slice(1, -1).flatMap((place, index): BoundaryPoint[] => {
    const [before, here, after] = values.slice(index, index + 3) as [number, number, number];
    if (!(here > before && here >= after)) return [];
    const ground = Math.max(
      lowestUntilHigher(values.slice(0, index + 1).reverse(), here),
      lowestUntilHigher(values.slice(index + 2), here),
    );
    if (here < PROMINENT * ground) return [];
    const curvature = before - 2 * here + after;
    const shift = (before - after) / (2 * curvature);
    return [{ place: place + shift * step, height: here - (shift * (before - after)) / 4 }];
  });
}

/** The lowest value before one that is higher than `height`. */
function lowestUntilHigher(values: readonly number[], height: number): number {
  const end = values.findIndex((value) => !(value <= height));
  return Math.min(...values.slice(0, end < 0 ? values.length : end));
}

/**
 * −d²f/dx² by second differences, NaN at the ends: of a ground energy the peaks are those of the response to x.
 *
 * @param at equally spaced, rising
 */
export function negativeCurvature(at: readonly number[], values: readonly number[]): number[] {
  const step = (at[1] as number) - (at[0] as number);
  return values.map((value, k) => {
    const [before, after] = [values[k - 1], values[k + 1]];
    return before === undefined || after === undefined
      ? Number.NaN
      : (2 * value - before - after) / step ** 2;
  });
}

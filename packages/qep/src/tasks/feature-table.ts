import { QepError } from "../base/errors.ts";
import { RandomStream, type StreamKey } from "../base/random.ts";

/** Rows that are trained on, and rows that are held back. */
export interface RowSplit {
  readonly training: readonly number[];
  readonly test: readonly number[];
}

/** How columns are brought to a common scale before they become inputs. */
export type Scaling = "none" | "standardize" | "range";

/** v ↦ (v − center)/spread. */
export interface ColumnScale {
  readonly center: number;
  readonly spread: number;
}

/**
 * Splits the rows of a table at random.
 *
 * @param count rows, at least 2
 * @param fraction part held back for the test, in (0, 1); rounded to whole rows, at least one on each side
 * @param seed of the run; the split depends on nothing else
 * @returns indices of rows, in the order of the table
 * @throws QepError `wrong-shape` for fewer than two rows
 */
export function splitRows(count: number, fraction: number, seed: StreamKey): RowSplit {
  if (count < 2) {
    throw new QepError(
      "wrong-shape",
      `expected at least 2 rows, one to train on and one to test; given ${count}`,
      {
        count,
      },
    );
  }
  const held = Math.min(Math.max(Math.round(fraction * count), 1), count - 1);
  const stream = new RandomStream(seed, "split");
  const order = Array.from({ length: count }, (_, row) => row);
  // Fisher and Yates, as far as the rows held back.
  for (let place = 0; place < held; place++) {
    const other = place + stream.integer(count - place);
    [order[place], order[other]] = [order[other], order[place]];
  }
  const test = new Set(order.slice(0, held));
  const rows = order.toSorted((a, b) => a - b);
  return { training: rows.filter((row) => !test.has(row)), test: rows.filter((row) => test.has(row)) };
}

/**
 * The scale of a column, from the rows trained on alone, so that nothing of the test rows leaks into training.
 *
 * none: v; standardize: (v − mean)/standard deviation; range: to [−1, 1]. A column that is constant on these rows is only
 * centred.
 *
 * @param values the whole column, finite
 * @param rows indices of the rows trained on, at least one
 */
export function columnScale(
  values: readonly number[],
  rows: readonly number[],
  scaling: Scaling,
): ColumnScale {
  if (scaling === "none") return { center: 0, spread: 1 };
  const seen = rows.map((row) => values[row]);
  if (scaling === "range") {
    const [low, high] = [Math.min, Math.max].map((end) => seen.reduce((a, b) => end(a, b)));
    return { center: (low + high) / 2, spread: (high - low) / 2 || 1 };
  }
  const center = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const variance = seen.reduce((sum, value) => sum + (value - center) ** 2, 0) / seen.length;
  return { center, spread: Math.sqrt(variance) || 1 };
}

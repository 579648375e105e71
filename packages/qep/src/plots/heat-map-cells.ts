import type { ColourScale } from "./colour-scales.ts";

/** Neighbouring cells of one row and one colour: columns `from` up to but without `to`. */
export interface CellRun {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Even, so that the middle of a diverging scale, zero, keeps its colour. */
const STEPS = 256;

/**
 * Cells of a map by colour. Colours are rounded to 257 levels and equal neighbours joined, so that a large map stays a
 * small figure.
 *
 * @param values one list per row; NaN where there is none
 * @returns for each colour its runs; every finite value is in exactly one
 */
export function runsByColour(
  values: readonly (readonly number[])[],
  scale: ColourScale,
): ReadonlyMap<string, CellRun[]> {
  const levelOf = (value: number): number =>
    Math.round(((value - scale.low) / (scale.high - scale.low)) * STEPS);
  const byColour = new Map<string, CellRun[]>();
  values.forEach((cells, row) => {
    let from = 0;
    while (from < cells.length) {
      const level = levelOf(cells[from] as number);
      let to = from + 1;
      while (to < cells.length && levelOf(cells[to] as number) === level) to++;
      if (!Number.isNaN(level)) {
        const colour = scale.colourOf(scale.low + (level / STEPS) * (scale.high - scale.low));
        const runs = byColour.get(colour) ?? [];
        runs.push({ row, from, to });
        byColour.set(colour, runs);
      }
      from = to;
    }
  });
  return byColour;
}

/**
 * Edges of the cells around points: half way between neighbours, and as far outside at the ends.
 *
 * @param centres rising, at least two
 * @returns one more edge than centres
 */
export function cellEdges(centres: readonly number[]): readonly number[] {
  const middles = centres.slice(1).map((centre, i) => (centre + (centres[i] as number)) / 2);
  const [first, last] = [centres[0] as number, centres.at(-1) as number];
  return [2 * first - (middles[0] as number), ...middles, 2 * last - (middles.at(-1) as number)];
}

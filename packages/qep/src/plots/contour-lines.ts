/** A piece of an isoline between two edges of a cell, in the coordinates of the grid. */
export type IsolinePiece = readonly [
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
];

/** Which pairs of edges an isoline joins, by the corners above the level: bits lower left, lower right, upper right, upper left. */
const PAIRS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/**
 * The isoline of a level over a rectangular grid, by marching squares with linear interpolation on the edges.
 *
 * @param x rising, length n
 * @param y rising, length m
 * @param values m rows of n; cells with a NaN corner are left out
 * @returns pieces in no particular order
 */
export function isoline(
  x: readonly number[],
  y: readonly number[],
  values: readonly (readonly number[])[],
  level: number,
): IsolinePiece[] {
  const pieces: IsolinePiece[] = [];
  for (let row = 0; row + 1 < y.length; row++) {
    for (let column = 0; column + 1 < x.length; column++) {
      const corners = CORNERS.map(([right, up]) => ({
        place: [x[column + right] as number, y[row + up] as number] as const,
        value: values[row + up]?.[column + right] as number,
      }));
      if (corners.some(({ value }) => Number.isNaN(value))) continue;
      for (const [from, to] of pairsIn(
        corners.map(({ value }) => value),
        level,
      )) {
        pieces.push([crossing(corners, from, level), crossing(corners, to, level)]);
      }
    }
  }
  return pieces;
}

/** Corners of a cell: edge k leads from corner k to the next. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

interface Corner {
  readonly place: readonly [number, number];
  readonly value: number;
}

function pairsIn(values: readonly number[], level: number): readonly (readonly [number, number])[] {
  const above = values.reduce((bits, value, k) => (value >= level ? bits | (1 << k) : bits), 0);
  if (above !== 5 && above !== 10) return PAIRS[above] as readonly (readonly [number, number])[];
  // Two opposite corners are above: the middle says which of them hang together.
  const isMiddleAbove = values.reduce((sum, value) => sum + value, 0) / 4 >= level;
  const cutsFirst = (above === 5) !== isMiddleAbove;
  return cutsFirst
    ? [
        [3, 0],
        [1, 2],
      ]
    : [
        [0, 1],
        [2, 3],
      ];
}

function crossing(corners: readonly Corner[], edge: number, level: number): readonly [number, number] {
  const [a, b] = [corners[edge] as Corner, corners[(edge + 1) % 4] as Corner];
  const share = (level - a.value) / (b.value - a.value);
  return [a.place[0] + share * (b.place[0] - a.place[0]), a.place[1] + share * (b.place[1] - a.place[1])];
}

/**
 * Round levels within a range, at equal distances of 1, 2 or 5 times a power of ten.
 *
 * @param most at most so many
 */
export function roundLevels(low: number, high: number, most: number): number[] {
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= least) as number);
  const first = Math.floor(low / step) + 1;
  const count = Math.max(0, Math.ceil(high / step) - first);
  return Array.from({ length: count }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

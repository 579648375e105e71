/** Font stack of every figure; DejaVu Sans first because it is the font that PNG files are made with. */
export const FONT_FAMILY = "'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif";

/** Font sizes in pixels. */
export const FONT_SIZE = { title: 14, label: 13, tick: 12, note: 12 } as const;

/** Colour of text, axes and frames. */
export const INK = "#222222";

/** Colour of secondary text and reference lines. */
export const MUTED = "#666666";

/** Colour of grid lines. */
export const GRID = "#e4e4e4";

/** Colour of a place without a value. */
export const MISSING = "#d0d0d0";

/** Background of every figure. */
export const PAPER = "#ffffff";

/** The colour-blind-safe palette of Okabe and Ito, without yellow, which is too light for lines on white. */
export const OKABE_ITO = {
  blue: "#0072B2",
  orange: "#E69F00",
  green: "#009E73",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  sky: "#56B4E9",
  black: "#000000",
} as const;

/** Colours of curves, in order of use. */
export const SERIES_COLOURS: readonly string[] = [
  OKABE_ITO.blue,
  OKABE_ITO.orange,
  OKABE_ITO.green,
  OKABE_ITO.purple,
  OKABE_ITO.vermillion,
  OKABE_ITO.sky,
  OKABE_ITO.black,
];

/** Line widths in pixels. */
export const LINE = { frame: 1, curve: 1.75, faint: 0.75, reference: 1.25 } as const;

/** The colour of the curve with this index; after the last colour the first comes again. */
export function seriesColour(index: number): string {
  return SERIES_COLOURS[index % SERIES_COLOURS.length] as string;
}

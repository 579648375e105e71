import { estimateWidth, mathText } from "./math-text.ts";
import { FONT_SIZE, INK, LINE, MUTED, PAPER } from "./style.ts";
import { element, groupAt } from "./svg-element.ts";

/** What stands before the words of a legend entry. */
export type LegendSymbol =
  | "line"
  | "faint"
  | "dashed"
  | "swatch"
  | "start"
  | "end"
  | "cross"
  | "mark"
  | "outline";

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly symbol: LegendSymbol;
  readonly colour: string;
}

/** A drawn legend and the height it takes, in pixels. */
export interface Legend {
  readonly element: Element;
  readonly height: number;
}

/** Height of one line of a legend in pixels. */
export const LEGEND_LINE = 20;

const SYMBOL_WIDTH = 24;
const GAP = 20;

/** Draws a legend in rows that break at a width. @param place left upper corner and width in pixels */
export function drawLegend(
  document: Document,
  entries: readonly LegendEntry[],
  place: { readonly left: number; readonly top: number; readonly width: number },
): Legend {
  let [x, row] = [0, 0];
  const parts = entries.map((entry) => {
    const symbolWidth = SYMBOL_WIDTH + 6;
    const width = symbolWidth + estimateWidth(entry.label, FONT_SIZE.note);
    if (x > 0 && x + width > place.width) [x, row] = [0, row + 1];
    const group = groupAt(document, place.left + x, place.top + (row + 0.5) * LEGEND_LINE, [
      drawSymbol(document, entry),
      mathText(document, entry.label, { x: symbolWidth, y: 4, "font-size": FONT_SIZE.note }),
    ]);
    x += width + GAP;
    return group;
  });
  return {
    element: element(document, "g", {}, parts),
    height: entries.length === 0 ? 0 : (row + 1) * LEGEND_LINE,
  };
}

function drawSymbol(document: Document, { symbol, colour }: LegendEntry): Element {
  const middle = SYMBOL_WIDTH / 2;
  const line = (width: number, extra: Record<string, string | number> = {}) =>
    element(document, "path", {
      d: `M0,0H${SYMBOL_WIDTH}`,
      stroke: colour,
      "stroke-width": width,
      fill: "none",
      ...extra,
    });
  switch (symbol) {
    case "line":
      return line(LINE.curve + 0.5);
    case "faint":
      return line(LINE.faint + 0.5, { "stroke-opacity": 0.5 });
    case "dashed":
      return line(LINE.reference, { "stroke-dasharray": "5 3" });
    case "swatch":
      return swatch(document, colour, MUTED, 0.5);
    case "outline":
      return swatch(document, PAPER, colour, 2);
    case "start":
    case "end":
      return groupAt(document, middle, 0, [drawMarker(document, symbol, colour)]);
    case "mark": {
      const circle = { cx: 0, cy: 0, r: 3.5, fill: PAPER, stroke: colour, "stroke-width": 1.5 };
      return groupAt(document, middle, 0, [element(document, "circle", circle)]);
    }
    case "cross":
      return groupAt(document, middle, 0, [drawCross(document, colour)]);
  }
}

function swatch(document: Document, fill: string, stroke: string, width: number): Element {
  return element(document, "rect", {
    x: 5,
    y: -7,
    width: 14,
    height: 14,
    fill,
    stroke,
    "stroke-width": width,
  });
}

/** The mark at the start (open circle) or the end (filled square) of a path, centred at the origin. */
export function drawMarker(document: Document, kind: "start" | "end", colour: string): Element {
  if (kind === "start") {
    return element(document, "circle", {
      cx: 0,
      cy: 0,
      r: 5.5,
      fill: PAPER,
      stroke: colour,
      "stroke-width": 2.5,
    });
  }
  return element(document, "rect", {
    x: -5.5,
    y: -5.5,
    width: 11,
    height: 11,
    fill: colour,
    stroke: PAPER,
    "stroke-width": 1.5,
  });
}

/** A small cross centred at the origin. */
export function drawCross(document: Document, colour: string = INK): Element {
  return element(document, "path", {
    d: "M-3,-3L3,3M-3,3L3,-3",
    stroke: colour,
    "stroke-width": 1.5,
    fill: "none",
  });
}

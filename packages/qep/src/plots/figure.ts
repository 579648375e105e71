import { mathText, plainText } from "./math-text.ts";
import { serializeSvg } from "./serialize-svg.ts";
import { FONT_FAMILY, FONT_SIZE, INK, PAPER } from "./style.ts";
import { element } from "./svg-element.ts";

/** Room for the title at the top of a figure, in pixels. */
export const TITLE_ROOM = 32;

/** Size in pixels and one-line description of a figure. */
export interface FigureFrame {
  readonly width: number;
  readonly height: number;
  readonly description: string;
}

/**
 * Puts the parts of a figure on white paper and writes them as standalone SVG.
 *
 * @param parts elements placed in the coordinates of the figure, drawn in this order
 * @returns SVG text
 */
export function writeFigure(document: Document, frame: FigureFrame, parts: readonly Element[]): string {
  const { width, height } = frame;
  const paper = element(document, "rect", { width, height, fill: PAPER });
  const root = element(
    document,
    "svg",
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": plainText(frame.description),
      "font-family": FONT_FAMILY,
      "font-size": FONT_SIZE.tick,
      fill: INK,
    },
    [paper, ...parts],
  );
  return serializeSvg(root);
}

/** The title of a figure, left over the first panel. @param left x of its first letter in pixels */
export function figureTitle(document: Document, title: string, left: number): Element {
  const style = { x: left, y: 20, "font-size": FONT_SIZE.title, "font-weight": "bold" };
  return mathText(document, title, style);
}

import * as Plot from "@observablehq/plot";
import { median } from "../base/median.ts";
import { valueAxis } from "./axis.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkForLog, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { estimateWidth } from "./math-text.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS } from "./panel.ts";
import { FONT_SIZE, INK, LINE, MUTED, seriesColour } from "./style.ts";

/** The same quantity of several things, each in several ways. */
export interface PairedDotsData {
  readonly title?: string;
  /** Label of the vertical axis, with the unit. */
  readonly label: string;
  readonly scale?: "linear" | "log";
  /** The ways, from left to right. */
  readonly columns: readonly string[];
  /** One thing each: a value for each column, joined by a line. */
  readonly rows: readonly (readonly number[])[];
}

const COLUMN_WIDTH = 130;
const FRAME_HEIGHT = 260;

/**
 * Dots in columns, those of one thing joined: who gains and who loses, one by one. A bar marks each median.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape` where there are no rows or one has not a value for each column; `not-finite`
 */
export function pairedDotsFigure(data: PairedDotsData, document: Document): string {
  const { title, label, scale = "linear", columns, rows } = data;
  checkData(data);
  const dots = rows.flatMap((row, r) => row.map((y, x) => ({ x, y, r })));
  const medians = columns.map((_, x) => ({ x, y: median(rows.map((row) => row[x] as number)) }));
  const top = title ? TITLE_ROOM : 12;
  const frame = { left: LEFT_AXIS, top, width: COLUMN_WIDTH * columns.length, height: FRAME_HEIGHT };
  const panel = drawPanel(document, {
    frame,
    x: { label: "", domain: [-0.5, columns.length - 0.5], names: columns },
    y: valueAxis(
      label,
      dots.map(({ y }) => y),
      { scale, withZero: scale === "linear" },
    ),
    marks: [
      Plot.line(dots, { x: "x", y: "y", z: "r", stroke: MUTED, strokeWidth: LINE.faint }),
      Plot.dot(dots, { x: "x", y: "y", fill: ({ x }: { x: number }) => seriesColour(x), r: 4 }),
      Plot.ruleY(medians, {
        x1: ({ x }: { x: number }) => x - 0.2,
        x2: ({ x }: { x: number }) => x + 0.2,
        y: "y",
        stroke: INK,
        strokeWidth: LINE.curve,
      }),
    ],
  });
  const parts = [panel.element, ...(title ? [figureTitle(document, title, frame.left)] : [])];
  const size = {
    width: LEFT_AXIS + Math.max(frame.width, estimateWidth(title ?? "", FONT_SIZE.title)) + 24,
    height: top + FRAME_HEIGHT + BOTTOM_AXIS,
  };
  return writeFigure(document, { ...size, description: title ?? label }, parts);
}

function checkData({ columns, rows, scale }: PairedDotsData): void {
  checkNotEmpty("paired dots: columns", columns);
  checkNotEmpty("paired dots: rows", rows);
  for (const [r, row] of rows.entries()) {
    checkLength(`paired dots, row ${r}`, row, columns.length);
    checkFinite(`paired dots, row ${r}`, row);
    checkForLog(`paired dots, row ${r}`, scale, row);
  }
}

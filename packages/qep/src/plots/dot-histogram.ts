import * as Plot from "@observablehq/plot";
import { extent } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkNotEmpty } from "./figure-checks.ts";
import { estimateWidth } from "./math-text.ts";
import { BOTTOM_AXIS, drawPanel } from "./panel.ts";
import { FONT_SIZE, GRID, INK, LINE, seriesColour } from "./style.ts";

/** A sample of numbers, one dot each. */
export interface DotGroup {
  readonly label: string;
  readonly values: readonly number[];
  /** Which colour of the series; groups of one kind share theirs. Its place among the groups if absent. */
  readonly series?: number;
}

/** Samples of one quantity, below each other. */
export interface DotHistogramData {
  readonly title?: string;
  /** Label of the axis, with the unit. */
  readonly label: string;
  /** From top to bottom. */
  readonly groups: readonly DotGroup[];
  /** Ends of the axis; from the data if absent. */
  readonly range?: readonly [low: number, high: number];
}

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

const FRAME_WIDTH = 460;
const BINS = 60;
/** Pixels of one dot in a stack. */
const DOT = 7;
/** Least height of a row in pixels. */
const LEAST_ROW = 36;
/** Room over the bar of a mean, in rows. */
const MEAN_ROOM = 0.1;
const EDGE = 0.03;

/**
 * Histograms of dots, one dot for each value: small samples stay what they are, and a bar marks each mean.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape` where there are no groups, or one without values; `not-finite`
 */
export function dotHistogramFigure(data: DotHistogramData, document: Document): string {
  checkData(data);
  const { groups, label, title } = data;
  const domain = data.range ?? padded(extent(groups.flatMap(({ values }) => values)));
  const stacks = groups.map(({ values }) => stacked(values, domain));
  // All rows are as high as the highest stack of any, and one dot more.
  const rowDots = 2 + Math.max(...stacks.flat().map(({ level }) => level));
  const dots = stacks.flatMap((stack, row) =>
    stack.map(({ x, level }): Dot => {
      return { x, y: row + 0.5 - (level + 0.8) / rowDots, colour: seriesColour(groups[row]?.series ?? row) };
    }),
  );
  const means = groups.map(({ values }, row) => ({
    row,
    x: values.reduce((a, b) => a + b, 0) / values.length,
  }));
  const left = 20 + Math.max(40, ...groups.map((group) => estimateWidth(group.label, FONT_SIZE.tick)));
  const top = title ? TITLE_ROOM : 12;
  const frame = { left, top, width: FRAME_WIDTH, height: groups.length * Math.max(LEAST_ROW, rowDots * DOT) };
  const panel = drawPanel(document, {
    frame,
    x: { label, domain },
    y: { label: "", domain: [groups.length - 0.5, -0.5], names: groups.map((group) => group.label) },
    grid: "x",
    marks: [
      Plot.ruleY(groups.slice(1), { y: (_, row) => row + 0.5, stroke: GRID }),
      Plot.ruleX(means, {
        x: "x",
        y1: ({ row }) => row - 0.5 + MEAN_ROOM,
        y2: ({ row }) => row + 0.5,
        stroke: INK,
        strokeWidth: LINE.curve,
      }),
      Plot.dot(dots, { x: "x", y: "y", fill: (dot: Dot) => dot.colour, r: DOT / 2 - 0.4 }),
    ],
  });
  const parts = [panel.element, ...(title ? [figureTitle(document, title, left)] : [])];
  const size = { width: left + FRAME_WIDTH + 24, height: top + frame.height + BOTTOM_AXIS };
  return writeFigure(document, { ...size, description: title ?? label }, parts);
}

/** Each value in its bin, on top of those that came before. */
function stacked(values: readonly number[], [low, high]: readonly [number, number]) {
  const levels = new Map<number, number>();
  return values.map((value) => {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((BINS * (value - low)) / (high - low))));
    const level = levels.get(bin) ?? 0;
    levels.set(bin, level + 1);
    return { x: low + ((bin + 0.5) * (high - low)) / BINS, level };
  });
}

function padded([low, high]: readonly [number, number]): readonly [number, number] {
  const room = EDGE * (high - low);
  return [low - room, high + room];
}

function checkData({ groups }: DotHistogramData): void {
  checkNotEmpty("dot histogram: groups", groups);
  for (const { label, values } of groups) {
    checkNotEmpty(`dot histogram, ${label}: values`, values);
    checkFinite(`dot histogram, ${label}: values`, values);
  }
}

import * as Plot from "@observablehq/plot";
import { valueAxis } from "./axis.ts";
import { type Curve, extent, pairsOf } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkCurve, checkFinite, checkForLog, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { estimateWidth, mathText } from "./math-text.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS } from "./panel.ts";
import {
  type ReferenceLine,
  referenceLabels,
  referenceMarks,
  referenceRoom,
  spread,
} from "./reference-lines.ts";
import { FONT_SIZE, LINE, MUTED, PAPER, seriesColour } from "./style.ts";

/** A curve with, where known, the standard error of each y. */
export interface LineSeries extends Curve {
  readonly standardErrors?: readonly number[];
  /** Instead of standard errors: the lower and upper end of a band at each x, such as percentiles over runs. */
  readonly band?: readonly (readonly [low: number, high: number])[];
  /** Points to mark, joined by a dashed line: a secant, a start and an end. */
  readonly marked?: readonly (readonly [x: number, y: number])[];
}

/** Outputs over one input. */
export interface LineFigureData {
  readonly title?: string;
  /** Labels of the axes with units; markup such as `g_{X}` is set. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly LineSeries[];
  readonly xScale?: "linear" | "log";
  /** x counts something: its ticks stand at whole numbers only. */
  readonly xCounts?: boolean;
  readonly yScale?: "linear" | "log";
  /** What the y axis shows at least. */
  readonly yRange?: readonly [low: number, high: number];
  /** Known values of y. */
  readonly references?: readonly ReferenceLine[];
  /** Known places on the x axis, such as phase boundaries. */
  readonly boundaries?: readonly { readonly label: string; readonly value: number }[];
}

const FRAME = { width: 520, height: 300 } as const;

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

const BOUNDARY_LABEL = { "text-anchor": "middle", fill: MUTED, "font-size": FONT_SIZE.note } as const;

/** Least room between the labels of two boundaries in pixels. */
const BOUNDARY_GAP = 4;

/** Where points are at least this far apart, each gets a dot. */
const DOT_SPACING = 8;

/**
 * Curves over one input, with bands of one standard error or between percentiles, and known boundaries.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for a logarithmic axis with values that are not positive
 */
export function lineFigure(data: LineFigureData, document: Document): string {
  checkData(data);
  const { series, references = [], boundaries = [] } = data;
  const left = LEFT_AXIS;
  // Bands are cut at a given range, which is a bound such as that of a probability; curves never are.
  const values = series.flatMap(data.yRange ? (one) => one.y : reach);
  const limits = data.yRange ? extent([...values, ...data.yRange]) : EVERYTHING;
  let top = data.title ? TITLE_ROOM : 8;
  const legend = drawLegend(document, series.length > 1 ? legendOf(series) : [], {
    left,
    top,
    width: FRAME.width,
  });
  top += legend.height + (boundaries.length > 0 ? 22 : 6);
  const panel = drawPanel(document, {
    frame: { left, top, ...FRAME },
    x: {
      label: data.xLabel,
      domain: extent(series.flatMap(acrossOf)),
      scale: data.xScale ?? "linear",
      counts: data.xCounts ?? false,
    },
    y: valueAxis(data.yLabel, [...values, ...references.map((line) => line.value)], {
      ...(data.yScale ? { scale: data.yScale } : {}),
      ...(data.yRange ? { range: data.yRange } : {}),
    }),
    grid: "both",
    marks: [
      Plot.ruleX(boundaries, {
        x: "value",
        stroke: MUTED,
        strokeWidth: LINE.reference,
        strokeDasharray: "2 3",
      }),
      referenceMarks(references),
      ...series.map((one, i) => seriesMarks(one, i, limits)),
    ],
  });
  const parts = [
    legend.element,
    panel.element,
    ...referenceLabels(document, references, left + FRAME.width, panel.yOf),
    ...boundaryLabels(document, boundaries, top - 6, panel.xOf),
  ];
  if (data.title) parts.push(figureTitle(document, data.title, left));
  const width = left + FRAME.width + Math.max(24, rightRoom(data) + 10);
  const height = top + FRAME.height + BOTTOM_AXIS;
  return writeFigure(
    document,
    { width, height, description: data.title ?? `${data.yLabel} over ${data.xLabel}` },
    parts,
  );
}

/** The labels over their lines, moved apart where they would overlap. */
function boundaryLabels(
  document: Document,
  boundaries: NonNullable<LineFigureData["boundaries"]>,
  y: number,
  xOf: (value: number) => number,
): Element[] {
  const ordered = [...boundaries].sort((a, b) => xOf(a.value) - xOf(b.value));
  const widest = Math.max(0, ...ordered.map(({ label }) => estimateWidth(label, FONT_SIZE.note)));
  const places = spread(
    ordered.map(({ value }) => xOf(value)),
    widest + BOUNDARY_GAP,
  );
  return ordered.map(({ label }, i) =>
    mathText(document, label, { x: places[i] as number, y, ...BOUNDARY_LABEL }),
  );
}

function seriesMarks(
  one: LineSeries,
  index: number,
  [lowest, highest]: readonly [number, number],
): Plot.Markish {
  const colour = seriesColour(index);
  const points = pairsOf(one).map(([x, y], i) => {
    const [low, high] = bandAt(one, i);
    return { x, y, low: Math.max(lowest, low), high: Math.min(highest, high) };
  });
  return [
    one.standardErrors || one.band
      ? Plot.areaY(points, { x: "x", y1: "low", y2: "high", fill: colour, fillOpacity: 0.2 })
      : null,
    Plot.lineY(points, { x: "x", y: "y", stroke: colour, strokeWidth: LINE.curve }),
    points.length <= FRAME.width / DOT_SPACING
      ? Plot.dot(points, { x: "x", y: "y", fill: colour, r: 2.5 })
      : null,
    one.marked ? markedPoints(one.marked, colour) : null,
  ];
}

function markedPoints(points: readonly (readonly [number, number])[], colour: string): Plot.Markish {
  return [
    Plot.line(points, { stroke: colour, strokeWidth: LINE.reference, strokeDasharray: "5 3" }),
    Plot.dot(points, { fill: PAPER, stroke: colour, strokeWidth: LINE.curve, r: 4.5 }),
  ];
}

function legendOf(series: readonly LineSeries[]): LegendEntry[] {
  return series.map(({ label }, i): LegendEntry => ({ label, symbol: "line", colour: seriesColour(i) }));
}

/** All values that a series reaches, errors included. */
function reach(series: LineSeries): number[] {
  const bands = series.y.flatMap((_, i) => bandAt(series, i));
  return [...bands, ...(series.marked ?? []).map(([, value]) => value)];
}

function bandAt({ y, standardErrors, band }: LineSeries, i: number): readonly [low: number, high: number] {
  const [value, error] = [y[i] as number, standardErrors?.[i] ?? 0];
  return band?.[i] ?? [value - error, value + error];
}

/** All places on the x axis that a series has. */
function acrossOf({ x, marked = [] }: LineSeries): number[] {
  return [...x, ...marked.map(([place]) => place)];
}

/** Room right of the frame for labels of references, and for half a label of a boundary at the edge. */
function rightRoom({ references = [], boundaries = [] }: LineFigureData): number {
  const halves = boundaries.map(({ label }) => estimateWidth(label, FONT_SIZE.note) / 2);
  return Math.max(referenceRoom(references), ...halves);
}

function checkData({ series, references = [], boundaries = [], xScale, yScale }: LineFigureData): void {
  checkNotEmpty("line figure: series", series);
  for (const one of series) {
    const where = `line figure, ${one.label}`;
    checkCurve(where, one.x, one.y);
    if (one.band) checkLength(`${where}: band`, one.band, one.x.length);
    checkFinite(`${where}: band`, (one.band ?? []).flat());
    checkFinite(`${where}: marked points`, (one.marked ?? []).flat());
    if (one.standardErrors) {
      checkLength(`${where}: standard errors`, one.standardErrors, one.x.length);
      checkFinite(`${where}: standard errors`, one.standardErrors);
    }
    checkForLog(`${where}: x`, xScale, acrossOf(one));
    checkForLog(`${where}: y less its standard error`, yScale, reach(one));
  }
  const places = [...references, ...boundaries].map((line) => line.value);
  checkFinite("line figure: references and boundaries", places);
}

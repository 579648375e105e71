import * as Plot from "@observablehq/plot";
import { valueAxis } from "./axis.ts";
import { type Curve, extent, pairsOf } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkCurve, checkFinite, checkForLog } from "./figure-checks.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS, type Panel } from "./panel.ts";
import { type ReferenceLine, referenceLabels, referenceMarks, referenceRoom } from "./reference-lines.ts";
import { LINE, seriesColour } from "./style.ts";

/** A panel of curves against the batch. */
export interface CurvesPanel {
  /** Label of the vertical axis, with its unit. */
  readonly label: string;
  readonly curves: readonly Curve[];
  readonly scale?: "linear" | "log";
  /** What the vertical axis shows at least. */
  readonly range?: readonly [low: number, high: number];
  readonly references?: readonly ReferenceLine[];
}

/** A panel with what is drawn in it. */
export interface BatchLayer {
  readonly panel: CurvesPanel;
  readonly legend: readonly LegendEntry[];
  readonly marks: readonly Plot.Markish[];
  /** Of the frame, in pixels. */
  readonly height: number;
}

/** What stands over all panels. */
export interface BatchFigureOptions {
  readonly title?: string;
  /** In words, for a figure without a title. */
  readonly description: string;
}

const FRAME_WIDTH = 560;
const PANEL_GAP = 14;

/**
 * Panels above each other over one axis, the batch.
 *
 * @param layers from top to bottom, at least one
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite` or, for a logarithmic axis, `invalid-argument`
 */
export function batchFigure(
  layers: readonly BatchLayer[],
  { title, description }: BatchFigureOptions,
  document: Document,
): string {
  layers.forEach(checkLayer);
  const lastBatch = extent(layers.flatMap((layer) => layer.panel.curves.flatMap((curve) => curve.x)))[1];
  // The axis ends where the last batch ends, so that 5000 batches counted from 0 end at the tick 5000.
  const batches: [number, number] = [0, lastBatch + 1];
  const references = layers.flatMap((layer) => layer.panel.references ?? []);
  const width = LEFT_AXIS + FRAME_WIDTH + Math.max(24, referenceRoom(references) + 10);
  const parts: Element[] = [];
  let top = title ? TITLE_ROOM : 10;
  if (title) parts.push(figureTitle(document, title, LEFT_AXIS));
  layers.forEach((layer, index) => {
    const drawn = drawLayer(document, layer, top, batches, index === layers.length - 1);
    parts.push(...drawn.parts);
    top = drawn.bottom + PANEL_GAP;
  });
  const height = top - PANEL_GAP + BOTTOM_AXIS + 4;
  return writeFigure(document, { width, height, description: title ?? description }, parts);
}

/** Curves that do not scatter from batch to batch, each in a colour of its own. */
export function curvesLayer(panel: CurvesPanel, height: number): BatchLayer {
  // Those drawn first are wider, so that a curve shows where another runs over it.
  const widthOf = (i: number) => LINE.curve + 0.4 * Math.min(3, panel.curves.length - 1 - i);
  const marks = panel.curves.map((curve, i) => curveMark(curve, seriesColour(i), widthOf(i)));
  const legend = panel.curves.map(
    (curve, i): LegendEntry => ({ label: curve.label, symbol: "line", colour: seriesColour(i) }),
  );
  return { panel, legend: panel.curves.length > 1 ? legend : [], marks, height };
}

/** A quantity that scatters from batch to batch: its values thin, and what they scatter about. */
export function scatteredMarks(
  { x, y }: Pick<Curve, "x" | "y">,
  middle: readonly number[],
  colour: string,
): Plot.Markish[] {
  return [
    Plot.line(pairsOf({ x, y }), { stroke: colour, strokeWidth: LINE.faint, strokeOpacity: 0.35 }),
    curveMark({ x, y: middle }, colour, LINE.curve),
  ];
}

/** Values that a running mean or median is taken over where nobody says: a fiftieth of all. */
export function defaultWindow(values: number): number {
  return Math.max(1, Math.round(values / 50));
}

/** The next odd number: a window has a value in its middle. */
export function oddWindow(window: number): number {
  return window + 1 - (window % 2);
}

/** A line; a single point, which has no line, is a dot. */
export function curveMark(curve: Pick<Curve, "x" | "y">, colour: string, width: number): Plot.Markish {
  const points = pairsOf(curve);
  if (points.length === 1) return Plot.dot(points, { fill: colour, r: 3 });
  return Plot.line(points, { stroke: colour, strokeWidth: width });
}

function drawLayer(
  document: Document,
  layer: BatchLayer,
  top: number,
  batches: [number, number],
  last: boolean,
): { parts: Element[]; bottom: number } {
  const left = LEFT_AXIS;
  const { panel } = layer;
  const references = panel.references ?? [];
  const legend = drawLegend(document, layer.legend, { left, top, width: FRAME_WIDTH });
  const frame = { left, top: top + legend.height + 4, width: FRAME_WIDTH, height: layer.height };
  const values = [...panel.curves.flatMap((curve) => curve.y), ...references.map((line) => line.value)];
  const drawn: Panel = drawPanel(document, {
    frame,
    x: { label: "batch", domain: batches, labelled: last },
    y: valueAxis(panel.label, values, {
      withZero: true,
      ...(panel.scale ? { scale: panel.scale } : {}),
      ...(panel.range ? { range: panel.range } : {}),
    }),
    grid: "both",
    marks: [referenceMarks(references), ...layer.marks],
  });
  const labels = referenceLabels(document, references, left + FRAME_WIDTH, drawn.yOf);
  return { parts: [legend.element, drawn.element, ...labels], bottom: frame.top + frame.height };
}

function checkLayer({ panel }: BatchLayer): void {
  const where = `curves, ${panel.label}`;
  for (const curve of panel.curves) {
    checkCurve(`${where}, ${curve.label}`, curve.x, curve.y);
    checkForLog(`${where}, ${curve.label}`, panel.scale, curve.y);
  }
  const references = (panel.references ?? []).map((line) => line.value);
  checkFinite(`${where}, references`, references);
  checkForLog(`${where}, references`, panel.scale, references);
}

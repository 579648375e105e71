import * as Plot from "@observablehq/plot";
import { valueAxis } from "./axis.ts";
import { type Curve, extent, pairsOf, runningMean } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkCurve, checkFinite, checkForLog } from "./figure-checks.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS, type Panel } from "./panel.ts";
import { type ReferenceLine, referenceLabels, referenceMarks, referenceRoom } from "./reference-lines.ts";
import { LINE, OKABE_ITO, seriesColour } from "./style.ts";

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

/** What a training run looked like. `x` of every curve is the batch. */
export interface TrainingCurvesData {
  readonly title?: string;
  /** Cost of each training batch, and of tests if there were any. */
  readonly cost: {
    readonly training: Omit<Curve, "label">;
    readonly test?: Omit<Curve, "label">;
    readonly scale?: "linear" | "log";
    readonly references?: readonly ReferenceLine[];
    /** Batches that the running mean is taken over; a fiftieth of all if absent. */
    readonly meanOver?: number;
  };
  /** Test metrics between 0 and 1: accuracy, max-choice, single-shot, product. */
  readonly metrics?: { readonly curves: readonly Curve[]; readonly references?: readonly ReferenceLine[] };
  /** Gradient norm, equilibrium health, or anything else to keep an eye on. */
  readonly diagnostics?: CurvesPanel;
}

interface Layer {
  readonly panel: CurvesPanel;
  readonly legend: readonly LegendEntry[];
  readonly marks: readonly Plot.Markish[];
  readonly height: number;
}

const FRAME_WIDTH = 560;
const PANEL_GAP = 14;

/**
 * Training cost, test metrics and diagnostics of a run against the batch, in panels above each other.
 *
 * @param data curves; `metrics` and `diagnostics` are optional panels
 * @param document makes the elements: that of the page, or {@link figureDocument}
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite` or, for a logarithmic axis, `invalid-argument`
 */
export function trainingCurvesFigure(data: TrainingCurvesData, document: Document): string {
  const layers = [costLayer(data.cost)];
  if (data.metrics) {
    const panel = { label: "test metric (fraction)", range: [0, 1], ...data.metrics } as const;
    layers.push(curvesLayer(panel, 180));
  }
  if (data.diagnostics) layers.push(curvesLayer(data.diagnostics, 130));
  layers.forEach(checkLayer);

  const lastBatch = extent(layers.flatMap((layer) => layer.panel.curves.flatMap((curve) => curve.x)))[1];
  // The axis ends where the last batch ends, so that 5000 batches counted from 0 end at the tick 5000.
  const batches: [number, number] = [0, lastBatch + 1];
  const references = layers.flatMap((layer) => layer.panel.references ?? []);
  const width = LEFT_AXIS + FRAME_WIDTH + Math.max(24, referenceRoom(references) + 10);
  const parts: Element[] = [];
  let top = data.title ? TITLE_ROOM : 10;
  if (data.title) parts.push(figureTitle(document, data.title, LEFT_AXIS));
  layers.forEach((layer, index) => {
    const drawn = drawLayer(document, layer, top, batches, index === layers.length - 1);
    parts.push(...drawn.parts);
    top = drawn.bottom + PANEL_GAP;
  });
  const description = data.title ?? "Training curves";
  return writeFigure(document, { width, height: top - PANEL_GAP + BOTTOM_AXIS + 4, description }, parts);
}

function drawLayer(
  document: Document,
  layer: Layer,
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

function costLayer(cost: TrainingCurvesData["cost"]): Layer {
  const { training, test } = cost;
  const meanOver = cost.meanOver ?? Math.max(1, Math.round(training.y.length / 50));
  const window = meanOver + 1 - (meanOver % 2);
  const raw: Curve = { ...training, label: "training batch" };
  const mean: Curve = {
    label: `running mean (${window} batches)`,
    x: training.x,
    y: runningMean(training.y, window),
  };
  const tests: Curve[] = test ? [{ ...test, label: "test" }] : [];
  const { blue, vermillion } = OKABE_ITO;
  return {
    panel: {
      label: "cost (dimensionless)",
      curves: [raw, ...tests],
      scale: cost.scale ?? "linear",
      references: cost.references ?? [],
    },
    legend: [
      { label: raw.label, symbol: "faint", colour: blue },
      { label: mean.label, symbol: "line", colour: blue },
      ...tests.map(({ label }): LegendEntry => ({ label, symbol: "line", colour: vermillion })),
    ],
    marks: [
      Plot.line(pairsOf(raw), { stroke: blue, strokeWidth: LINE.faint, strokeOpacity: 0.35 }),
      curveMark(mean, blue, LINE.curve),
      ...tests.map((curve) => curveMark(curve, vermillion, LINE.curve)),
    ],
    height: 180,
  };
}

function curvesLayer(panel: CurvesPanel, height: number): Layer {
  // Those drawn first are wider, so that a curve shows where another runs over it.
  const widthOf = (i: number) => LINE.curve + 0.4 * Math.min(3, panel.curves.length - 1 - i);
  const marks = panel.curves.map((curve, i) => curveMark(curve, seriesColour(i), widthOf(i)));
  const legend = panel.curves.map(
    (curve, i): LegendEntry => ({ label: curve.label, symbol: "line", colour: seriesColour(i) }),
  );
  return { panel, legend: panel.curves.length > 1 ? legend : [], marks, height };
}

/** A line; a single point, which has no line, is a dot. */
function curveMark(curve: Curve, colour: string, width: number): Plot.Markish {
  const points = pairsOf(curve);
  if (points.length === 1) return Plot.dot(points, { fill: colour, r: 3 });
  return Plot.line(points, { stroke: colour, strokeWidth: width });
}

function checkLayer({ panel }: Layer): void {
  const where = `training curves, ${panel.label}`;
  for (const curve of panel.curves) {
    checkCurve(`${where}, ${curve.label}`, curve.x, curve.y);
    checkForLog(`${where}, ${curve.label}`, panel.scale, curve.y);
  }
  const references = (panel.references ?? []).map((line) => line.value);
  checkFinite(`${where}, references`, references);
  checkForLog(`${where}, references`, panel.scale, references);
}

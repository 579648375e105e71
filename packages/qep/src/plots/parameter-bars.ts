import * as Plot from "@observablehq/plot";
import { QepError } from "../base/errors.ts";
import { extent } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { estimateWidth, symbolMarkup } from "./math-text.ts";
import { BOTTOM_AXIS, drawPanel } from "./panel.ts";
import { FONT_SIZE, INK, LINE, OKABE_ITO } from "./style.ts";

/** Parameters of any experiment. */
export interface ParameterBarsData {
  readonly title?: string;
  /** Names from top to bottom; operators such as `X0 Z4` and couplings such as `gZZ` get subscripts. */
  readonly names: readonly string[];
  readonly values: readonly number[];
  /** Standard error of each value. */
  readonly standardErrors?: readonly number[];
  /** Label of the axis, with the unit; dimensionless if absent. */
  readonly label?: string;
}

interface Bar {
  readonly row: number;
  readonly value: number;
  readonly error: number;
}

const FRAME_WIDTH = 460;
const ROW_HEIGHT = 22;
const BAR_HEIGHT = 0.62;
const CAP = 0.2;
const ROOM = 0.05;

/**
 * Parameters by name as horizontal bars, with standard errors where they are known.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for a negative standard error
 */
export function parameterBarsFigure(data: ParameterBarsData, document: Document): string {
  checkData(data);
  const { names, values, standardErrors } = data;
  const bars = values.map((value, row): Bar => ({ row, value, error: standardErrors?.[row] ?? 0 }));
  const symbols = names.map(symbolMarkup);
  const left = 20 + Math.max(40, ...symbols.map((symbol) => estimateWidth(symbol, FONT_SIZE.tick)));
  const top = data.title ? TITLE_ROOM : 12;
  const frame = { left, top, width: FRAME_WIDTH, height: names.length * ROW_HEIGHT };
  const panel = drawPanel(document, {
    frame,
    x: { label: data.label ?? "value (dimensionless)", domain: domainOf(bars) },
    y: { label: "", domain: [names.length - 0.5, -0.5], names: symbols },
    grid: "x",
    marks: barMarks(bars),
  });
  const parts = [panel.element];
  if (data.title) parts.push(figureTitle(document, data.title, left));
  const size = { width: left + FRAME_WIDTH + 24, height: top + frame.height + BOTTOM_AXIS };
  return writeFigure(document, { ...size, description: data.title ?? "Parameters" }, parts);
}

function barMarks(bars: readonly Bar[]): Plot.Markish[] {
  const rowEdge = (offset: number) => (bar: Bar) => bar.row + offset;
  const uncertain = bars.filter((bar) => bar.error > 0);
  const errorStyle = { stroke: INK, strokeWidth: LINE.reference };
  const caps = [low, high].map((end) =>
    Plot.ruleX(uncertain, { x: end, y1: rowEdge(-CAP), y2: rowEdge(CAP), ...errorStyle }),
  );
  return [
    Plot.rect(bars, {
      x1: 0,
      x2: "value",
      y1: rowEdge(-BAR_HEIGHT / 2),
      y2: rowEdge(BAR_HEIGHT / 2),
      fill: (bar: Bar) => (bar.value < 0 ? OKABE_ITO.blue : OKABE_ITO.vermillion),
    }),
    Plot.ruleX([0], { stroke: INK, strokeWidth: LINE.frame }),
    Plot.ruleY(uncertain, { y: "row", x1: low, x2: high, ...errorStyle }),
    ...caps,
  ];
}

function low({ value, error }: Bar): number {
  return value - error;
}

function high({ value, error }: Bar): number {
  return value + error;
}

/** From the lowest to the highest end, and zero, with room beyond the ends that are not zero. */
function domainOf(bars: readonly Bar[]): readonly [number, number] {
  const [lowest, highest] = extent([...bars.map(low), ...bars.map(high)], true);
  const room = ROOM * (highest - lowest);
  return [lowest < 0 ? lowest - room : 0, highest > 0 ? highest + room : 0];
}

function checkData({ names, values, standardErrors }: ParameterBarsData): void {
  const where = "parameter bars";
  checkNotEmpty(`${where}: names`, names);
  checkLength(`${where}: values`, values, names.length);
  checkFinite(`${where}: values`, values);
  if (!standardErrors) return;
  checkLength(`${where}: standard errors`, standardErrors, names.length);
  checkFinite(`${where}: standard errors`, standardErrors);
  const index = standardErrors.findIndex((error) => error < 0);
  if (index >= 0) {
    throw new QepError(
      "invalid-argument",
      `${where}: a standard error is at least 0, but that of ${names[index]} is ${standardErrors[index]}`,
      { index },
    );
  }
}

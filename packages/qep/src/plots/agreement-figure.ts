import * as Plot from "@observablehq/plot";
import { valueAxis } from "./axis.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkNotEmpty } from "./figure-checks.ts";
import { drawLegend } from "./legend.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS } from "./panel.ts";
import { LINE, MUTED, seriesColour } from "./style.ts";

/** A quantity measured in two ways, with standard errors. */
export interface AgreementPoint {
  readonly x: number;
  readonly xError: number;
  readonly y: number;
  readonly yError: number;
}

/** Points of one kind. */
export interface AgreementSeries {
  readonly label: string;
  readonly points: readonly AgreementPoint[];
}

/** What should lie on the diagonal. */
export interface AgreementData {
  readonly title?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly AgreementSeries[];
}

const SIDE = 360;

/**
 * Points with error bars of one standard error in both directions, over the diagonal on which two ways to measure agree.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape` where there are no points; `not-finite`
 */
export function agreementFigure(
  { title, xLabel, yLabel, series }: AgreementData,
  document: Document,
): string {
  const points = series.flatMap(({ points: own }, k) =>
    own.map((point) => ({ ...point, colour: seriesColour(k) })),
  );
  checkNotEmpty("agreement: points", points);
  const ends = points.flatMap(({ x, xError, y, yError }) => [x - xError, x + xError, y - yError, y + yError]);
  checkFinite("agreement: points", ends);
  const domain = padded(ends);
  const legend = drawLegend(
    document,
    series.map(({ label }, k) => ({ label, symbol: "line", colour: seriesColour(k) })),
    { left: LEFT_AXIS, top: title ? TITLE_ROOM : 12, width: SIDE },
  );
  const frame = {
    left: LEFT_AXIS,
    top: (title ? TITLE_ROOM : 12) + legend.height + 6,
    width: SIDE,
    height: SIDE,
  };
  type Point = (typeof points)[number];
  const stroke = ({ colour }: Point) => colour;
  const panel = drawPanel(document, {
    frame,
    x: { ...valueAxis(xLabel, domain), domain, nice: false },
    y: { ...valueAxis(yLabel, domain), domain, nice: false },
    grid: "both",
    marks: [
      Plot.line([domain[0], domain[1]], {
        x: (value: number) => value,
        y: (value: number) => value,
        stroke: MUTED,
        strokeWidth: LINE.reference,
        strokeDasharray: "5 3",
      }),
      Plot.ruleY(points, {
        x1: ({ x, xError }: Point) => x - xError,
        x2: ({ x, xError }: Point) => x + xError,
        y: "y",
        stroke,
      }),
      Plot.ruleX(points, {
        y1: ({ y, yError }: Point) => y - yError,
        y2: ({ y, yError }: Point) => y + yError,
        x: "x",
        stroke,
      }),
      Plot.dot(points, { x: "x", y: "y", fill: stroke, r: 3.5 }),
    ],
  });
  const parts = [panel.element, legend.element, ...(title ? [figureTitle(document, title, frame.left)] : [])];
  const size = { width: LEFT_AXIS + SIDE + 24, height: frame.top + SIDE + BOTTOM_AXIS };
  return writeFigure(document, { ...size, description: title ?? `${yLabel} over ${xLabel}` }, parts);
}

/** One interval for both axes, with some room. */
function padded(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.06 * (high - low || 1);
  return [low - room, high + room];
}

import type * as Plot from "@observablehq/plot";
import { COLOUR_BAR_AXIS, COLOUR_BAR_WIDTH, drawColourBar } from "./colour-bar.ts";
import { type ColourScale, sequentialScale } from "./colour-scales.ts";
import { isoline, roundLevels } from "./contour-lines.ts";
import { extent } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkMap, type HeatMapData, markDots, markLegend } from "./heat-map.ts";
import { drawLegend } from "./legend.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS } from "./panel.ts";
import { LINE } from "./style.ts";
import { element } from "./svg-element.ts";

/** One output over two inputs, drawn by its isolines. */
export type ContourMapData = Omit<HeatMapData, "paths">;

const FRAME = { width: 420, height: 420 } as const;
const BAR_GAP = 18;
/** Isolines at most: more are not told apart. */
const MOST_LEVELS = 12;

/**
 * A phase diagram by isolines at round values, in the colours of a scale.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for an axis that does not rise
 */
export function contourMapFigure(data: ContourMapData, document: Document): string {
  checkMap(data);
  const { title, marks } = data;
  const left = LEFT_AXIS;
  const legendTop = title ? TITLE_ROOM : 8;
  const legend = drawLegend(document, markLegend(marks), { left, top: legendTop, width: FRAME.width });
  const top = legendTop + legend.height + 6;
  const [low, high] = data.range ?? extent(data.values.flat().filter((value) => !Number.isNaN(value)));
  // Lines on paper: the middle of a diverging scale would not be seen.
  const scale = sequentialScale(low, high);
  const panel = drawPanel(document, {
    frame: { left, top, ...FRAME },
    x: { label: data.xLabel, domain: extent(data.x) },
    y: { label: data.yLabel, domain: extent(data.y) },
    marks: [isolinesMark(data, scale), markDots(marks)],
  });
  const bar = { left: left + FRAME.width + BAR_GAP, top, width: COLOUR_BAR_WIDTH, height: FRAME.height };
  const parts = [legend.element, panel.element, drawColourBar(document, scale, data.valueLabel, bar)];
  if (title) parts.push(figureTitle(document, title, left));
  const width = bar.left + COLOUR_BAR_WIDTH + COLOUR_BAR_AXIS + 6;
  const height = top + FRAME.height + BOTTOM_AXIS;
  return writeFigure(document, { width, height, description: title ?? data.valueLabel }, parts);
}

/** One `<path>` a level. */
function isolinesMark({ x, y, values }: ContourMapData, scale: ColourScale): Plot.Markish {
  const render: Plot.RenderFunction = (_index, scales, _values, _dimensions, { document }) => {
    const at = ([u, v]: readonly [number, number]) => `${round(scales.x?.(u))},${round(scales.y?.(v))}`;
    const paths = roundLevels(scale.low, scale.high, MOST_LEVELS).flatMap((level) => {
      const pieces = isoline(x, y, values, level);
      if (pieces.length === 0) return [];
      const d = pieces.map(([from, to]) => `M${at(from)}L${at(to)}`).join("");
      return [element(document, "path", { d, stroke: scale.colourOf(level) })];
    });
    const style = {
      "aria-label": "isolines",
      fill: "none",
      "stroke-width": LINE.curve,
      "stroke-linecap": "round",
    };
    return element(document, "g", style, paths) as SVGElement;
  };
  return render;
}

/** Hundredths of a pixel. */
function round(value: unknown): number {
  return Number(Number(value).toFixed(2));
}

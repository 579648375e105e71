import * as Plot from "@observablehq/plot";
import { QepError } from "../base/errors.ts";
import { type Box, clipPath, isInside } from "./clip-path.ts";
import { COLOUR_BAR_AXIS, COLOUR_BAR_WIDTH, drawColourBar } from "./colour-bar.ts";
import { type ColourScale, scaleOfValues } from "./colour-scales.ts";
import { type Curve, extent, pairsOf } from "./curve.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkCurve, checkFinite, checkIncreasing, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { type CellRun, cellEdges, runsByColour } from "./heat-map-cells.ts";
import { drawLegend, drawMarker, type LegendEntry } from "./legend.ts";
import { BOTTOM_AXIS, drawPanel, LEFT_AXIS, type Panel } from "./panel.ts";
import { INK, MISSING, OKABE_ITO, PAPER } from "./style.ts";
import { element, groupAt } from "./svg-element.ts";

/** One output over two inputs. */
export interface HeatMapData {
  readonly title?: string;
  /** Labels with units; markup such as `g_{X}` is set. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly valueLabel: string;
  /** Inputs that values were taken at, rising; at least two each. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** One list per y, one value per x; NaN where there is none. */
  readonly values: readonly (readonly number[])[];
  /** Ends of the colour scale; from the data if absent, and then symmetric where the values have both signs. */
  readonly range?: readonly [low: number, high: number];
  /** Trajectories over the map; what leaves the map is cut off, and the legend says so. */
  readonly paths?: readonly Curve[];
  /** Places on the map that are marked, for instance on the boundaries of phases. */
  readonly marks?: MapMarks;
}

/** Marked places of a map, and what the legend says they are. */
export interface MapMarks {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const FRAME = { width: 420, height: 420 } as const;
const BAR_GAP = 18;
const PATH_COLOURS = [INK, OKABE_ITO.green, OKABE_ITO.purple, OKABE_ITO.orange] as const;

/**
 * A phase diagram: one output over two inputs as colours, with trajectories of an exploration drawn over it.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for an axis that does not rise
 */
export function heatMapFigure(data: HeatMapData, document: Document): string {
  checkMap(data);
  const { paths = [], title, marks } = data;
  const left = LEFT_AXIS;
  const legendTop = title ? TITLE_ROOM : 8;
  const box: Box = { x: extent(cellEdges(data.x)), y: extent(cellEdges(data.y)) };
  const legend = drawLegend(document, [...legendOf(paths, box), ...markLegend(marks)], {
    left,
    top: legendTop,
    width: FRAME.width,
  });
  const top = legendTop + legend.height + 6;
  const scale = scaleOfValues(data.values.flat(), data.range);
  const panel = drawPanel(document, {
    frame: { left, top, ...FRAME },
    x: { label: data.xLabel, domain: box.x },
    y: { label: data.yLabel, domain: box.y },
    marks: [
      Plot.frame({ fill: MISSING, stroke: "none" }),
      cellsMark(data, scale),
      ...paths.map((path, i) => pathMarks(path, box, i)),
      markDots(marks),
    ],
  });
  const bar = { left: left + FRAME.width + BAR_GAP, top, width: COLOUR_BAR_WIDTH, height: FRAME.height };
  const parts = [
    legend.element,
    panel.element,
    ...paths.flatMap((path, i) => drawEnds(document, path, box, panel, i)),
    drawColourBar(document, scale, data.valueLabel, bar),
  ];
  if (title) parts.push(figureTitle(document, title, left));
  const width = bar.left + COLOUR_BAR_WIDTH + COLOUR_BAR_AXIS + 6;
  const height = top + FRAME.height + BOTTOM_AXIS;
  return writeFigure(document, { width, height, description: title ?? data.valueLabel }, parts);
}

/** The cells, one `<path>` for each colour. */
function cellsMark({ x, y, values }: HeatMapData, scale: ColourScale): Plot.Markish {
  const [xEdges, yEdges] = [cellEdges(x), cellEdges(y)];
  const render: Plot.RenderFunction = (_index, scales, _values, _dimensions, { document }) => {
    const [left, top] = [xEdges.map((edge) => scales.x?.(edge)), yEdges.map((edge) => scales.y?.(edge))];
    const outline = ({ row, from, to }: CellRun) =>
      `M${left[from]},${top[row]}H${left[to]}V${top[row + 1]}H${left[from]}Z`;
    const paths = Array.from(runsByColour(values, scale), ([fill, runs]) =>
      element(document, "path", { fill, d: runs.map(outline).join("") }),
    );
    // Crisp edges: otherwise the paper shines through between neighbours.
    return element(
      document,
      "g",
      { "aria-label": "cells", "shape-rendering": "crispEdges" },
      paths,
    ) as SVGElement;
  };
  return render;
}

/** Open circles at marked places. */
export function markDots(marks: MapMarks | undefined): Plot.Markish {
  return Plot.dot(marks?.points ?? [], { fill: PAPER, stroke: INK, strokeWidth: 1.5, r: 3.5 });
}

/** The entry of marked places in a legend, where there are any. */
export function markLegend(marks: MapMarks | undefined): LegendEntry[] {
  return marks && marks.points.length > 0 ? [{ label: marks.label, symbol: "mark", colour: INK }] : [];
}

function pathMarks(path: Curve, box: Box, index: number): Plot.Markish {
  const points = pairsOf(path);
  const colour = pathColour(index);
  const pieces = clipPath(points, box);
  const line = (stroke: string, strokeWidth: number) =>
    pieces.map((piece) => Plot.line(piece, { stroke, strokeWidth }));
  const steps = points.filter((point) => isInside(point, box));
  return [
    // Paper under the colour: the path shows on dark and on light ground.
    line(PAPER, 4.5),
    line(colour, 2),
    Plot.dot(steps, { fill: colour, stroke: PAPER, strokeWidth: 0.5, r: 2.2 }),
  ];
}

/** Markers at those ends of a path that lie on the map. */
function drawEnds(document: Document, path: Curve, box: Box, panel: Panel, index: number): Element[] {
  return endsOf(path)
    .filter(({ point }) => isInside(point, box))
    .map(({ point, kind }) =>
      groupAt(document, panel.xOf(point[0]), panel.yOf(point[1]), [
        drawMarker(document, kind, pathColour(index)),
      ]),
    );
}

function legendOf(paths: readonly Curve[], box: Box): LegendEntry[] {
  const lines = paths.map((path, i): LegendEntry => {
    const outside = endsOf(path).filter(({ point }) => !isInside(point, box));
    const note =
      outside.length === 0 ? "" : ` (${outside.map(({ kind }) => kind).join(" and ")} off the map)`;
    return { label: path.label + note, symbol: "line", colour: pathColour(i) };
  });
  const inside = new Set(
    paths.flatMap(endsOf).flatMap(({ point, kind }) => (isInside(point, box) ? [kind] : [])),
  );
  const markers = (["start", "end"] as const).filter((kind) => inside.has(kind));
  return [...lines, ...markers.map((kind): LegendEntry => ({ label: kind, symbol: kind, colour: INK }))];
}

function endsOf(path: Curve): { kind: "start" | "end"; point: readonly [number, number] }[] {
  const points = pairsOf(path);
  return [
    { kind: "start", point: points[0] as [number, number] },
    { kind: "end", point: points.at(-1) as [number, number] },
  ];
}

function pathColour(index: number): string {
  return PATH_COLOURS[index % PATH_COLOURS.length] as string;
}

/** @throws QepError wrong-shape, not-finite, invalid-argument */
export function checkMap({ x, y, values, range, paths = [] }: HeatMapData): void {
  const where = "heat map";
  for (const [name, axis] of [
    ["x", x],
    ["y", y],
  ] as const) {
    checkFinite(`${where}: ${name}`, axis);
    checkIncreasing(`${where}: ${name}`, axis);
    if (axis.length < 2) {
      throw new QepError(
        "wrong-shape",
        `${where}: ${name} needs at least two values, got ${axis.length}; use lineFigure`,
      );
    }
  }
  checkLength(`${where}: rows of values`, values, y.length);
  values.forEach((row, j) => {
    checkLength(`${where}: row ${j}`, row, x.length);
    checkFinite(
      `${where}: row ${j}`,
      row.filter((value) => !Number.isNaN(value)),
    );
  });
  checkNotEmpty(
    `${where}: values that are numbers`,
    values.flat().filter((value) => !Number.isNaN(value)),
  );
  if (range && !(range[0] < range[1])) {
    throw new QepError("invalid-argument", `${where}: the range must rise, got ${range[0]} to ${range[1]}`);
  }
  for (const path of paths) checkCurve(`${where}, path ${path.label}`, path.x, path.y);
}

import { QepError } from "../base/errors.ts";
import { COLOUR_BAR_AXIS, COLOUR_BAR_WIDTH, drawColourBar } from "./colour-bar.ts";
import { type ColourScale, scaleOfValues } from "./colour-scales.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { drawLegend, drawMarker, type LegendEntry } from "./legend.ts";
import { INK, OKABE_ITO, PAPER } from "./style.ts";
import { element, groupAt } from "./svg-element.ts";
import { drawTriangleAxes, drawTriangleBoundaries } from "./triangle-axes.ts";
import type { TriangleFrame, TrianglePoint } from "./triangle-frame.ts";
import {
  checkTrianglePoints,
  hexagonCell,
  isInTriangle,
  latticeSpacing,
  outlineOf,
  TRIANGLE_HEIGHT,
  type Triangle,
  toPixel,
  untilOutside,
} from "./triangle-geometry.ts";

/** Ways through the triangle that are drawn alike. */
export interface TrianglePaths {
  readonly label: string;
  /** Each from its start to its end, at least one point; drawn up to where it first leaves the triangle. */
  readonly paths: readonly (readonly TrianglePoint[])[];
}

/** A continuous quantity over a triangle of couplings. */
export interface TriangleMapData {
  readonly title?: string;
  /** The triangle, for instance `KITAEV_TRIANGLE`; its boundaries are drawn. */
  readonly frame: TriangleFrame;
  /** Points of a triangular lattice. */
  readonly points: readonly TrianglePoint[];
  /** One for each point. */
  readonly values: readonly number[];
  /** With the unit; markup such as `J_{x}` is set. */
  readonly valueLabel: string;
  /** Ends of the colour scale; from the data if absent, and then symmetric where the values have both signs. */
  readonly range?: readonly [low: number, high: number];
  readonly paths?: readonly TrianglePaths[];
}

const SIDE = 440;
const LEFT = 84;
const BAR = { gap: 70, height: 300 } as const;
const AXIS_ROOM = 62;
const PATH_COLOURS = [INK, OKABE_ITO.green, OKABE_ITO.purple, OKABE_ITO.orange] as const;

/**
 * A quantity over a triangle of couplings as colours, one hexagon for each point, with trajectories drawn over it.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for a point of the lattice outside the triangle
 */
export function triangleMapFigure(data: TriangleMapData, document: Document): string {
  checkData(data);
  const { frame, title, paths = [] } = data;
  const width = LEFT + SIDE + BAR.gap + COLOUR_BAR_WIDTH + COLOUR_BAR_AXIS + 6;
  const legendTop = title ? TITLE_ROOM : 8;
  const legend = drawLegend(document, legendOf(paths), { left: 40, top: legendTop, width: width - 80 });
  const top = legendTop + legend.height + 18;
  const triangle: Triangle = { left: LEFT, bottom: top + SIDE * TRIANGLE_HEIGHT, side: SIDE };
  const scale = scaleOfValues(data.values, data.range);
  const bar = { left: LEFT + SIDE + BAR.gap, top, width: COLOUR_BAR_WIDTH, height: BAR.height };
  const parts = [
    legend.element,
    element(document, "g", {}, drawCells(document, data, triangle, scale)),
    ...drawTriangleBoundaries(document, triangle, frame),
    ...drawTriangleAxes(document, triangle, frame),
    ...paths.flatMap((group, index) => drawPaths(document, group, triangle, frame.total, pathColour(index))),
    drawColourBar(document, scale, data.valueLabel, bar),
  ];
  if (title) parts.push(figureTitle(document, title, 40));
  const height = Math.ceil(triangle.bottom + AXIS_ROOM);
  return writeFigure(document, { width, height, description: title ?? data.valueLabel }, parts);
}

function drawCells(
  document: Document,
  { frame, points, values }: TriangleMapData,
  triangle: Triangle,
  scale: ColourScale,
): Element[] {
  const spacing = latticeSpacing(points, frame.total);
  return points.map((point, i) => {
    const fill = scale.colourOf(values[i] as number);
    const corners = hexagonCell(point, spacing).map((corner) => toPixel(triangle, corner, frame.total));
    // The stroke closes the hair lines that smoothing leaves between neighbours.
    return element(document, "path", { d: outlineOf(corners), fill, stroke: fill, "stroke-width": 0.6 });
  });
}

function drawPaths(
  document: Document,
  { paths }: TrianglePaths,
  triangle: Triangle,
  total: number,
  colour: string,
): Element[] {
  return paths.flatMap((path) => {
    const pixels = untilOutside(path).map((point) => toPixel(triangle, point, total));
    const [start, end] = [pixels[0], pixels.at(-1)];
    if (!start || !end) return [];
    const d = `M${pixels.map((pixel) => pixel.join(",")).join("L")}`;
    const line = (stroke: string, width: number) =>
      element(document, "path", {
        d,
        fill: "none",
        stroke,
        "stroke-width": width,
        "stroke-linejoin": "round",
      });
    return [
      // Paper under the colour: the path shows on dark and on light ground.
      line(PAPER, 4.5),
      line(colour, 2),
      groupAt(document, ...start, [drawMarker(document, "start", colour)]),
      ...(leaves(path) ? [] : [groupAt(document, ...end, [drawMarker(document, "end", colour)])]),
    ];
  });
}

function legendOf(paths: readonly TrianglePaths[]): LegendEntry[] {
  const boundary: LegendEntry = { label: "true phase boundary", symbol: "dashed", colour: INK };
  if (paths.length === 0) return [boundary];
  return [
    ...paths.map((group, i): LegendEntry => {
      const label = group.label + (group.paths.some(leaves) ? " (leaves the triangle)" : "");
      return { label, symbol: "line", colour: pathColour(i) };
    }),
    { label: "start", symbol: "start", colour: INK },
    { label: "end", symbol: "end", colour: INK },
    boundary,
  ];
}

function leaves(path: readonly TrianglePoint[]): boolean {
  return !path.every(isInTriangle);
}

function pathColour(index: number): string {
  return PATH_COLOURS[index % PATH_COLOURS.length] as string;
}

function checkData({ frame, points, values, range, paths = [] }: TriangleMapData): void {
  const where = "triangle map";
  checkNotEmpty(`${where}: points`, points);
  checkTrianglePoints(where, points, frame.total);
  checkLength(`${where}: values`, values, points.length);
  checkFinite(`${where}: values`, values);
  if (range && !(range[0] < range[1])) {
    throw new QepError("invalid-argument", `${where}: the range must rise, got ${range[0]} to ${range[1]}`);
  }
  for (const group of paths) {
    for (const path of group.paths) {
      checkNotEmpty(`${where}, path ${group.label}`, path);
      checkFinite(
        `${where}, path ${group.label}`,
        path.flatMap(({ left, right, top }) => [left, right, top]),
      );
    }
  }
}

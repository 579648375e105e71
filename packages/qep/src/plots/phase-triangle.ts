import { writeFigure } from "./figure.ts";
import { checkFinite, checkLength, checkNotEmpty } from "./figure-checks.ts";
import { drawCross, drawLegend, type LegendEntry } from "./legend.ts";
import { mathText } from "./math-text.ts";
import { phaseColour } from "./phase-colour.ts";
import { FONT_SIZE, INK, PAPER } from "./style.ts";
import { element, groupAt } from "./svg-element.ts";
import { drawTriangleAxes, drawTriangleBoundaries } from "./triangle-axes.ts";
import type { TriangleFrame, TrianglePoint } from "./triangle-frame.ts";
import {
  checkTrianglePoints,
  hexagonCell,
  latticeSpacing,
  outlineOf,
  TRIANGLE_HEIGHT,
  type Triangle,
  toPixel,
} from "./triangle-geometry.ts";

/** What a phase sensor says at points of a triangle of couplings. */
export interface PhaseTriangleData {
  readonly title: string;
  /** Second line, for instance the accuracies. */
  readonly subtitle?: string;
  /** The triangle and its phases, for instance `CLUSTER_ISING_TRIANGLE`. */
  readonly frame: TriangleFrame;
  /** Points of a triangular lattice. */
  readonly points: readonly TrianglePoint[];
  /** Probability of each phase at each point, in the order of `frame.phases`. */
  readonly outputs: readonly (readonly number[])[];
  /** Index of the right phase at each point, null on a boundary; where another output is the largest, there is a cross. */
  readonly targets?: readonly (number | null)[];
}

const TRIANGLE: Triangle = { left: 84, bottom: 68 + 440 * TRIANGLE_HEIGHT, side: 440 };
const WIDTH = 608;
const LEGEND_TOP = 62;

/**
 * The phase diagram that a sensor has learned: one cell per point of a triangle of couplings, its colour the mixture of
 * the phase colours by the output probabilities, with the true phase boundaries.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape`, `not-finite`, or `invalid-argument` for a point outside the triangle
 */
export function phaseTriangleFigure(data: PhaseTriangleData, document: Document): string {
  checkData(data);
  const { frame } = data;
  const legend = drawLegend(document, legendOf(data), {
    left: TRIANGLE.left - 44,
    top: TRIANGLE.bottom + LEGEND_TOP,
    width: WIDTH - 2 * (TRIANGLE.left - 44),
  });
  const heading = (text: string, y: number, style: Record<string, string | number>) =>
    mathText(document, text, { x: WIDTH / 2, y, "text-anchor": "middle", ...style });
  const parts = [
    heading(data.title, 22, { "font-size": FONT_SIZE.title, "font-weight": "bold" }),
    ...(data.subtitle ? [heading(data.subtitle, 42, { "font-size": FONT_SIZE.note })] : []),
    element(document, "g", {}, drawCells(document, data)),
    ...drawTriangleBoundaries(document, TRIANGLE, frame),
    ...drawTriangleAxes(document, TRIANGLE, frame),
    ...drawNames(document, frame),
    legend.element,
  ];
  const height = TRIANGLE.bottom + LEGEND_TOP + legend.height + 10;
  return writeFigure(document, { width: WIDTH, height: Math.ceil(height), description: data.title }, parts);
}

function drawCells(document: Document, { frame, points, outputs, targets }: PhaseTriangleData): Element[] {
  const colours = frame.phases.map((phase) => phase.colour);
  const spacing = latticeSpacing(points, frame.total);
  const cells = points.map((point, i) =>
    element(document, "path", {
      d: outlineOf(hexagonCell(point, spacing).map((corner) => toPixel(TRIANGLE, corner, frame.total))),
      fill: phaseColour(colours, outputs[i] as readonly number[]),
      stroke: PAPER,
      "stroke-width": 0.5,
    }),
  );
  const isWrong = (i: number) => {
    const target = targets?.[i] ?? null;
    return target !== null && largest(outputs[i] as readonly number[]) !== target;
  };
  const wrong = points.filter((_, i) => isWrong(i));
  const crosses = wrong.map((point) =>
    groupAt(document, ...toPixel(TRIANGLE, point, frame.total), [drawCross(document)]),
  );
  return [...cells, ...crosses];
}

function drawNames(document: Document, { phases, total }: TriangleFrame): Element[] {
  return phases.flatMap((phase) =>
    phase.at.map((point) => {
      const [x, y] = toPixel(TRIANGLE, point, total);
      return mathText(document, phase.short, {
        x,
        y: y + 5,
        "text-anchor": "middle",
        "font-size": 14,
        "font-weight": "bold",
        stroke: PAPER,
        "stroke-width": 4,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
      });
    }),
  );
}

function legendOf({ frame, targets }: PhaseTriangleData): LegendEntry[] {
  const entries = frame.phases.map(
    (phase): LegendEntry => ({ label: phase.name, symbol: "swatch", colour: phase.colour }),
  );
  if (frame.rest) entries.push({ label: frame.rest, symbol: "swatch", colour: PAPER });
  entries.push({ label: "true phase boundary", symbol: "dashed", colour: INK });
  if (targets) entries.push({ label: "largest output is wrong", symbol: "cross", colour: INK });
  return entries;
}

function checkData({ frame, points, outputs, targets }: PhaseTriangleData): void {
  const where = "phase triangle";
  checkNotEmpty(`${where}: points`, points);
  checkLength(`${where}: outputs`, outputs, points.length);
  if (targets) checkLength(`${where}: targets`, targets, points.length);
  outputs.forEach((output, i) => {
    checkLength(`${where}: outputs of point ${i}`, output, frame.phases.length);
    checkFinite(`${where}: outputs of point ${i}`, output);
  });
  checkTrianglePoints(where, points, frame.total);
}

function largest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

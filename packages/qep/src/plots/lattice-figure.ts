import { bondKinds, type Lattice, type Position } from "../models/lattice.ts";
import { figureTitle, TITLE_ROOM, writeFigure } from "./figure.ts";
import { checkFinite, checkNotEmpty } from "./figure-checks.ts";
import { type BondPath, bondPaths } from "./lattice-paths.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { mathText, symbolMarkup } from "./math-text.ts";
import { FONT_SIZE, INK, MUTED, PAPER, seriesColour } from "./style.ts";
import { element } from "./svg-element.ts";

/** A lattice to draw. */
export interface LatticeFigureData {
  readonly title?: string;
  readonly lattice: Lattice;
}

/** The shortest bond in pixels, unless the lattice would then be larger than the largest drawing. */
const BOND_LENGTH = 72;
const LARGEST = { width: 640, height: 480 } as const;
const SITE_RADIUS = 12;
const MARGIN = 24;
/** Room for a legend and a title beside a narrow lattice. */
const LEAST_WIDTH = 300;

/** Line width of the strongest bonds, and of one that vanishes. */
const BOND_WIDTH = { strong: 4, weak: 0.75 } as const;
const FAINTEST = 0.15;

/**
 * Sites with their numbers, and bonds coloured by their coupling: wide where strong, dashed where negative. Bonds that
 * leave a periodic lattice are stubs at both of their sites.
 *
 * @param document makes the elements: that of the page, or `figureDocument()`
 * @returns standalone SVG
 * @throws QepError `wrong-shape` for a lattice without sites, `not-finite`
 */
export function latticeFigure({ title, lattice }: LatticeFigureData, document: Document): string {
  checkNotEmpty("lattice figure: positions", lattice.positions);
  checkFinite("lattice figure: positions", lattice.positions.flat());
  const paths = bondPaths(lattice);
  const box = boxOf([...lattice.positions, ...paths.flatMap(({ curves }) => curves.flat())]);
  const scale = scaleOf(paths, box);
  const width = Math.max(LEAST_WIDTH, Math.ceil(scale * box.width + 2 * (MARGIN + SITE_RADIUS)));
  const legendTop = title ? TITLE_ROOM : 8;
  const place = { left: MARGIN, top: legendTop, width: width - 2 * MARGIN };
  const legend = drawLegend(document, legendOf(lattice), place);
  const top = legendTop + legend.height + MARGIN;
  const left = (width - scale * box.width) / 2;
  const toPixel = ([x, y]: Position): Position => [
    round(left + scale * (x - box.left)),
    round(top + scale * (box.top - y)),
  ];
  const height = Math.ceil(top + scale * box.height + MARGIN + SITE_RADIUS);
  const parts = [
    legend.element,
    element(document, "g", { fill: "none" }, drawBonds(document, lattice, paths, toPixel)),
    element(document, "g", { "text-anchor": "middle" }, drawSites(document, lattice, toPixel)),
  ];
  if (title) parts.push(figureTitle(document, title, MARGIN));
  return writeFigure(document, { width, height, description: title ?? "Lattice" }, parts);
}

function drawBonds(
  document: Document,
  lattice: Lattice,
  paths: readonly BondPath[],
  toPixel: (place: Position) => Position,
): Element[] {
  const kinds = bondKinds(lattice);
  const strongest = Math.max(...lattice.bonds.map(({ strength = 1 }) => Math.abs(strength)));
  return paths.flatMap(({ bond, curves }) => {
    const { strength = 1, kind } = bond;
    const share = strongest > 0 ? Math.abs(strength) / strongest : 1;
    const style = {
      stroke: seriesColour(kinds.indexOf(kind)),
      "stroke-width": round(BOND_WIDTH.weak + (BOND_WIDTH.strong - BOND_WIDTH.weak) * share),
      "stroke-opacity": round(Math.max(FAINTEST, share)),
      ...(strength < 0 ? { "stroke-dasharray": "6 4" } : {}),
    };
    return curves.map((curve) => {
      const [start, ...rest] = curve.map(toPixel);
      const d = `M${start}${rest.length === 2 ? "Q" : "L"}${rest.join(" ")}`;
      return element(document, "path", { d, ...style });
    });
  });
}

function drawSites(
  document: Document,
  { positions }: Lattice,
  toPixel: (place: Position) => Position,
): Element[] {
  return positions.flatMap((place, site) => {
    const [cx, cy] = toPixel(place);
    return [
      element(document, "circle", { cx, cy, r: SITE_RADIUS, fill: PAPER, stroke: INK, "stroke-width": 1.5 }),
      mathText(document, String(site), { x: cx, y: cy + 4, "font-size": FONT_SIZE.tick }),
    ];
  });
}

function legendOf(lattice: Lattice): LegendEntry[] {
  const strengths = lattice.bonds.map(({ strength = 1 }) => strength);
  const entries: LegendEntry[] = bondKinds(lattice).map((kind, index) => ({
    label: kind.split(", ").map(symbolMarkup).join(", "),
    symbol: "line",
    colour: seriesColour(index),
  }));
  if (strengths.some((strength) => strength < 0)) {
    entries.push({ label: "negative", symbol: "dashed", colour: MUTED });
  }
  return entries;
}

interface Box {
  readonly left: number;
  /** The largest y: y points up in a lattice. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boxOf(points: readonly Position[]): Box {
  const [x, y] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const [left, top] = [Math.min(...x), Math.max(...y)];
  return { left, top, width: Math.max(...x) - left, height: top - Math.min(...y) };
}

/** Pixels for each unit of length. */
function scaleOf(paths: readonly BondPath[], box: Box): number {
  const lengths = paths.flatMap(({ bond, curves: [curve] }) => {
    const [start, end] = [curve?.[0], curve?.at(-1)];
    return bond.leaves || !start || !end ? [] : [Math.hypot(end[0] - start[0], end[1] - start[1])];
  });
  const wanted = lengths.length === 0 ? Number.POSITIVE_INFINITY : BOND_LENGTH / Math.min(...lengths);
  const fitting = Math.min(LARGEST.width / (box.width || 1), LARGEST.height / (box.height || 1));
  return Math.min(wanted, fitting);
}

/** To a hundredth of a pixel: what no eye sees must not differ between hosts. */
function round(value: number): number {
  return Math.round(100 * value) / 100;
}

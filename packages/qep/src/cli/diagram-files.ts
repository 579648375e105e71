import { type DiagramTable, errorColumn } from "../experiments/diagram.ts";
import type { DiagramBoundary } from "../experiments/diagram-boundaries.ts";
import type { SweepAxis } from "../experiments/sweep.ts";
import { writeCsv } from "../formats/csv.ts";
import { npyArray } from "../formats/npy.ts";
import { writeNpz } from "../formats/npz.ts";
import { figureDocument } from "../plots/figure-document.ts";
import type { MapMarks } from "../plots/heat-map.ts";
import { type NamedContent, pictures } from "./figure-files.ts";

/** A column to draw, and how its axis is called. */
export interface DrawnColumn {
  readonly name: string;
  readonly label: string;
}

/** The table as CSV and as npz with one array a column. */
export function diagramTables({ coordinates, columns, rows }: DiagramTable): NamedContent[] {
  const names = [...coordinates, ...columns];
  const column = (index: number) => npyArray(Float64Array.from(rows, (row) => row[index] as number));
  return [
    ["diagram.csv", writeCsv({ header: names, rows: rows.map((row) => [...row]) })],
    ["diagram.npz", writeNpz(new Map(names.map((name, index) => [name, column(index)])))],
  ];
}

/** Phase boundaries as CSV: the place, the knob along which the peak lies, its height. */
export function boundaryTable(
  axes: readonly SweepAxis[],
  boundaries: readonly DiagramBoundary[],
): NamedContent[] {
  const lines = [
    [...axes.map(({ name }) => name), "along", "height"],
    ...boundaries.map(({ place, along, height }) => [...place, along, height]),
  ];
  return [["boundaries.csv", `${lines.map((line) => line.join(",")).join("\n")}\n`]];
}

/** What a diagram's figures share. */
export interface DiagramFigures {
  readonly title: string;
  readonly axes: readonly SweepAxis[];
  readonly table: DiagramTable;
  readonly boundaries: readonly DiagramBoundary[];
  /** What the boundaries are peaks of, for the legend. */
  readonly boundaryLabel: string;
}

/** Each column as a curve over one knob, or over two as a heat map and by its isolines, with the phase boundaries. */
export async function diagramFigures(
  figures: DiagramFigures,
  drawn: readonly DrawnColumn[],
): Promise<NamedContent[]> {
  const all = await Promise.all(drawn.map((column) => columnFigures(figures, column)));
  return all.flat();
}

async function columnFigures(
  { title, axes, table, boundaries, boundaryLabel }: DiagramFigures,
  { name, label }: DrawnColumn,
): Promise<NamedContent[]> {
  const [x, y] = axes as readonly [SweepAxis, SweepAxis?];
  const valuesOf = (column: string) => {
    const index = table.coordinates.length + table.columns.indexOf(column);
    return table.rows.map((row) => row[index] as number);
  };
  const values = valuesOf(name);
  const file = fileName(name);
  const document = await figureDocument();
  if (!y) {
    const { lineFigure } = await import("../plots/line-figure.ts");
    const errors = table.columns.includes(errorColumn(name))
      ? { standardErrors: valuesOf(errorColumn(name)) }
      : {};
    const series = [{ label, x: x.values, y: values, ...errors }];
    return pictures(file, lineFigure({ title, xLabel: axisLabel(x), yLabel: label, series }, document));
  }
  const rows = y.values.map((_, row) => values.slice(row * x.values.length, (row + 1) * x.values.length));
  const marks: MapMarks = {
    label: boundaryLabel,
    points: boundaries.map(({ place }) => [place[0] as number, place[1] as number]),
  };
  const map = {
    title,
    xLabel: axisLabel(x),
    yLabel: axisLabel(y),
    valueLabel: label,
    x: x.values,
    y: y.values,
    values: rows,
    marks,
  };
  const [{ heatMapFigure }, { contourMapFigure }] = await Promise.all([
    import("../plots/heat-map.ts"),
    import("../plots/contour-map.ts"),
  ]);
  return [
    ...pictures(file, heatMapFigure(map, document)),
    ...pictures(`${file}-contours`, contourMapFigure(map, document)),
  ];
}

function axisLabel({ name }: SweepAxis): string {
  return `${name} (dimensionless)`;
}

/** A column's name as the name of a file. */
function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^-+|-+$/g, "");
}

import { type DiagramTable, npyArray, writeCsv, writeNpz } from "qep";
import { type ColourScale, heatMapFigure, KITAEV_TRIANGLE, triangleMapFigure } from "qep/figures";
import { axisValues, type MapPlace, type MapRange, trianglePoint } from "./map-space.ts";

/** A complete map, for files. */
export interface MapContent {
  readonly title: string;
  readonly table: DiagramTable;
  /** The column that is drawn, and how it is called. */
  readonly column: string;
  readonly label: string;
  readonly scale: ColourScale;
  /** Absent for a triangle. */
  readonly range?: MapRange;
  readonly boundaries: readonly MapPlace[];
  readonly walks: readonly { readonly label: string; readonly places: readonly MapPlace[] }[];
}

/** The table as `qep phase-diagram` writes it. */
export function mapCsv({ table: { coordinates, columns, rows } }: MapContent): string {
  return writeCsv({ header: [...coordinates, ...columns], rows: rows.map((row) => [...row]) });
}

/** One array a column. */
export function mapNpz({ table: { coordinates, columns, rows } }: MapContent): Uint8Array<ArrayBuffer> {
  const arrays = [...coordinates, ...columns].map(
    (name, index) => [name, npyArray(Float64Array.from(rows, (row) => row[index] ?? Number.NaN))] as const,
  );
  return new Uint8Array(writeNpz(new Map(arrays)));
}

/** The figure with walks and boundaries, by the library. */
export function mapSvg(content: MapContent): string {
  const { title, table, column, label, scale, range, boundaries, walks } = content;
  const index = table.coordinates.length + table.columns.indexOf(column);
  const values = table.rows.map((row) => row[index] ?? Number.NaN);
  const ends = [scale.low, scale.high] as const;
  if (!range) {
    const points = table.rows.map(([left = 0, right = 0]) => trianglePoint([left, right]));
    const paths = walks.map((walk) => ({ label: walk.label, paths: [walk.places.map(trianglePoint)] }));
    const data = { title, frame: KITAEV_TRIANGLE, points, values, valueLabel: label, range: ends, paths };
    return triangleMapFigure(data, document);
  }
  const [x, y] = [axisValues(range.x), axisValues(range.y)];
  const [xLabel = "", yLabel = ""] = table.coordinates.map((name) => `${name} (dimensionless)`);
  const curve = ({ places, label: name }: MapContent["walks"][number]) => ({
    label: name,
    x: places.map(([u]) => u),
    y: places.map(([, v]) => v),
  });
  const data = {
    title,
    xLabel,
    yLabel,
    valueLabel: label,
    x,
    y,
    values: y.map((_, row) => values.slice(row * x.length, (row + 1) * x.length)),
    range: ends,
    paths: walks.map(curve),
    marks: { label: "phase boundary", points: boundaries },
  };
  return heatMapFigure(data, document);
}

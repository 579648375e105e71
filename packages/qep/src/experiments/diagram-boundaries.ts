import { QepError } from "../base/errors.ts";
import type { DiagramTable } from "./diagram.ts";
import { negativeCurvature, peaksOf } from "./phase-boundaries.ts";
import type { SweepAxis } from "./sweep.ts";

/** What phase boundaries are peaks of. */
export type BoundaryIndicator = "fidelity" | "energy";

/** A point on a phase boundary. */
export interface DiagramBoundary {
  /** One coordinate for each axis. */
  readonly place: readonly number[];
  /** The knob along which the peak was found. */
  readonly along: string;
  /** The indicator at the peak. */
  readonly height: number;
}

/** The column of the fidelity susceptibility to a knob. */
export function susceptibilityColumn(knob: string): string {
  return `fidelity-susceptibility(${knob})`;
}

/**
 * Phase boundaries: peaks of the fidelity susceptibility to each knob along its own axis, or of −d²E/d(knob)².
 *
 * @throws QepError invalid-argument for an axis of fewer than three values
 */
export function diagramBoundaries(
  table: DiagramTable,
  axes: readonly SweepAxis[],
  indicator: BoundaryIndicator,
): DiagramBoundary[] {
  const [x, y] = axes;
  if (!x) return [];
  const line = columnReader(table, axes);
  const along = (
    axis: SweepAxis,
    fixed: readonly number[],
    placeOf: (place: number, other: number) => number[],
  ) =>
    fixed.flatMap((other, index) => {
      const numbers = line(axis, indicator === "energy" ? "energy" : susceptibilityColumn(axis.name), index);
      const values = indicator === "energy" ? negativeCurvature(axis.values, numbers) : numbers;
      return peaksOf(axis.values, values).map(
        ({ place, height }): DiagramBoundary => ({ place: placeOf(place, other), along: axis.name, height }),
      );
    });
  if (!y) return along(x, [0], (place) => [place]);
  return [
    ...along(x, y.values, (place, other) => [place, other]),
    ...along(y, x.values, (place, other) => [other, place]),
  ];
}

/** @throws QepError invalid-argument for an axis too short to have peaks */
export function requireBoundaryAxes(axes: readonly SweepAxis[]): void {
  if (axes.length === 0) {
    throw new QepError(
      "invalid-argument",
      "--boundaries looks along knobs, and a triangle of couplings has none; say what to sweep with --x",
    );
  }
  const short = axes.find(({ values }) => values.length < 3);
  if (!short) return;
  throw new QepError(
    "invalid-argument",
    `--boundaries: a peak takes at least 3 values of ${short.name}, there are ${short.values.length}`,
  );
}

/** Reads a column along an axis, at the index-th value of the other one. */
function columnReader({ coordinates, columns, rows }: DiagramTable, [x]: readonly SweepAxis[]) {
  const count = x?.values.length ?? 0;
  return (axis: SweepAxis, name: string, index: number): number[] => {
    const column = coordinates.length + columns.indexOf(name);
    const isFirst = axis.name === x?.name;
    return axis.values.map(
      (_, k) => rows[isFirst ? index * count + k : k * count + index]?.[column] as number,
    );
  };
}

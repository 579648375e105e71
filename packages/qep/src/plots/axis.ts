import * as Plot from "@observablehq/plot";
import { extent } from "./curve.ts";
import { FONT_SIZE, GRID, INK } from "./style.ts";
import { linearTickCount, logarithmicTicks } from "./ticks.ts";

/** One axis of a panel. */
export interface Axis {
  /** Label with markup such as `g_{ZZ}`; say the unit, or that there is none. */
  readonly label: string;
  /** Values at the two ends; from large to small turns the axis round. */
  readonly domain: readonly [first: number, last: number];
  readonly scale?: "linear" | "log";
  /** Round the domain outwards to ticks. */
  readonly nice?: boolean;
  /** The values are counts: ticks stand at whole numbers only. */
  readonly counts?: boolean;
  /** Names in place of numbers: name k stands at the value k. */
  readonly names?: readonly string[];
  /** False leaves out tick labels and axis label, for instance above another panel with the same axis. */
  readonly labelled?: boolean;
  /** Distance of the axis label from the frame in pixels. */
  readonly labelOffset?: number;
}

/** How the values of an axis are shown. */
export interface ValueAxisOptions {
  readonly scale?: "linear" | "log";
  /** Shown at least; the axis reaches further where values do, and no rounding takes place. */
  readonly range?: readonly [low: number, high: number];
  /** Begin at zero where all values are positive; a logarithmic axis cannot. */
  readonly withZero?: boolean;
}

/** An axis that holds all the values with some room. @param values at least one, finite */
export function valueAxis(label: string, values: readonly number[], options: ValueAxisOptions = {}): Axis {
  const { scale = "linear", range, withZero = false } = options;
  if (range) return { label, scale, domain: extent([...values, ...range]) };
  if (scale === "linear") return { label, scale, domain: extent(values, withZero), nice: true };
  const [low, high] = extent(values);
  return { label, scale, domain: [low / LOG_ROOM, high * LOG_ROOM] };
}

/** The edge of a frame that an axis is drawn on. */
export type Side = "bottom" | "left" | "right";

/** Pixels for each tick, about. */
const SPACING = { bottom: 70, left: 42, right: 42 } as const;
/** Pixels for each tick where there would be too few. */
const LEAST_SPACING = { bottom: 40, left: 16, right: 16 } as const;
const LABEL_OFFSET = { bottom: 42, left: 60, right: 60 } as const;
/** Room above and below on a logarithmic axis, as a factor. */
const LOG_ROOM = 1.25;
/** Scale of an axis for Plot. */
export function scaleOf(axis: Axis): Plot.ScaleOptions {
  return { type: axis.scale ?? "linear", domain: [...axis.domain], nice: axis.nice ?? false, label: null };
}

/** Grid lines at the ticks of an axis. @param length of the frame along the axis in pixels */
export function gridMark(axis: Axis, side: Side, length: number): Plot.Markish {
  const options = { stroke: GRID, strokeOpacity: 1, ...ticksOf(axis, side, length) };
  return side === "bottom" ? Plot.gridX(options) : Plot.gridY(options);
}

/** Ticks, tick labels and label of an axis. @param length of the frame along the axis in pixels */
export function axisMark(axis: Axis, side: Side, length: number): Plot.Markish {
  const labelOffset = axis.labelOffset ?? LABEL_OFFSET[side];
  const ticks = {
    ...ticksOf(axis, side, length),
    ...(axis.labelled === false ? { tickFormat: () => "" } : {}),
    label: null,
    tickSize: axis.names ? 0 : 5,
    fontSize: FONT_SIZE.tick,
    color: INK,
  };
  // The label is an axis of its own without ticks, because its font is larger than that of the tick labels.
  const label = {
    label: axis.labelled === false ? null : axis.label,
    labelAnchor: "center",
    labelArrow: "none",
    labelOffset,
    ticks: [],
    fontSize: FONT_SIZE.label,
    color: INK,
  } as const;
  if (side === "bottom") return [Plot.axisX(ticks), Plot.axisX(label)];
  return [Plot.axisY({ anchor: side, ...ticks }), Plot.axisY({ anchor: side, ...label })];
}

interface TickOptions {
  ticks: number | number[];
  tickFormat?: (value: number) => string;
}

function ticksOf(axis: Axis, side: Side, length: number): TickOptions {
  const { names, domain } = axis;
  if (names) return { ticks: names.map((_, k) => k), tickFormat: (k) => names[k] ?? "" };
  const [low, high] = [Math.min(...domain), Math.max(...domain)];
  if (axis.scale === "log") return logarithmicTicks(low, high, length, LEAST_SPACING[side]);
  const most = linearTickCount(low, high, length, { spacing: SPACING[side], least: LEAST_SPACING[side] });
  const [first, last] = [Math.ceil(low), Math.floor(high)];
  // Over a wider range the usual ticks are whole numbers.
  if (axis.counts && last - first <= most) {
    return { ticks: Array.from({ length: last - first + 1 }, (_, k) => first + k), tickFormat: String };
  }
  return { ticks: most };
}

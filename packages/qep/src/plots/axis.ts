import * as Plot from "@observablehq/plot";
import { extent } from "./curve.ts";
import { FONT_SIZE, GRID, INK } from "./style.ts";

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
const LABEL_OFFSET = { bottom: 42, left: 60, right: 60 } as const;
/** Room above and below on a logarithmic axis, as a factor. */
const LOG_ROOM = 1.25;
const DECADE_SPACING = 30;
/** Where fewer powers of ten lie on a logarithmic axis, it gets ticks between them. */
const FEW_DECADES = 3;
const PART_SPACING = 16;

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

interface ListedTicks extends TickOptions {
  ticks: number[];
}

function ticksOf(axis: Axis, side: Side, length: number): TickOptions {
  const { names, domain } = axis;
  if (names) return { ticks: names.map((_, k) => k), tickFormat: (k) => names[k] ?? "" };
  if (axis.scale === "log" && domain[1] / domain[0] >= 10) {
    const whole = decades(domain[0], domain[1], Math.max(2, length / DECADE_SPACING));
    return whole.ticks.length >= FEW_DECADES
      ? whole
      : (partsOfDecades(domain[0], domain[1], length) ?? whole);
  }
  const most = Math.max(2, Math.round(length / SPACING[side]));
  const [low, high] = [Math.ceil(Math.min(...domain)), Math.floor(Math.max(...domain))];
  // Over a wider range the usual ticks are whole numbers.
  if (axis.counts && high - low <= most) {
    return { ticks: Array.from({ length: high - low + 1 }, (_, k) => low + k), tickFormat: String };
  }
  return { ticks: most };
}

/** Powers of ten between two values, thinned out where there are more than `most`. */
function decades(low: number, high: number, most: number): ListedTicks {
  // The margin keeps a decade whose logarithm is off by one rounding.
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.ceil((last - first + 1) / most);
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += step) ticks.push(10 ** exponent);
  return { ticks, tickFormat: (value) => `10^{${Math.round(Math.log10(value))}}`.replace("-", "−") };
}

/** Ticks at 1, 2 and 5 times the powers of ten, or at 1 and 3 times, as many as there is room for; undefined without room. */
function partsOfDecades(low: number, high: number, length: number): ListedTicks | undefined {
  const exponents = Array.from(
    { length: Math.ceil(Math.log10(high / low)) + 2 },
    (_, k) => Math.floor(Math.log10(low)) + k,
  );
  for (const parts of [
    [1, 2, 5],
    [1, 3],
  ]) {
    // Read as text, a tick is the number that its label says.
    const ticks = exponents
      .flatMap((exponent) => parts.map((part) => Number(`${part}e${exponent}`)))
      .filter((tick) => tick >= low && tick <= high);
    const shortest = Math.log10(parts[1] as number) / Math.log10(high / low);
    if (shortest * length >= PART_SPACING) return { ticks, tickFormat: partOfDecade };
  }
  return undefined;
}

/** 0.05, 200, 5·10^{−7}. */
function partOfDecade(value: number): string {
  if (value >= 1e-3 && value < 1e4) return String(value);
  const [part, exponent] = value.toExponential(0).split("e");
  return `${part}·10^{${Number(exponent)}}`.replace("-", "−");
}

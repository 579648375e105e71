import * as Plot from "@observablehq/plot";
import { type Axis, axisMark, gridMark, type Side, scaleOf } from "./axis.ts";
import { typesetAll } from "./math-text.ts";
import { INK, LINE } from "./style.ts";
import { element } from "./svg-element.ts";

/** A rectangle in the coordinates of the figure, in pixels. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel lies and what is in it. */
export interface PanelOptions {
  readonly frame: Frame;
  readonly x?: Axis;
  readonly y: Axis;
  /** The edge with the vertical axis; left if absent. */
  readonly side?: Side;
  readonly grid?: "x" | "both";
  /** Drawn in this order, over the grid and under the frame. */
  readonly marks: readonly Plot.Markish[];
}

/** A drawn panel and where values lie on it, in the coordinates of the figure. */
export interface Panel {
  readonly element: Element;
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

/** Room left of a frame for ticks, tick labels and the axis label. */
export const LEFT_AXIS = 74;

/** Room below a frame for ticks, tick labels and the axis label. */
export const BOTTOM_AXIS = 52;

/** Draws a framed panel with ticks outside. Without an x axis, x runs from 0 to 1 and is not shown. */
export function drawPanel(document: Document, options: PanelOptions): Panel {
  const { frame, x, y, side = "left" } = options;
  const plot = Plot.plot({
    document,
    width: frame.width,
    height: frame.height,
    // Axes are drawn outside the margins; nothing clips them once they are part of the figure.
    margin: 0,
    x: x ? scaleOf(x) : { domain: [0, 1], axis: null },
    y: scaleOf(y),
    color: { type: "identity" },
    marks: [
      options.grid && x ? gridMark(x, "bottom", frame.width) : null,
      options.grid === "both" ? gridMark(y, side, frame.height) : null,
      ...options.marks,
      Plot.frame({ stroke: INK, strokeWidth: LINE.frame }),
      x ? axisMark(x, "bottom", frame.width) : null,
      axisMark(y, side, frame.height),
    ],
  });
  const positionOf = (name: "x" | "y", origin: number) => {
    const scale = plot.scale(name);
    return (value: number) => origin + Number(scale?.apply(value));
  };
  return {
    element: adoptPlot(document, plot, frame),
    xOf: positionOf("x", frame.left),
    yOf: positionOf("y", frame.top),
  };
}

/** Takes the drawing out of Plot's own `<svg>`, with the attribute it inherited there. */
function adoptPlot(document: Document, plot: Element, { left, top }: Frame): Element {
  const drawing = Array.from(plot.children).filter((child) => child.localName !== "style");
  const place = { transform: `translate(${left},${top})`, "text-anchor": "middle" };
  const group = element(document, "g", place, drawing);
  typesetAll(group);
  return group;
}

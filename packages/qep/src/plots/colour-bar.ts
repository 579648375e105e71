import * as Plot from "@observablehq/plot";
import type { Axis } from "./axis.ts";
import type { ColourScale } from "./colour-scales.ts";
import { drawPanel, type Frame } from "./panel.ts";

const LEVELS = 128;

/** Width of the bar itself, in pixels. */
export const COLOUR_BAR_WIDTH = 16;

/** Room for the ticks and the label right of the bar, in pixels. */
export const COLOUR_BAR_AXIS = 70;

/** Draws the colours of a scale as a vertical bar with ticks and label on its right. @param label with the unit */
export function drawColourBar(document: Document, scale: ColourScale, label: string, frame: Frame): Element {
  const { low, high } = scale;
  const step = (high - low) / LEVELS;
  const levels = Array.from({ length: LEVELS }, (_, i) => ({
    bottom: low + i * step,
    colour: scale.colourOf(low + (i + 0.5) * step),
  }));
  const axis: Axis = { label, domain: [low, high], labelOffset: 60 };
  const bar = Plot.rect(levels, {
    x1: 0,
    x2: 1,
    y1: "bottom",
    // Each level reaches up to the end and the next one covers it: no paper shines through between them.
    y2: high,
    fill: "colour",
    shapeRendering: "crispEdges",
    inset: 0,
  });
  return drawPanel(document, { frame, y: axis, side: "right", marks: [bar] }).element;
}

import { mathText } from "./math-text.ts";
import { FONT_SIZE, INK, LINE, PAPER } from "./style.ts";
import { element } from "./svg-element.ts";
import type { TriangleFrame, TrianglePoint } from "./triangle-frame.ts";
import { type Pixel, type Triangle, toPixel } from "./triangle-geometry.ts";

const TICK = 6;
/** Distance of the foot of a tick from its label and from the axis label. */
const TICK_LABEL = { left: 12, right: 17, top: 12 } as const;
const AXIS_LABEL = 44;

interface SideOfTriangle {
  /** The point of this side where the coordinate has a value. */
  readonly at: (value: number, total: number) => TrianglePoint;
  /** Direction in which lines of constant coordinate leave the triangle here, in degrees, clockwise from the right. */
  readonly outwards: number;
  /** Direction of the axis label, in degrees clockwise. */
  readonly turn: number;
  readonly anchor: "start" | "middle" | "end";
  readonly label: (markup: string) => string;
}

/** Each coordinate is read along lines parallel to the side opposite its corner; ticks continue those lines. */
const SIDES: Readonly<Record<keyof TriangleFrame["labels"], SideOfTriangle>> = {
  right: {
    at: (value, total) => ({ left: total - value, right: value, top: 0 }),
    outwards: 120,
    turn: 0,
    anchor: "middle",
    label: (markup) => `${markup} →`,
  },
  top: {
    at: (value, total) => ({ left: 0, right: total - value, top: value }),
    outwards: 0,
    turn: 60,
    anchor: "start",
    label: (markup) => `← ${markup}`,
  },
  left: {
    at: (value, total) => ({ left: value, right: 0, top: total - value }),
    outwards: -120,
    turn: -60,
    anchor: "end",
    label: (markup) => `← ${markup}`,
  },
};

/** The outline of the triangle with ticks, tick labels and axis labels on its three sides. */
export function drawTriangleAxes(document: Document, triangle: Triangle, frame: TriangleFrame): Element[] {
  const corner = (point: TrianglePoint) => toPixel(triangle, point, 1).join(",");
  const outline = element(document, "path", {
    d: `M${corner({ left: 1, right: 0, top: 0 })}L${corner({ left: 0, right: 1, top: 0 })}L${corner({ left: 0, right: 0, top: 1 })}Z`,
    fill: "none",
    stroke: INK,
    "stroke-width": LINE.frame + 0.5,
    "stroke-linejoin": "round",
  });
  const names = ["right", "top", "left"] as const;
  return [outline, ...names.flatMap((name) => drawSide(document, triangle, frame, name))];
}

/** The straight pieces of the true phase boundaries, dashed. */
export function drawTriangleBoundaries(
  document: Document,
  triangle: Triangle,
  { boundaries, total }: TriangleFrame,
): Element[] {
  // White under ink: the line shows on dark and on light cells.
  return [
    { stroke: PAPER, "stroke-width": 3.5 },
    { stroke: INK, "stroke-width": 2, "stroke-dasharray": "7 4" },
  ].map((style) =>
    element(document, "path", {
      d: boundaries
        .map((ends) => `M${ends.map((end) => toPixel(triangle, end, total).join(",")).join("L")}`)
        .join(""),
      fill: "none",
      ...style,
    }),
  );
}

function drawSide(
  document: Document,
  triangle: Triangle,
  { total, ticks, labels }: TriangleFrame,
  name: keyof TriangleFrame["labels"],
): Element[] {
  const side = SIDES[name];
  const marks = ticks.flatMap((value) => {
    const start = toPixel(triangle, side.at(value, total), total);
    const [x, y] = move(start, side.outwards, TICK_LABEL[name]);
    return [
      element(document, "path", {
        d: `M${start.join(",")}L${move(start, side.outwards, TICK).join(",")}`,
        stroke: INK,
      }),
      mathText(document, String(value), {
        x,
        y: y + 4,
        "text-anchor": side.anchor,
        "font-size": FONT_SIZE.tick,
      }),
    ];
  });
  // Labels stand off at right angles to the side, which is 90 degrees from the direction of their text.
  const away = name === "right" ? 90 : side.turn - 90;
  const [x, y] = move(toPixel(triangle, side.at(total / 2, total), total), away, AXIS_LABEL);
  const label = mathText(document, side.label(labels[name]), {
    transform: `translate(${x},${y}) rotate(${side.turn})`,
    y: 4,
    "text-anchor": "middle",
    "font-size": FONT_SIZE.label,
  });
  return [...marks, label];
}

function move([x, y]: Pixel, degrees: number, distance: number): Pixel {
  const angle = (degrees * Math.PI) / 180;
  return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
}

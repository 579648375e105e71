import type { GraphTerm, SystemGraph, TermRole } from "../../engine/system-graph.ts";

/** A graph in the pixels of its drawing. */
export interface GraphDrawing {
  readonly width: number;
  readonly height: number;
  readonly qubits: readonly DrawnQubit[];
  readonly links: readonly DrawnLink[];
  /** Radius of a qubit. */
  readonly radius: number;
}

export interface DrawnQubit {
  readonly qubit: number;
  readonly x: number;
  readonly y: number;
  readonly isSensor: boolean;
  /** What acts on this qubit alone. */
  readonly term: GraphTerm | undefined;
}

/** What joins two qubits or more. */
export interface DrawnLink {
  readonly term: GraphTerm;
  readonly role: TermRole;
  /** SVG path: a line, a curve, or a star from the middle of several qubits. */
  readonly path: string;
}

const WIDTH = 440;
const HEIGHT = 260;
const MARGIN = 20;
const LARGEST_RADIUS = 15;
/** Radius of a qubit in lengths of the shortest distance between two. */
const RADIUS_SHARE = 0.28;

/** Which role names a link where several share it: what is trained stands out. */
const ROLES: readonly TermRole[] = ["parameter", "input", "fixed", "output"];

/** Places a system in its drawing; links that reach far are drawn first, below the others. */
export function layoutGraph(graph: SystemGraph): GraphDrawing {
  const { toPixel, scale } = frameOf(graph);
  const places = graph.positions.map(toPixel);
  const shapes = new Map(graph.shapes.map((shape) => [shape.qubits.join(" "), shape.curves]));
  const onOne = new Map(graph.terms.map((term) => [term.qubits.join(" "), term]));
  const links = graph.terms
    .filter(({ qubits }) => qubits.length > 1)
    .map((term): DrawnLink => {
      const curves = shapes.get(term.qubits.join(" "))?.map((curve) => curve.map(toPixel));
      const path = curves ? curves.map(curvePath).join("") : straightPath(term.qubits, places);
      const role = ROLES.find((name) => term.parts.some((part) => part.role === name)) ?? "fixed";
      return { term, role, path };
    });
  return {
    width: WIDTH,
    height: HEIGHT,
    radius: Math.max(5, Math.min(LARGEST_RADIUS, RADIUS_SHARE * scale)),
    qubits: places.map(([x, y], qubit) => ({
      qubit,
      x,
      y,
      isSensor: graph.sensor.includes(qubit),
      term: onOne.get(String(qubit)),
    })),
    links: links.sort((a, b) => b.term.qubits.length - a.term.qubits.length),
  };
}

type Place = readonly [x: number, y: number];

function frameOf({ positions, shapes }: SystemGraph) {
  const all = [...positions, ...shapes.flatMap(({ curves }) => curves.flat())];
  const [x, y] = [all.map((place) => place[0]), all.map((place) => place[1])];
  const [left, right] = [Math.min(...x), Math.max(...x)];
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const fit = Math.min((WIDTH - 2 * MARGIN) / (right - left || 1), (HEIGHT - 2 * MARGIN) / (high - low || 1));
  const distances = positions.flatMap(([ax, ay], i) =>
    positions.slice(i + 1).map(([bx, by]) => Math.hypot(ax - bx, ay - by)),
  );
  const toPixel = ([px, py]: Place): Place => [
    WIDTH / 2 + fit * (px - (left + right) / 2),
    HEIGHT / 2 - fit * (py - (low + high) / 2),
  ];
  return { toPixel, scale: distances.length === 0 ? WIDTH : fit * Math.min(...distances) };
}

function curvePath([start, ...rest]: readonly Place[]): string {
  const points = rest.map(point).join(" ");
  return start ? `M${point(start)}${rest.length === 2 ? "Q" : "L"}${points}` : "";
}

/** A line between two qubits; for more of them a star from their middle. */
function straightPath(qubits: readonly number[], places: readonly Place[]): string {
  const ends = qubits.flatMap((qubit) => {
    const place = places[qubit];
    return place ? [place] : [];
  });
  if (ends.length === 2) return `M${ends.map(point).join("L")}`;
  const sum = ends.reduce<Place>(([sx, sy], [x, y]) => [sx + x, sy + y], [0, 0]);
  const middle: Place = [sum[0] / ends.length, sum[1] / ends.length];
  return ends.map((end) => `M${point(middle)}L${point(end)}`).join("");
}

function point([x, y]: Place): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

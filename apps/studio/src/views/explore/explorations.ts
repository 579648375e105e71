import kitaev from "../../../../../examples/paper/kitaev-exploration.yaml?raw";
import phase from "../../../../../examples/paper/phase-exploration.yaml?raw";
import sensitivity from "../../../../../examples/paper/sensitivity.yaml?raw";
import { withoutSchemaLine } from "../../session/schema-line.ts";
import type { MapPlace, MapRange } from "./map-space.ts";

/** An experiment to explore. */
export interface Exploration {
  readonly id: string;
  readonly title: string;
  /** YAML text. */
  readonly text: string;
  /** Knobs that span the map at first; the first two of the experiment where absent. */
  readonly knobs?: readonly [x: string, y: string];
  readonly range: MapRange;
  /** True where the map is a triangle of couplings whose sum is 1. */
  readonly isTriangle: boolean;
  /** Published starts: a place for each operating point. */
  readonly starts: readonly (readonly MapPlace[])[];
}

/** The point with triangle coordinates u = Jy + Jz/2, v = (√3/2) Jz, as its authors give some of the starts. */
function atTriangle(u: number, v: number): MapPlace {
  const Jz = (2 * v) / Math.sqrt(3);
  const Jy = u - Jz / 2;
  return [1 - Jy - Jz, Jy];
}

/** The published experiments. @see Wanjura & Marquardt, Nature Communications 16 (2025) */
export const EXPLORATIONS = [
  {
    id: "phase",
    title: "Phase exploration",
    text: withoutSchemaLine(phase),
    knobs: ["gX", "gZZ"],
    range: { x: [-2, 2], y: [-2, 2] },
    isTriangle: false,
    starts: [[[-0.1, 0.4]], [[0.2, 0.9]]],
  },
  {
    id: "sensitivity",
    title: "Sensitivity",
    text: withoutSchemaLine(sensitivity),
    knobs: ["gX", "gZZ"],
    range: { x: [-2, 2], y: [-2, 2] },
    isTriangle: false,
    starts: [
      [
        [-0.2, -1.5],
        [-1.5, -1.5],
      ],
      [
        [-0.5, 1],
        [0.3, 1],
      ],
    ],
  },
  {
    id: "kitaev",
    title: "Kitaev honeycomb",
    text: withoutSchemaLine(kitaev),
    knobs: ["Jx", "Jy"],
    range: { x: [0, 1], y: [0, 1] },
    isTriangle: true,
    starts: [
      [[2 / 3, 1 / 6]],
      [[1 / 6, 1 / 6]],
      [[0.15, 0.3]],
      [[0.4, 0.3921539]],
      [[0.3, 0.4921539]],
      [atTriangle(0.75, 0.4)],
      [atTriangle(0.35, 0.55)],
      [atTriangle(0.65, 0.4)],
      [atTriangle(0.35, 0.45)],
    ],
  },
] as const satisfies readonly Exploration[];

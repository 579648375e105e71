import { OKABE_ITO } from "./style.ts";

/** A point of a triangle by three coordinates whose sum is the triangle's total; named after the corners. */
export interface TrianglePoint {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** A phase: its name, its colour, and where its name is written. */
export interface Phase {
  readonly name: string;
  readonly colour: string;
  /** Short name written into the triangle at each of these points. */
  readonly short: string;
  readonly at: readonly TrianglePoint[];
}

/** A triangle of couplings with a fixed sum, and the phases in it. */
export interface TriangleFrame {
  /** Sum of the three coordinates, in the unit of the couplings. */
  readonly total: number;
  /** Label of each coordinate, with markup; each is largest at its corner. */
  readonly labels: { readonly left: string; readonly right: string; readonly top: string };
  /** Ticks along each side. */
  readonly ticks: readonly number[];
  /** In the order of the outputs. */
  readonly phases: readonly Phase[];
  /** Straight pieces of the true boundaries. */
  readonly boundaries: readonly (readonly [from: TrianglePoint, to: TrianglePoint])[];
  /** Name of what the outputs leave over to a sum of 1. */
  readonly rest?: string;
}

/**
 * The cluster Ising chain with g_X + g_ZZ + g_ZXZ = 4. Phase II where g_ZZ ≥ 2, otherwise phase I where 2 g_X < 4 − g_ZZ,
 * otherwise phase III. Corners: g_ZXZ left, g_X right, g_ZZ on top.
 */
export const CLUSTER_ISING_TRIANGLE: TriangleFrame = {
  total: 4,
  labels: {
    left: "cluster coupling g_{ZXZ} (dimensionless)",
    right: "transverse field g_{X} (dimensionless)",
    top: "Ising coupling g_{ZZ} (dimensionless)",
  },
  ticks: [0, 1, 2, 3, 4],
  phases: [
    {
      name: "I: cluster (ZXZ)",
      short: "I: cluster",
      colour: OKABE_ITO.orange,
      at: [{ left: 2.3, right: 0.8, top: 0.9 }],
    },
    {
      name: "II: ZZ-ordered",
      short: "II: ZZ-ordered",
      colour: OKABE_ITO.blue,
      at: [{ left: 0.7, right: 0.7, top: 2.6 }],
    },
    {
      name: "III: paramagnet (X)",
      short: "III: paramagnet",
      colour: OKABE_ITO.green,
      at: [{ left: 0.8, right: 2.3, top: 0.9 }],
    },
  ],
  boundaries: [
    [
      { left: 2, right: 0, top: 2 },
      { left: 0, right: 2, top: 2 },
    ],
    [
      { left: 1, right: 1, top: 2 },
      { left: 2, right: 2, top: 0 },
    ],
  ],
  rest: "none of the three",
};

/**
 * The Kitaev honeycomb model with J_x + J_y + J_z = 1: non-Abelian where each coupling is at most the sum of the others,
 * Abelian in the three corners. Corners: J_x left, J_y right, J_z on top.
 */
export const KITAEV_TRIANGLE: TriangleFrame = {
  total: 1,
  labels: { left: "J_{x} (dimensionless)", right: "J_{y} (dimensionless)", top: "J_{z} (dimensionless)" },
  ticks: [0, 0.25, 0.5, 0.75, 1],
  phases: [
    {
      name: "Abelian",
      short: "Abelian",
      colour: OKABE_ITO.orange,
      at: [
        { left: 2 / 3, right: 1 / 6, top: 1 / 6 },
        { left: 1 / 6, right: 2 / 3, top: 1 / 6 },
        { left: 1 / 6, right: 1 / 6, top: 2 / 3 },
      ],
    },
    {
      name: "non-Abelian",
      short: "non-Abelian",
      colour: OKABE_ITO.blue,
      at: [{ left: 1 / 3, right: 1 / 3, top: 1 / 3 }],
    },
  ],
  boundaries: [
    [
      { left: 0.5, right: 0.5, top: 0 },
      { left: 0.5, right: 0, top: 0.5 },
    ],
    [
      { left: 0.5, right: 0, top: 0.5 },
      { left: 0, right: 0.5, top: 0.5 },
    ],
    [
      { left: 0, right: 0.5, top: 0.5 },
      { left: 0.5, right: 0.5, top: 0 },
    ],
  ],
};

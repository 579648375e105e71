import { QepError } from "../base/errors.ts";
import { RandomStream, type StreamKey } from "../base/random.ts";
import { type LabelledSample, oneHot } from "./classification.ts";

/** The couplings of the cluster Ising chain in the order in which samples hold them. */
export const PHASE_TRIANGLE_INPUTS = ["gZXZ", "gZZ", "gX"] as const;

/** The phases in the order of the outputs: topological (cluster), ordered, disordered. */
export const PHASES = ["I", "II", "III"] as const;
export type Phase = (typeof PHASES)[number];

/** The triangle gX + gZZ + gZXZ = total, and the part of it that samples come from. */
export interface PhaseTriangleOptions {
  /** Sum of the three couplings; 4 by default, as published. */
  readonly total?: number;
  /** The whole triangle (default), or only three squares, one inside each phase. */
  readonly region?: "triangle" | "patches";
}

/** Total of the published experiments, in which the patches are given. */
const PUBLISHED_TOTAL = 4;

/** Centres (gX, gZZ) of the three patches and half the length of their sides, at the published total. */
const PATCH_CENTERS = [
  [1, 0.5],
  [2.5, 0.5],
  [0.5, 3],
] as const;
const PATCH_HALF_WIDTH = 0.2;

/** Least gZZ of a grid point, in units of the total: −1e-5 as published. */
const GRID_TOLERANCE = -1e-5 / PUBLISHED_TOTAL;

/**
 * The phase of the infinite chain at a point of the triangle.
 *
 * II where gZZ ≥ total/2; else I where 2 gX < total − gZZ, that is gX < gZXZ; else III.
 *
 * @see Wanjura & Marquardt (2025), phase sensor on the cluster Ising chain
 */
export function phaseAt(gX: number, gZZ: number, total = PUBLISHED_TOTAL): Phase {
  if (gZZ >= total / 2) return "II";
  return 2 * gX < total - gZZ ? "I" : "III";
}

/**
 * Whether a point lies on a line between two phases, where its label is a matter of rounding.
 *
 * @param inputs (gZXZ, gZZ, gX)
 * @param tolerance distance in a coupling that counts as none; 1e-9 of the total by default
 */
export function isOnPhaseBoundary(
  inputs: Float64Array,
  total = PUBLISHED_TOTAL,
  tolerance = 1e-9 * total,
): boolean {
  const [gZXZ, gZZ, gX] = inputs;
  if (Math.abs(gZZ - total / 2) <= tolerance) return true;
  return gZZ < total / 2 && Math.abs(gX - gZXZ) <= tolerance;
}

/**
 * One random point of the triangle with its phase as one-hot target.
 *
 * Uniform in the triangle: gX and gZZ are drawn in [0, total), and where gZXZ = total − gX − gZZ would be negative,
 * (gX, gZZ) is folded to (total − gZZ, total − gX). In patches: one of the three squares at random, then uniform in it.
 *
 * @param stream advanced by two numbers, by three for patches
 * @returns inputs (gZXZ, gZZ, gX), target in the order I, II, III
 * @throws QepError `invalid-argument` where the total is not a finite number above 0
 */
export function samplePhaseTriangle(
  stream: RandomStream,
  options: PhaseTriangleOptions = {},
): LabelledSample {
  const { total = PUBLISHED_TOTAL, region = "triangle" } = options;
  checkTotal(total);
  const [gX, gZZ] = region === "patches" ? drawInPatches(stream, total) : drawInTriangle(stream, total);
  return labelledPoint(gX, gZZ, total);
}

/**
 * The samples a training is tested on: points of the whole triangle, wherever its training samples come from.
 *
 * @param seed of the run; a larger set begins with the samples of a smaller one
 * @param count number of samples
 * @throws QepError `invalid-argument` where the total is not a finite number above 0
 */
export function phaseTriangleTestSet(
  seed: StreamKey,
  count: number,
  total = PUBLISHED_TOTAL,
): LabelledSample[] {
  const stream = new RandomStream(seed, "test");
  return Array.from({ length: count }, () => samplePhaseTriangle(stream, { total }));
}

/**
 * The grid that phase maps are drawn on: gX outer, gZXZ inner, each over equally spaced values in [0, total], kept
 * where gZZ = total − gX − gZXZ is not negative (beyond rounding).
 *
 * @param count values per side, at least 2; 20 as published
 * @returns count (count + 1) / 2 points, 210 as published
 * @throws QepError `invalid-argument` where total or count is out of range
 */
export function phaseTriangleGrid(total = PUBLISHED_TOTAL, count = 20): LabelledSample[] {
  checkTotal(total);
  if (!Number.isInteger(count) || count < 2) {
    throw new QepError(
      "invalid-argument",
      `Phase triangle: a grid needs count of 2 or more; given: ${count}.`,
      {
        count,
      },
    );
  }
  const samples: LabelledSample[] = [];
  const spacing = total / (count - 1);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const [gX, gZXZ] = [row * spacing, column * spacing];
      const gZZ = total - gX - gZXZ;
      // Rounding leaves points of the hypotenuse slightly below 0.
      if (gZZ < GRID_TOLERANCE * total) continue;
      samples.push({ inputs: Float64Array.of(gZXZ, gZZ, gX), target: targetAt(gX, gZZ, total) });
    }
  }
  return samples;
}

function drawInTriangle(stream: RandomStream, total: number): [gX: number, gZZ: number] {
  const gX = stream.uniform(0, total);
  const gZZ = stream.uniform(0, total);
  return total - gX - gZZ < 0 ? [total - gZZ, total - gX] : [gX, gZZ];
}

function drawInPatches(stream: RandomStream, total: number): [gX: number, gZZ: number] {
  const scale = total / PUBLISHED_TOTAL;
  const [gX, gZZ] = PATCH_CENTERS[stream.integer(PATCH_CENTERS.length)];
  const offset = () => stream.uniform(-PATCH_HALF_WIDTH, PATCH_HALF_WIDTH);
  return [scale * (gX + offset()), scale * (gZZ + offset())];
}

function labelledPoint(gX: number, gZZ: number, total: number): LabelledSample {
  return { inputs: Float64Array.of(total - gX - gZZ, gZZ, gX), target: targetAt(gX, gZZ, total) };
}

function targetAt(gX: number, gZZ: number, total: number): Float64Array {
  return oneHot(PHASES.indexOf(phaseAt(gX, gZZ, total)), PHASES.length);
}

function checkTotal(total: number): void {
  if (Number.isFinite(total) && total > 0) return;
  throw new QepError(
    "invalid-argument",
    `Phase triangle: total must be a finite number above 0; given: ${total}.`,
    {
      total,
    },
  );
}

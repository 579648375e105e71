import type { RandomStream } from "../base/random.ts";
import { type LabelledSample, oneHot } from "./classification.ts";

/** The couplings of Kitaev's honeycomb model in the order in which samples hold them; their sum is 1. */
export const KITAEV_TRIANGLE_INPUTS = ["Jx", "Jy", "Jz"] as const;

/** The phases in the order of the outputs. */
export const KITAEV_PHASES = ["Abelian", "non-Abelian"] as const;
export type KitaevPhase = (typeof KITAEV_PHASES)[number];

/** Samples of a published batch by where they lie: each Abelian corner once, the non-Abelian middle three times. */
const PATTERN = ["Jx", "Jy", "Jz", "middle", "middle", "middle"] as const;

const A = 1 / 6 - 0.1;
const B = (0.3 - 1 / 6) / 2;
/** The published test points, as their authors wrote them: the last Abelian ones do not all add up to 1. */
const TEST_POINTS: Readonly<Record<KitaevPhase, readonly (readonly [Jx: number, Jy: number, Jz: number])[]>> =
  {
    "non-Abelian": [
      [0.4, 0.4, 0.2],
      [0.2, 0.4, 0.4],
      [0.4, 0.2, 0.4],
      [0.3, 0.3, 0.4],
      [0.4, 0.3, 0.3],
      [0.3, 0.4, 0.3],
      [0.375, 0.375, 0.25],
      [0.25, 0.375, 0.375],
      [0.375, 0.25, 0.375],
    ],
    Abelian: [
      [0.1, 0.1, 0.8],
      [0.1, 0.3, 0.6],
      [0.3, 0.1, 0.6],
      [2 / 3 + A, 1 / 6 - A, 0.1],
      [2 / 3 - A - 0.066, 1 / 6 + A + 0.066, 0.1],
      [2 / 3 - B, 1 / 6 - B, 0.3],
      [1 / 6 - A - 0.066, 2 / 3 + A + 0.066, 0.1],
      [1 / 6 + A, 2 / 3 - A, 0.1],
      [1 / 6 - B, 2 / 3 - B, 0.3],
    ],
  };

/** Points along a side of the published map, J = 1/60 + k/20. */
const GRID_POINTS = 20;
const GRID_START = 1 / 60;

/**
 * The phase of the infinite lattice without a field.
 *
 * Non-Abelian (gapless without a field) where each coupling is at most the sum of the others, else Abelian.
 *
 * @param inputs (Jx, Jy, Jz), none negative
 * @see Kitaev, Annals of Physics 321, 2 (2006)
 */
export function kitaevPhaseAt(inputs: ArrayLike<number>): KitaevPhase {
  const couplings = Array.from(inputs);
  const sum = couplings.reduce((all, coupling) => all + coupling, 0);
  return couplings.every((coupling) => 2 * coupling <= sum) ? "non-Abelian" : "Abelian";
}

/**
 * A training batch: samples go round one in each Abelian corner and three in the non-Abelian middle, each uniform in its
 * part of the triangle Jx + Jy + Jz = 1.
 *
 * @param size number of samples; 6 as published, one round
 * @returns inputs (Jx, Jy, Jz), target in the order Abelian, non-Abelian
 */
export function kitaevTriangleBatch(stream: RandomStream, size: number): LabelledSample[] {
  return Array.from({ length: size }, (_, index) =>
    samplePart(stream, PATTERN[index % PATTERN.length] as (typeof PATTERN)[number]),
  );
}

/**
 * One point, uniform in one of the four triangles that the phase boundaries cut the large one into.
 *
 * @param part the corner where this coupling is more than half, or the middle
 * @param stream advanced by two numbers
 */
function samplePart(stream: RandomStream, part: (typeof PATTERN)[number]): LabelledSample {
  // Uniform in a triangle: fold the unit square along its diagonal.
  const [u, v] = [stream.uniform(), stream.uniform()];
  const folded = u + v > 1 ? [1 - u, 1 - v] : [u, v];
  const weights = [1 - (folded[0] as number) - (folded[1] as number), ...folded];
  const inputs = weights.map((weight, k) => {
    if (part === "middle") return (1 - weight) / 2;
    return weight / 2 + (KITAEV_TRIANGLE_INPUTS[k] === part ? 0.5 : 0);
  });
  return labelled(inputs, part === "middle" ? "non-Abelian" : "Abelian");
}

/** The 18 published test points, nine in each phase. */
export function kitaevTestSet(): LabelledSample[] {
  return (["non-Abelian", "Abelian"] as const).flatMap((phase) =>
    TEST_POINTS[phase].map((inputs) => labelled(inputs, phase)),
  );
}

/** The grid of the published map: J = 1/60 + k/20 with Jx outer and Jy inner, 210 points, none on a boundary. */
export function kitaevTriangleGrid(): LabelledSample[] {
  const steps = Array.from({ length: GRID_POINTS }, (_, k) => k);
  return steps.flatMap((x) =>
    steps.slice(0, GRID_POINTS - x).map((y) => {
      const [Jx, Jy] = [GRID_START + x / 20, GRID_START + y / 20];
      const inputs = [Jx, Jy, 1 - Jx - Jy];
      return labelled(inputs, kitaevPhaseAt(inputs));
    }),
  );
}

function labelled(inputs: readonly number[], phase: KitaevPhase): LabelledSample {
  return {
    inputs: Float64Array.from(inputs),
    target: oneHot(KITAEV_PHASES.indexOf(phase), KITAEV_PHASES.length),
  };
}

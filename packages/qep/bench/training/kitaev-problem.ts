import { RandomStream, type Sample, type System } from "../../src/index.ts";
import { kitaevSensor } from "../../test/support/kitaev-sensor.ts";

/** The Kitaev phase sensor of the paper: one training step and its test. */
export interface KitaevProblem {
  readonly system: System;
  /** θ: couplings and sensor terms from the standard normal distribution. */
  readonly parameters: Float64Array;
  /** Three samples of the Abelian phases, one in each corner of the triangle, and three of the non-Abelian phase. */
  readonly batch: readonly Sample[];
  readonly test: readonly Sample[];
}

export const KITAEV_BETA = 0.05;
export const KITAEV_SHOTS = 10_000;

const [ABELIAN, NON_ABELIAN] = [Float64Array.of(1, 0), Float64Array.of(0, 1)];

/** Offsets in the authors' list of test points. */
const [A, B] = [1 / 6 - 0.1, (0.3 - 1 / 6) / 2];

/**
 * The authors' test points (Jx, Jy, Jz), with their numbers as they wrote them: not all sum to 1.
 *
 * @see C. Wanjura and F. Marquardt, QuantumEP (MIT licence), SupervisedQEP/KitaevPhaseSensor
 */
const TEST_POINTS: readonly (readonly [target: Float64Array, points: readonly (readonly number[])[]])[] = [
  [
    NON_ABELIAN,
    [
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
  ],
  [
    ABELIAN,
    [
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
  ],
];

/** The step with number `step` of a run with fresh random parameters. */
export function kitaevProblem(step = 0): KitaevProblem {
  const system = kitaevSensor();
  const draw = new RandomStream("kitaev bench", "parameters");
  return {
    system,
    parameters: Float64Array.from(system.parameters, () => draw.normal()),
    batch: kitaevBatch(step),
    test: TEST_POINTS.flatMap(([target, points]) =>
      points.map((point) => ({ points: [Float64Array.from(point)], target })),
    ),
  };
}

/** Uniform samples, one in each Abelian corner (one J above ½) and three in the middle triangle (every J below ½). */
export function kitaevBatch(step: number): Sample[] {
  const stream = new RandomStream("kitaev bench", "batch", step);
  return [0, 1, 2].flatMap((corner): Sample[] => {
    const inCorner = drawInTriangle(stream).map((weight, index) => (weight + (index === corner ? 1 : 0)) / 2);
    const inMiddle = drawInTriangle(stream).map((weight) => (1 - weight) / 2);
    return [
      { points: [inCorner], target: ABELIAN },
      { points: [inMiddle], target: NON_ABELIAN },
    ];
  });
}

/** Three weights that are not negative and sum to 1, uniform. */
function drawInTriangle(stream: RandomStream): Float64Array {
  const [u, v] = [stream.uniform(), stream.uniform()];
  const [x, y] = u + v > 1 ? [1 - u, 1 - v] : [u, v];
  return Float64Array.of(x, y, 1 - x - y);
}

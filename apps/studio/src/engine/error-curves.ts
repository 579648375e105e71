import {
  type BiasLadder,
  biasLadder,
  type GradientProblem,
  gradientError,
  nudgedModels,
  pilotNoise,
  type ShotNoise,
} from "qep";
import { type AnatomyMethod, type AnatomyRequest, problemOf } from "./gradient-problem.ts";
import type { Workbench } from "./workbench.ts";

/** Errors of which gradient are foreseen. */
export type ErrorCurvesRequest = Pick<AnatomyRequest, "experiment" | "values" | "sample" | "shots">;

/** Expected errors of a gradient over its norm, against β. Plain data. */
export interface ErrorCurves {
  readonly betas: readonly number[];
  readonly curves: readonly ErrorCurve[];
}

/** One estimator: error² = bias² + noise². */
export interface ErrorCurve {
  readonly method: AnatomyMethod;
  readonly bias: readonly number[];
  /** Null where expectation values are exact. */
  readonly noise: readonly number[] | null;
  readonly error: readonly number[];
}

/** What a pilot found of bias and noise at one place; any β and number of shots follow from it. */
export interface ErrorPilot {
  readonly ladder: BiasLadder;
  readonly noise: ShotNoise;
}

/** Largest β, and how often it is halved, when the pilot looks for biases. */
const LADDER = { largest: 3.2, octaves: 6, perOctave: 1 } as const;
/** Where and with how many shots it measures variances. */
const NOISE = { beta: 0.1, shots: 10_000 } as const;
/** Ends of the curves, and their points. */
const BETAS = { low: 0.01, high: 3.2, points: 61 } as const;

const METHODS: readonly AnatomyMethod[] = ["one-sided", "symmetric"];

/** Bias and variance of the nudged estimators of one sample, as the planner finds them. */
export async function errorPilot(
  bench: Workbench,
  request: Pick<ErrorCurvesRequest, "values" | "sample">,
  onProgress: (fraction: number) => void,
): Promise<ErrorPilot> {
  const { trainedInputs } = bench.experiment.variables;
  const problem: GradientProblem = problemOf(bench, { ...request, draw: 0 });
  const ladder = await biasLadder(bench.exact, problem, { ...LADDER, trainedInputs });
  onProgress(0.5);
  return { ladder, noise: await pilotNoise(bench.counted, problem, { ...NOISE, trainedInputs }) };
}

/** The errors that a pilot foresees with M shots in each phase. */
export function errorCurves({ ladder, noise }: ErrorPilot, shots: number | null): ErrorCurves {
  const { low, high, points } = BETAS;
  // The last β is that of the ladder, to the last digit.
  const betas = Array.from({ length: points }, (_, k) =>
    k === points - 1 ? high : low * (high / low) ** (k / (points - 1)),
  );
  const batch = { ...ladder.reference, size: 1 };
  const signal = Math.hypot(...(ladder.reference.gradients[0] ?? []));
  const curves = nudgedModels(noise, ladder).flatMap((model): ErrorCurve[] => {
    const method = METHODS.find((name) => name === model.method);
    if (!method) return [];
    const each = shots ?? Number.POSITIVE_INFINITY;
    const errors = betas.map((beta) => gradientError(model, beta, { free: each, responding: each }, batch));
    return [
      {
        method,
        bias: errors.map(({ bias }) => bias / signal),
        noise: shots === null ? null : errors.map((error) => error.noise / signal),
        error: errors.map(({ error }) => error / signal),
      },
    ];
  });
  return { betas, curves };
}

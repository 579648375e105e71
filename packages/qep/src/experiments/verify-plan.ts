import { meanAndScatter, squaredNorm } from "../propagation/bias-curve.ts";
import type { PilotGradients } from "../propagation/bias-ladder.ts";
import type { Device } from "../propagation/device.ts";
import type { PlannedEstimator } from "../propagation/error-model.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import type { GradientProblem } from "../propagation/problem.ts";

/** A plan as it turned out. */
export interface VerifiedPlan {
  readonly repetitions: number;
  /** Root mean square of ‖ĝ − g‖/‖g‖ of the mean gradient over the samples, and its standard error. */
  readonly relativeError: number;
  readonly standardError: number;
  /** Mean cosine of ĝ and g. */
  readonly cosine: number;
}

/** What a verification repeats. */
export interface Verification {
  readonly problem: GradientProblem;
  /** Exact gradients of its samples. */
  readonly exact: PilotGradients;
  readonly plan: PlannedEstimator;
  readonly trainedInputs: readonly number[];
  readonly repetitions: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Measures the planned gradient many times, each with shot noise of its own, and compares with the exact one. */
export async function verifyPlan(device: Device, verification: Verification): Promise<VerifiedPlan> {
  const { problem, exact, plan, trainedInputs, repetitions, onProgress, signal } = verification;
  const { mean: gradient } = meanAndScatter(exact.gradients);
  const norm = Math.sqrt(squaredNorm(gradient));
  const knobs = problem.parameters.length + trainedInputs.length;
  const { free, responding } = plan.shots;
  const shots = device.capabilities().hasBudget
    ? { budget: { free, nudged: responding, probe: 0 } }
    : { shots: Math.max(1, Math.floor(responding / knobs)) };
  const settings = { method: plan.method, beta: plan.strength, trainedInputs, ...shots };
  const squares: number[] = [];
  let cosine = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const stream = [...problem.stream, "verification", repetition];
    const results = await estimateGradients(device, { ...problem, stream }, settings, signal);
    const { mean } = meanAndScatter(
      results.map(({ parameters, inputs }) =>
        Float64Array.of(...parameters, ...inputs.flatMap((point) => [...point])),
      ),
    );
    squares.push(squaredNorm(mean.map((value, j) => value - (gradient[j] as number))) / norm ** 2);
    const along = mean.reduce((sum, value, j) => sum + value * (gradient[j] as number), 0);
    cosine += along / (norm * Math.sqrt(squaredNorm(mean)) * repetitions);
    onProgress?.(repetition + 1, repetitions);
  }
  const { mean, scatter } = meanAndScatter(squares.map((square) => Float64Array.of(square)));
  const relativeError = Math.sqrt(mean[0] as number);
  return {
    repetitions,
    relativeError,
    standardError: Math.sqrt(scatter / repetitions) / (2 * relativeError),
    cosine,
  };
}

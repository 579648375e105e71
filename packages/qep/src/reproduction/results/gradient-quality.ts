import { batchOf, type Experiment, objectiveOf } from "../../experiments/build-experiment.ts";
import type { Device } from "../../propagation/device.ts";
import { estimateGradients } from "../../propagation/gradient.ts";
import type { GradientSettings } from "../../propagation/gradient-settings.ts";
import {
  biasFromPilots,
  expectedError,
  optimalNudge,
  type PilotEstimates,
} from "../../propagation/nudge-optimum.ts";
import { BIAS_ORDER } from "../../propagation/nudge-steps.ts";
import { meanGradient, parametersOf } from "../../training/variables.ts";

/** The two nudged estimators of the paper, with how the noise of ⟨A⟩ enters the variance. */
export const ESTIMATORS = [
  { method: "one-sided", noise: 2, label: "one-sided" },
  { method: "symmetric", noise: 0.5, label: "symmetric" },
] as const;

export type Estimator = (typeof ESTIMATORS)[number];

/** A batch of the experiment at some parameters, whose mean gradient is asked for in many ways. */
export class GradientProbe {
  private readonly experiment: Experiment;
  private readonly device: Device;
  private readonly values: Float64Array;
  private readonly signal: AbortSignal;

  constructor(experiment: Experiment, device: Device, values: Float64Array, signal: AbortSignal) {
    this.experiment = experiment;
    this.device = device;
    this.values = values;
    this.signal = signal;
  }

  /** Samples in the batch. */
  get batchSize(): number {
    return batchOf(this.experiment, 0).length;
  }

  /** The mean gradient of batch 0, noise named by `repeat`. */
  async gradient(settings: GradientSettings, repeat: number): Promise<Float64Array> {
    const { variables } = this.experiment;
    const problem = {
      loss: objectiveOf(this.experiment).loss,
      samples: batchOf(this.experiment, 0),
      parameters: parametersOf(variables, this.values),
      stream: ["nudge and shots", repeat],
    };
    return meanGradient(variables, await estimateGradients(this.device, problem, settings, this.signal));
  }

  /** Σ_j Var(A_j) of single measurements, mean over the batch: from the standard errors of one noisy estimate. */
  async totalVariance(beta: number): Promise<number> {
    const shots = 100;
    const problem = {
      loss: objectiveOf(this.experiment).loss,
      samples: batchOf(this.experiment, 0),
      parameters: parametersOf(this.experiment.variables, this.values),
      stream: ["variance"],
    };
    const settings = { method: "symmetric", beta, shots } as const;
    const results = await estimateGradients(this.device, problem, settings, this.signal);
    const squares = results.map(({ standardError }) =>
      (standardError?.parameters ?? new Float64Array(0)).reduce((sum, error) => sum + error * error, 0),
    );
    // Var of the symmetric estimate is V/(2Mβ²) for each parameter.
    return (2 * shots * beta * beta * squares.reduce((sum, square) => sum + square, 0)) / squares.length;
  }
}

/** What the expansion in β says about an estimator at some number of shots. */
export interface Prediction {
  /** β at which squared bias and variance add up to the least. */
  readonly optimum: number;
  /** Root mean squared error of the gradient at β. */
  readonly errorAt: (beta: number) => number;
}

/**
 * Bias and noise to leading order: ‖bias‖² = c² β^{2n}, variance = a V/(M B β²), n the order of the bias.
 *
 * The optimum is β* = (a V/(n c² M B))^{1/(2n+2)}: (16V/(S f″²))^{1/4} one-sided and (18V/(S f‴²))^{1/6} symmetric, with S = 2M.
 *
 * @param pilots noise-free estimates at β and β/2, from whose difference c follows
 * @param variance Σ_j Var(A_j), mean over the batch
 */
export function predict(
  { method, noise }: Estimator,
  pilots: PilotEstimates,
  { variance, shots, batchSize }: { variance: number; shots: number; batchSize: number },
): Prediction {
  const order = BIAS_ORDER[method];
  const bias = biasFromPilots(method, pilots);
  const model = {
    order,
    biasSquare: (distance(bias, new Float64Array(bias.length)) / pilots.beta ** order) ** 2,
    noiseSquare: (noise * variance) / (shots * batchSize),
    signalNoise: 0,
  };
  return { optimum: optimalNudge(model), errorAt: (beta) => expectedError(model, beta) };
}

export function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - (b[k] as number)) ** 2, 0));
}

export function cosine(a: Float64Array, b: Float64Array): number {
  const inner = (u: Float64Array, v: Float64Array) => u.reduce((sum, x, k) => sum + x * (v[k] as number), 0);
  return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
}

import { BIAS_ORDER, type NudgedMethod } from "./nudge-steps.ts";

/**
 * Bias and noise of a nudged gradient to leading order in β, summed over its components:
 *
 *     ‖bias‖² = b β^{2n},   variance = a/β² + c
 */
export interface NudgeErrorModel {
  /** n. */
  readonly order: 1 | 2 | 4;
  /** b. */
  readonly biasSquare: number;
  /** a: by shots of the responding observables; falls as 1/shots. */
  readonly noiseSquare: number;
  /** c: by shots of the outputs, through the error signal; falls as 1/shots too. */
  readonly signalNoise: number;
}

/** The same gradient estimated twice with one error signal, at β and at β/2. */
export interface PilotEstimates {
  readonly beta: number;
  readonly full: Float64Array;
  readonly half: Float64Array;
}

/**
 * Bias of a method at β from estimates at β and β/2, g_β − g_{β/2} = (1 − 2⁻ⁿ) bias to leading order.
 *
 * symmetric: (4/3)(g_β − g_{β/2}); one-sided: 2(g_β − g_{β/2})
 *
 * @returns one number for each component
 */
export function biasFromPilots(method: NudgedMethod, { full, half }: PilotEstimates): Float64Array {
  const factor = biasFactor(method);
  return full.map((value, j) => factor * (value - (half[j] as number)));
}

/** 1/(1 − 2⁻ⁿ). */
export function biasFactor(method: NudgedMethod): number {
  return 1 / (1 - 2 ** -BIAS_ORDER[method]);
}

/**
 * The nudge at which squared bias and variance add up to the least, β* = (a/(n b))^{1/(2n + 2)}.
 *
 * With S shots and V = Var(A): (16V/(S f″²))^{1/4} one-sided, (18V/(S f‴²))^{1/6} symmetric.
 *
 * @returns β*; 0 without noise, infinite without bias
 */
export function optimalNudge({ order, biasSquare, noiseSquare }: NudgeErrorModel): number {
  if (noiseSquare === 0) return 0;
  return (noiseSquare / (order * biasSquare)) ** (1 / (2 * order + 2));
}

/** Root mean squared error of the gradient at β, √(b β^{2n} + a/β² + c). */
export function expectedError(model: NudgeErrorModel, beta: number): number {
  const { order, biasSquare, noiseSquare, signalNoise } = model;
  return Math.sqrt(biasSquare * beta ** (2 * order) + noiseSquare / beta ** 2 + signalNoise);
}

/** The model at `factor` times the shots in every phase. */
export function withMoreShots(model: NudgeErrorModel, factor: number): NudgeErrorModel {
  const { noiseSquare, signalNoise } = model;
  return { ...model, noiseSquare: noiseSquare / factor, signalNoise: signalNoise / factor };
}

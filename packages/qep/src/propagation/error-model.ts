import { type BiasCurve, meanAndScatter, squaredMean } from "./bias-curve.ts";
import type { NudgedMethod } from "./nudge-steps.ts";

/** The methods whose cost can be planned. */
export type PlannedMethod = NudgedMethod | "finite-difference";

/** A number for the free phase, and one for the phases that respond: nudged ones, or those of a finite difference. */
export interface PerPhase {
  readonly free: number;
  /** For each sign of a nudge, whose steps share it, or for each stepped setting. */
  readonly responding: number;
}

/**
 * What a pilot knows of one way to estimate the gradient of one sample, as a function of its strength s: β of a nudge, the step
 * h of a difference. Of free shots M₀ and responding shots M in each setting the noise is
 *
 *     Σ_j Var(ĝ_j) = a(s)/M + b(s)/M₀
 */
export interface EstimatorModel {
  readonly method: PlannedMethod;
  /** Strengths to choose from; the bias is known up to the upper one. */
  readonly range: readonly [low: number, high: number];
  readonly bias: BiasCurve;
  /** b(s) and a(s), means over samples. */
  readonly noise: (strength: number) => PerPhase;
  /** For each sample: how many settings have M₀ and M shots. */
  readonly settings: PerPhase;
  /** Fewest shots of a setting, one for each basis; 0 free ones where the outputs cost nothing. */
  readonly leastShots: PerPhase;
  /** Settings at which an equilibrium is prepared for each sample. */
  readonly preparations: number;
  /** Bases in which they are read, counted anew for each setting. */
  readonly bases: number;
}

/** The batch that a mean gradient is taken over. */
export interface PlannedBatch {
  /** ∂L/∂θ of the samples of the pilot, as well as they are known. */
  readonly gradients: readonly Float64Array[];
  /** Σ_j of the variances of their mean by the shots of the pilot; 0 where they are exact. */
  readonly variance: number;
  /** B. */
  readonly size: number;
}

/** How far a mean gradient over a batch is expected to be from the exact one of the same samples. */
export interface ExpectedError {
  /** ‖E ĝ − g‖. */
  readonly bias: number;
  /** Root of Σ_j Var(ĝ_j). */
  readonly noise: number;
  /** Root of the expected squared distance, bias² + noise². */
  readonly error: number;
  /** The error over ‖g‖. */
  readonly relativeError: number;
  /** E(ĝ·g) / (‖g‖ (E‖ĝ‖²)^½), the cosine between estimate and gradient where these have many components. */
  readonly cosine: number;
  /** E‖ĝ‖² / Σ_j Var(ĝ_j), the signal-to-noise of a history; noise alone gives 1. */
  readonly signalToNoise: number;
}

/** An estimator with its settings, and what to expect of it. */
export interface PlannedEstimator extends ExpectedError {
  readonly method: PlannedMethod;
  /** β, or the step of a finite difference. */
  readonly strength: number;
  /** Shots of each setting. */
  readonly shots: PerPhase;
  /** Shots of one sample in all its settings. */
  readonly shotsPerSample: number;
  /** Settings and bases of one sample, as in {@link EstimatorModel}. */
  readonly preparations: number;
  readonly bases: number;
  /** Whether the best strength is the largest that was tried: a larger one may be better. */
  readonly isAtEnd: boolean;
}

/** Strengths tried before the best one is refined. */
const GRID = 96;
/** Halvings of the distance between them. */
const REFINEMENTS = 12;

/** Squared norm of the exact mean gradient, without what the noise of the pilot adds to it. */
export function squaredSignal({ gradients, variance, size }: PlannedBatch): number {
  return squaredMean({ ...meanAndScatter(gradients), variance, samples: gradients.length }, size);
}

/**
 * How far an estimator's mean gradient over a batch is expected to be from the exact one: bias² + noise².
 *
 * @param strength β > 0, or the step of a finite difference
 * @param shots of each setting, M₀ and M
 * @param batch gradients of a pilot and the size B of the batch
 */
export function gradientError(
  model: EstimatorModel,
  strength: number,
  shots: PerPhase,
  batch: PlannedBatch,
): ExpectedError {
  const bias = model.bias(strength);
  const noise = varianceOf(model, strength, shots) / batch.size;
  const square = squaredMean(bias, batch.size) + noise;
  const signal = squaredSignal(batch);
  const { mean } = meanAndScatter(batch.gradients);
  const along = mean.reduce((sum, value, j) => sum + value * (bias.mean[j] as number), 0);
  const meanSquare = Math.max(0, signal + 2 * along + squaredMean(bias, batch.size));
  return {
    bias: Math.sqrt(squaredMean(bias, batch.size)),
    noise: Math.sqrt(noise),
    error: Math.sqrt(square),
    relativeError: Math.sqrt(square / signal),
    cosine: (signal + along) / Math.sqrt(signal * (meanSquare + noise)),
    signalToNoise: 1 + meanSquare / noise,
  };
}

/**
 * The split of S shots of one sample over its phases that minimises a/M + b/M₀ at k M + k₀ M₀ = S:
 *
 *     M = S √(a/k) / (√(ka) + √(k₀b)),   M₀ likewise,   and then a/M + b/M₀ = (√(ka) + √(k₀b))²/S
 *
 * @returns not rounded, no phase below its fewest shots; null where S does not suffice for those
 */
export function bestSplit(model: EstimatorModel, strength: number, total: number): PerPhase | null {
  const { settings: count, leastShots: least } = model;
  if (total < count.free * least.free + count.responding * least.responding) return null;
  const { free, responding } = model.noise(strength);
  const sum = Math.sqrt(count.responding * responding) + Math.sqrt(count.free * free);
  const wanted = count.free > 0 && sum > 0 ? (total * Math.sqrt(free / count.free)) / sum : 0;
  const most = (total - count.responding * least.responding) / Math.max(1, count.free);
  const chosen = Math.min(Math.max(wanted, least.free), most);
  return { free: chosen, responding: (total - count.free * chosen) / count.responding };
}

/**
 * The strength and the split of S shots for each sample with the least expected error.
 *
 * @param total S, of one sample
 * @returns with whole numbers of shots, at most S; null where S does not suffice for one shot in each basis
 */
export function planEstimator(
  model: EstimatorModel,
  total: number,
  batch: PlannedBatch,
): PlannedEstimator | null {
  const squareAt = (strength: number) => {
    const split = bestSplit(model, strength, total);
    return split ? gradientError(model, strength, split, batch).error : Number.POSITIVE_INFINITY;
  };
  const strength = leastAlong(model.range, squareAt);
  const split = bestSplit(model, strength, total);
  return split && planned(model, strength, roundedDown(split), batch);
}

/**
 * The fewest shots with which an expected error is reached, and how: the least over s of (√(ka) + √(k₀b))² / (B (E² − bias²)).
 *
 * @param error E, of the mean gradient over the batch
 * @returns null where the bias alone is larger at every strength
 */
export function planForError(
  model: EstimatorModel,
  error: number,
  batch: PlannedBatch,
): PlannedEstimator | null {
  const { settings, leastShots: least } = model;
  const roomAt = (strength: number) =>
    batch.size * (error ** 2 - squaredMean(model.bias(strength), batch.size));
  const needed = (strength: number) => {
    const room = roomAt(strength);
    const { free, responding } = model.noise(strength);
    const sum = Math.sqrt(settings.responding * responding) + Math.sqrt(settings.free * free);
    return room > 0 ? sum ** 2 / room : Number.POSITIVE_INFINITY;
  };
  const strength = leastAlong(model.range, needed);
  const shots = needed(strength);
  if (!Number.isFinite(shots)) return null;
  const fewest = settings.free * least.free + settings.responding * least.responding;
  const split = bestSplit(model, strength, Math.max(fewest, shots)) as PerPhase;
  const noise = model.noise(strength);
  const free = Math.ceil(split.free);
  // What the free phase leaves of the error, whole shots and one for each basis included.
  const left = roomAt(strength) - (free > 0 ? noise.free / free : 0);
  const responding = Math.max(least.responding, Math.ceil(noise.responding / left));
  return planned(model, strength, { free, responding }, batch);
}

/** The plan of settings that somebody else has chosen. */
export function planned(
  model: EstimatorModel,
  strength: number,
  shots: PerPhase,
  batch: PlannedBatch,
): PlannedEstimator {
  const { settings, range } = model;
  return {
    method: model.method,
    strength,
    shots,
    shotsPerSample: settings.free * shots.free + settings.responding * shots.responding,
    preparations: model.preparations,
    bases: model.bases,
    isAtEnd: strength >= range[1] * (1 - 1e-9),
    ...gradientError(model, strength, shots, batch),
  };
}

/** a/M + b/M₀, of one sample. */
function varianceOf(model: EstimatorModel, strength: number, shots: PerPhase): number {
  const { free, responding } = model.noise(strength);
  return responding / shots.responding + (free > 0 ? free / shots.free : 0);
}

function roundedDown({ free, responding }: PerPhase): PerPhase {
  // A whole number that division left a little below itself stays what it is.
  const down = (shots: number) => Math.floor(shots * (1 + 1e-12));
  return { free: down(free), responding: down(responding) };
}

/** The place of the least value on a logarithmic scale: the best of a grid, refined between its neighbours. */
function leastAlong([low, high]: readonly [number, number], valueAt: (place: number) => number): number {
  let width = Math.log(high / low) / (GRID - 1);
  let best = low;
  let least = valueAt(low);
  const tryAt = (logarithm: number) => {
    const place = Math.min(high, Math.max(low, Math.exp(logarithm)));
    const value = valueAt(place);
    if (value < least) [best, least] = [place, value];
  };
  for (let k = 1; k < GRID; k++) tryAt(Math.log(low) + k * width);
  for (let k = 0; k < REFINEMENTS; k++) {
    width /= 2;
    const center = Math.log(best);
    for (const side of [-width, width]) tryAt(center + side);
  }
  return best;
}

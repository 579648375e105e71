import {
  addBlock,
  addPropagated,
  covarianceOf,
  diagonalOf,
  type SquareMatrix,
  squareMatrix,
} from "./covariance.ts";
import type { Measurement } from "./device.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { LossNoise } from "./measured-loss.ts";
import type { NudgeResponse } from "./nudge-response.ts";
import { component, type GradientVariances } from "./sampling-error.ts";

/** The free phase of a sample, as far as its noise goes. */
export interface MeasuredSample {
  readonly points: readonly {
    /** Outputs first. */
    readonly measurement: Pick<Measurement, "mean" | "standardError" | "covariance">;
    readonly outputs: Float64Array;
  }[];
  /** Null where outputs are exact. */
  readonly noise: LossNoise | null;
}

/** The measured responses of one operating point, and what their difference quotients subtract. */
export interface PointResponses {
  readonly responses: readonly NudgeResponse[];
  /** Of one-sided quotients: the covariance of ⟨A⟩_0, and whether it was read with the outputs of the free phase. */
  readonly baseline?: { readonly covariance: SquareMatrix; readonly isFree: boolean };
}

/** Which components the gradient of a sample has: parameters, then the trained inputs of each point. */
export interface GradientShape {
  /** P. */
  readonly parameters: number;
  /** Indices of the inputs that have a gradient. */
  readonly trainedInputs: readonly number[];
  readonly points: number;
}

/** Where the responding observables of a point are in the gradient. */
export function placesOf({ parameters, trainedInputs }: GradientShape, point: number): number[] {
  const first = parameters + point * trainedInputs.length;
  return [...Array(parameters).keys(), ...trainedInputs.map((_, k) => first + k)];
}

/**
 * The covariance that shots bring to a gradient g = Σ_d c_d r_d, a sum of responses r_d times what the error signal
 * has along their directions, c_d:
 *
 *     Cov g = Σ_d c_d² Cov r_d + Jᵀ Σ J,   J = ∂g/∂(free means)
 *
 * with Σ the covariance of the free phase. J holds the responses times ∂ε/∂⟨B⟩, the explicit ∂²L/∂x∂⟨B⟩, and −Σ_d c_d/β for
 * a free baseline. Noise of the responses makes the second term too large by Σ_d Var(c_d) Cov r_d on average, and by
 * Var(Σ_d c_d) Cov⟨A⟩_0/β² for a baseline; that is taken off again, component by component and never below 0. Where each output is
 * nudged, a baseline from the shots of the outputs makes it too large by Cov(Σ_d c_d, ⟨A⟩_0)²/β² more, which is left in.
 *
 * @param measured responses of each point, those of probing nudges included
 * @returns n × n for the n components of the gradient
 */
export function shotCovariance(
  free: MeasuredSample,
  measured: readonly PointResponses[],
  shape: GradientShape,
  beta: number,
): SquareMatrix {
  const total = squareMatrix(shape.parameters + shape.points * shape.trainedInputs.length);
  for (const [point, { responses, baseline }] of measured.entries()) {
    const places = placesOf(shape, point);
    for (const { covariance, weight } of responses) {
      if (covariance && weight !== 0) addBlock(total, covariance, weight * weight, places);
    }
    if (!baseline || (baseline.isFree && free.noise)) continue;
    const scaled = { ...baseline.covariance, values: baseline.covariance.values.map((v) => v / beta ** 2) };
    addBlock(total, scaled, weightOf(responses) ** 2, places);
  }
  if (free.noise) addFreeNoise(total, free, measured, shape, beta);
  return total;
}

/** Variances by shots in the shapes of a gradient. */
export function shotVariances(
  { points, noise }: MeasuredSample,
  covariance: SquareMatrix,
  { parameters, trainedInputs }: GradientShape,
): GradientVariances {
  const variances = diagonalOf(covariance);
  const count = trainedInputs.length;
  return {
    loss: noise?.variance ?? 0,
    outputs: points.map(({ measurement, outputs }) =>
      diagonalOf(covarianceOf(measurement, 0, outputs.length)),
    ),
    parameters: variances.slice(0, parameters),
    inputs: points.map((_, p) => variances.slice(parameters + p * count, parameters + (p + 1) * count)),
  };
}

/** The member `outputCovariances` of a gradient whose outputs were measured; nothing where they are exact. */
export function outputCovariancesOf({
  points,
  noise,
}: MeasuredSample): Pick<GradientResult, "outputCovariances"> {
  if (!noise) return {};
  const outputCovariances = points.map(
    ({ measurement, outputs }) => covarianceOf(measurement, 0, outputs.length).values,
  );
  return { outputCovariances };
}

/** Adds JᵀΣJ without what the noise of the responses makes of it. */
function addFreeNoise(
  total: SquareMatrix,
  free: MeasuredSample,
  measured: readonly PointResponses[],
  shape: GradientShape,
  beta: number,
): void {
  const own = squareMatrix(total.order);
  const excess = new Float64Array(total.order);
  for (const [source, { measurement, outputs }] of free.points.entries()) {
    const covariance = covarianceOf(measurement);
    const derivatives = Array.from(outputs, (_, l) => outputDerivative(free, measured, shape, source, l));
    const { responses, baseline } = measured[source] as PointResponses;
    if (baseline?.isFree) {
      for (const place of placesOf(shape, source)) {
        const derivative = new Float64Array(total.order);
        derivative[place] = -weightOf(responses) / beta;
        derivatives.push(derivative);
      }
    }
    // A free phase may hold observables that nothing was subtracted from.
    addPropagated(own, derivatives, covariance);
    addExcess(excess, free, measured, shape, source, beta);
  }
  const scale = excess.map((value, j) => {
    const plain = own.values[j * (own.order + 1)] as number;
    return plain > 0 ? Math.sqrt(Math.max(0, 1 - value / plain)) : 0;
  });
  for (let a = 0; a < own.order; a++) {
    for (let b = 0; b < own.order; b++) {
      const index = a * own.order + b;
      const value = (own.values[index] as number) * (scale[a] as number) * (scale[b] as number);
      total.values[index] = (total.values[index] as number) + value;
    }
  }
}

/** The derivative of the whole gradient in output l of one point. */
export function outputDerivative(
  { noise }: MeasuredSample,
  measured: readonly PointResponses[],
  shape: GradientShape,
  source: number,
  output: number,
): Float64Array {
  const { parameters, trainedInputs, points } = shape;
  const derivative = new Float64Array(parameters + points * trainedInputs.length);
  const slope = noise?.slopes[source]?.[output];
  if (!slope) return derivative;
  for (const [point, { responses }] of measured.entries()) {
    const places = placesOf(shape, point);
    const add = (j: number, value: number) => {
      const place = places[j] as number;
      derivative[place] = (derivative[place] as number) + value;
    };
    for (const { direction, response } of responses) {
      const along = component(slope.errorSignals[point] as Float64Array, direction);
      for (const [j, value] of response.entries()) add(j, along * value);
    }
    for (const [k, input] of trainedInputs.entries()) {
      add(parameters + k, (slope.inputDerivatives[point] as Float64Array)[input] as number);
    }
  }
  return derivative;
}

/**
 * Adds Σ_d Var(c_d) Var(r_d) + Var(Σ_d c_d) Var(⟨A⟩_0)/β², the parts of Var(c_d) that the noise of one point's outputs brings.
 * The nudged phases are independent, while one baseline stands in all quotients.
 */
function addExcess(
  excess: Float64Array,
  { points, noise }: MeasuredSample,
  measured: readonly PointResponses[],
  shape: GradientShape,
  source: number,
  beta: number,
): void {
  const { measurement, outputs } = points[source] as MeasuredSample["points"][number];
  const outputCovariance = covarianceOf(measurement, 0, outputs.length);
  const slopes = noise?.slopes[source] ?? [];
  for (const [point, { responses, baseline }] of measured.entries()) {
    const places = placesOf(shape, point);
    const along = ({ direction }: NudgeResponse) =>
      Float64Array.from(slopes, ({ errorSignals }) =>
        component(errorSignals[point] as Float64Array, direction),
      );
    const add = (derivative: Float64Array, covariance: SquareMatrix, factor: number) => {
      const variance = factor * varianceAlong(derivative, outputCovariance);
      for (const [j, place] of places.entries()) {
        const own = covariance.values[j * (places.length + 1)] as number;
        excess[place] = (excess[place] as number) + variance * own;
      }
    };
    const derivatives = responses.map(along);
    for (const [d, { covariance }] of responses.entries()) {
      if (covariance) add(derivatives[d] as Float64Array, covariance, 1);
    }
    if (baseline) add(sumOf(derivatives, slopes.length), baseline.covariance, 1 / beta ** 2);
  }
}

/** aᵀ Σ a. */
function varianceAlong(derivative: Float64Array, covariance: SquareMatrix): number {
  const variance = squareMatrix(1);
  addPropagated(
    variance,
    Array.from(derivative, (value) => Float64Array.of(value)),
    covariance,
  );
  return variance.values[0] as number;
}

function sumOf(vectors: readonly Float64Array[], length: number): Float64Array {
  return vectors.reduce(
    (sum, vector) => sum.map((value, l) => value + (vector[l] as number)),
    new Float64Array(length),
  );
}

/** Σ_d c_d: how often the baseline is subtracted. */
export function weightOf(responses: readonly NudgeResponse[]): number {
  return responses.reduce((sum, { weight }) => sum + weight, 0);
}

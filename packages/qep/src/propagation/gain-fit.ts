import { solvePositiveDefinite } from "../linalg/cholesky.ts";
import { type SquareMatrix, squareMatrix } from "./covariance.ts";
import type { StaticResponse } from "./static-responses.ts";

/** One measured χ_ab = ∂⟨O_a⟩/∂u_b. */
export interface MeasuredResponse {
  /** Number of the observable's own knob, a. */
  readonly observable: number;
  /** Number of the knob that was moved, b. */
  readonly knob: number;
  /** All responses to that knob. */
  readonly response: StaticResponse;
  /** Where the observable stands among them. */
  readonly place: number;
}

/** χ_ab and χ_ba. */
export interface ReversiblePair {
  readonly forward: MeasuredResponse;
  readonly backward: MeasuredResponse;
}

/** The gains of all knobs, the first of which is 1. */
export interface FittedGains {
  readonly gains: Float64Array;
  /** 0 for the first. Where nothing responds to a knob its gain stays near 1 ± 1, what is assumed beforehand. */
  readonly standardErrors: Float64Array;
  readonly chiSquare: number;
}

/** What is assumed of every gain beforehand is 1 ± 1. */
const PRIOR_WEIGHT = 1;
const MOST_ITERATIONS = 60;
/** Added to variances, so that differences of less than a millionth do not matter. */
const FLOOR = 1e-12;

/** eᵀ Σ⁻¹ e with e_ab = G_a χ_ab − G_b χ_ba, at given gains. */
export function chiSquareOf(pairs: readonly ReversiblePair[], gains: Float64Array): number {
  const differences = differencesAt(pairs, gains);
  return dot(differences, solvePositiveDefinite(covarianceAt(pairs, gains).values, differences));
}

/**
 * The gains for which G_a χ_ab = G_b χ_ba agrees best with what was measured, maximum likelihood where both sides have errors.
 *
 * Gauss–Newton steps about the responses as the fit has them, χ̂ = χ − C Lᵀ Σ⁻¹ e, not as they were measured: with the measured
 * ones their noise would pull all gains towards 0.
 *
 * @param count how many knobs there are
 * @see York et al., Am. J. Phys. 72, 367 (2004)
 */
export function fitGains(pairs: readonly ReversiblePair[], count: number): FittedGains {
  let gains: Float64Array = new Float64Array(count).fill(1);
  let best = objective(pairs, gains);
  let system = normalEquations(pairs, gains);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const step = solvePositiveDefinite(system.matrix, system.right);
    const found = shortened(pairs, gains, step, best);
    if (!found) break;
    const isDone = best - found.value <= 1e-10 * (1 + best);
    gains = found.gains;
    best = found.value;
    system = normalEquations(pairs, gains);
    if (isDone) break;
  }
  const standardErrors = gains.map((_, k) => {
    if (k === 0) return 0;
    const axis = new Float64Array(count - 1);
    axis[k - 1] = 1;
    return Math.sqrt(solvePositiveDefinite(system.matrix, axis)[k - 1] as number);
  });
  return { gains, standardErrors, chiSquare: chiSquareOf(pairs, gains) };
}

/** The longest of the step, half of it, a quarter … that makes the fit better; undefined where none does. */
function shortened(
  pairs: readonly ReversiblePair[],
  gains: Float64Array,
  step: Float64Array,
  best: number,
): { readonly gains: Float64Array; readonly value: number } | undefined {
  for (let factor = 1; factor > 1e-6; factor /= 2) {
    const moved = gains.map((gain, k) => (k === 0 ? 1 : gain - factor * (step[k - 1] as number)));
    const value = objective(pairs, moved);
    if (value < best) return { gains: moved, value };
  }
  return undefined;
}

function objective(pairs: readonly ReversiblePair[], gains: Float64Array): number {
  return chiSquareOf(pairs, gains) + PRIOR_WEIGHT * gains.reduce((sum, gain) => sum + (gain - 1) ** 2, 0);
}

/** JᵀΣ⁻¹J and JᵀΣ⁻¹e, with what is assumed beforehand; J = ∂e/∂G of all gains but the first. */
function normalEquations(pairs: readonly ReversiblePair[], gains: Float64Array) {
  const size = gains.length - 1;
  const covariance = covarianceAt(pairs, gains);
  const weighted = solvePositiveDefinite(covariance.values, differencesAt(pairs, gains));
  const columns = Array.from({ length: size }, () => new Float64Array(pairs.length));
  for (const [p, { forward, backward }] of pairs.entries()) {
    const [ahead, back] = [forward, backward].map((side) => fittedResponse(side, pairs, gains, weighted));
    const add = (knob: number, value: number) => {
      const column = columns[knob - 1];
      if (column) column[p] = (column[p] as number) + value;
    };
    add(forward.observable, ahead as number);
    add(backward.observable, -(back as number));
  }
  const matrix = new Float64Array(size * size);
  const right = Float64Array.from(columns, (column, k) => {
    const own = solvePositiveDefinite(covariance.values, column);
    for (const [j, other] of columns.entries()) matrix[k * size + j] = dot(own, other);
    matrix[k * (size + 1)] = (matrix[k * (size + 1)] as number) + PRIOR_WEIGHT;
    return dot(column, weighted) + PRIOR_WEIGHT * ((gains[k + 1] as number) - 1);
  });
  return { matrix, right };
}

/** χ̂ = χ − Cov(χ, e) Σ⁻¹ e. */
function fittedResponse(
  side: MeasuredResponse,
  pairs: readonly ReversiblePair[],
  gains: Float64Array,
  weighted: Float64Array,
): number {
  let value = side.response.values[side.place] as number;
  for (const [p, pair] of pairs.entries()) {
    for (const { factor, of } of termsOf(pair, gains)) {
      value -= factor * covarianceBetween(side, of) * (weighted[p] as number);
    }
  }
  return value;
}

function differencesAt(pairs: readonly ReversiblePair[], gains: Float64Array): Float64Array {
  return Float64Array.from(pairs, (pair) =>
    termsOf(pair, gains).reduce(
      (sum, { factor, of }) => sum + factor * (of.response.values[of.place] as number),
      0,
    ),
  );
}

/** Σ of the differences. */
function covarianceAt(pairs: readonly ReversiblePair[], gains: Float64Array): SquareMatrix {
  const result = squareMatrix(pairs.length);
  const terms = pairs.map((pair) => termsOf(pair, gains));
  for (const [p, own] of terms.entries()) {
    for (const [q, others] of terms.entries()) {
      let sum = p === q ? FLOOR : 0;
      for (const a of own) for (const b of others) sum += a.factor * b.factor * covarianceBetween(a.of, b.of);
      result.values[p * pairs.length + q] = sum;
    }
  }
  return result;
}

/** e_ab as a sum of responses. */
function termsOf({ forward, backward }: ReversiblePair, gains: Float64Array) {
  return [
    { factor: gains[forward.observable] as number, of: forward },
    { factor: -(gains[backward.observable] as number), of: backward },
  ];
}

/** Responses to one knob share shots, those to different knobs none; all share the constants of a calibration. */
export function covarianceBetween(a: MeasuredResponse, b: MeasuredResponse): number {
  const calibration = a.response.shifts.reduce(
    (sum, shift, c) => sum + (shift[a.place] as number) * (b.response.shifts[c]?.[b.place] as number),
    0,
  );
  if (a.knob !== b.knob) return calibration;
  const { order, values } = a.response.covariance;
  return (values[a.place * order + b.place] as number) + calibration;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);
}

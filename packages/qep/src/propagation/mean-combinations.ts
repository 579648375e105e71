import type { ParameterMap } from "../models/parameter-map.ts";
import { addPropagated, covarianceOf, diagonalOf, squareMatrix } from "./covariance.ts";
import type { BudgetRequest, Measurement, ObservablesRequest, Setting } from "./device.ts";

/** y = Σ_i m_i D_i: row i has the derivatives of all y in the measured mean m_i. */
export interface Combination {
  /** Number of y. */
  readonly length: number;
  readonly derivatives: readonly Float64Array[];
}

/** A request for ∂H/∂u as one for the operators that it is made of. */
export interface CombinationPlan<Request> {
  readonly request: Request;
  /** For each setting: how its means become those of ∂H/∂u. */
  readonly combinations: readonly Combination[];
}

/**
 * What must be measured of the operators A_i so that ∂H/∂u_q = Σ_i ∂g_i/∂u_q A_i is known at every setting.
 *
 * Shots of each observable become shots of each A_i. A budget is shared so that Σ_q w_q² Var(∂H/∂u_q) is small, w_q = 1
 * where it has no weights, as if the A_i were independent: A_i gets the weight √(Σ_q w_q² (∂g_i/∂u_q)²), as a root mean
 * square over the settings.
 *
 * @param settings with u for their parameters
 */
export function planCombinations<Request extends ObservablesRequest | BudgetRequest>(
  map: ParameterMap,
  settings: readonly Setting[],
  request: Request,
): CombinationPlan<Request> {
  const { outputs = [], parameters = [], inputs = [] } = request.observables;
  const jacobians = settings.map((setting) =>
    parameters.length > 0 ? map.jacobian(setting.parameters) : undefined,
  );
  const slope = (jacobian: Float64Array | undefined, i: number, q: number) =>
    jacobian?.[i * map.names.length + q] ?? 0;
  const measured = Array.from({ length: map.size }, (_, i) => i).filter((i) =>
    parameters.some((q) => jacobians.some((jacobian) => slope(jacobian, i, q) !== 0)),
  );
  const combinations = jacobians.map((jacobian) =>
    combination(
      outputs.length,
      measured.map((i) => parameters.map((q) => slope(jacobian, i, q))),
      parameters.length,
      inputs.length,
    ),
  );
  const observables = { outputs, parameters: measured, inputs };
  const translated = { ...request, observables };
  if (!("budget" in request)) return { request: translated, combinations };
  const length = outputs.length + parameters.length + inputs.length;
  const weights = measuredWeights(request.budget.weights ?? new Float64Array(length).fill(1), combinations);
  return { request: { ...translated, budget: { ...request.budget, weights } }, combinations };
}

/** Outputs and inputs as they are, the parameters combined. @param slopes a list for each measured operator */
function combination(
  outputs: number,
  slopes: readonly (readonly number[])[],
  parameters: number,
  inputs: number,
): Combination {
  const length = outputs + parameters + inputs;
  const row = (first: number, values: readonly number[]) => {
    const derivative = new Float64Array(length);
    derivative.set(values, first);
    return derivative;
  };
  const unit = (place: number) => row(place, [1]);
  return {
    length,
    derivatives: [
      ...Array.from({ length: outputs }, (_, l) => unit(l)),
      ...slopes.map((values) => row(outputs, values)),
      ...Array.from({ length: inputs }, (_, k) => unit(outputs + parameters + k)),
    ],
  };
}

function measuredWeights(weights: Float64Array, combinations: readonly Combination[]): Float64Array {
  const count = combinations[0]?.derivatives.length ?? 0;
  const square = ({ derivatives }: Combination, i: number) =>
    (derivatives[i] as Float64Array).reduce((sum, d, y) => sum + (d * (weights[y] as number)) ** 2, 0);
  return Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(combinations.reduce((sum, one) => sum + square(one, i), 0) / combinations.length),
  );
}

/** The combinations of some means, or of anything linear in them. */
export function combine({ length, derivatives }: Combination, means: Float64Array): Float64Array {
  const combined = new Float64Array(length);
  for (const [i, derivative] of derivatives.entries()) {
    for (let y = 0; y < length; y++) {
      combined[y] = (combined[y] as number) + (means[i] as number) * (derivative[y] as number);
    }
  }
  return combined;
}

/** A measurement of the combinations, with the covariance that they have by their common parts. */
export function combineMeasurement(combination: Combination, measurement: Measurement): Measurement {
  const { mean, standardError, covariance: _, replicates, calibrationShifts, ...rest } = measurement;
  const combineAll = (vectors: readonly Float64Array[]) =>
    vectors.map((means) => combine(combination, means));
  const combined = {
    ...rest,
    mean: combine(combination, mean),
    ...(replicates && { replicates: combineAll(replicates) }),
    ...(calibrationShifts && { calibrationShifts: combineAll(calibrationShifts) }),
  };
  if (standardError === null) return { ...combined, standardError };
  const covariance = squareMatrix(combination.length);
  addPropagated(covariance, combination.derivatives, covarianceOf(measurement));
  return {
    ...combined,
    standardError: diagonalOf(covariance).map(Math.sqrt),
    covariance: covariance.values,
  };
}

import { type SquareMatrix, squareMatrix } from "./covariance.ts";
import type { GradientResult } from "./gradient-result.ts";
import type { LossResult } from "./loss.ts";
import type { LossNoise, MeasuredOutputs } from "./measured-loss.ts";
import { noiseVariances } from "./noise-variances.ts";
import type { NudgeResponse } from "./nudge-response.ts";
import { inShapes, standardErrors } from "./sampling-error.ts";
import { addSharedNoise } from "./shared-baseline.ts";
import { type GradientShape, placesOf, shotCovariance, shotVariances } from "./shot-covariance.ts";

/** A sample whose Jacobian was measured row by row. */
export interface MeasuredRows {
  /** Operating points, in each the row of every output. */
  readonly rows: readonly (readonly GradientResult[])[];
  /** Outputs of each operating point, means over the free phases of its rows. */
  readonly outputs: readonly MeasuredOutputs[];
  readonly loss: LossResult;
  readonly noise: LossNoise | null;
}

/** The outputs of an operating point: means over the free phases of its rows, with their covariance by shots. */
export function pooledOutputs(rows: readonly GradientResult[]): MeasuredOutputs {
  const size = rows.length;
  const outputs = new Float64Array(size);
  const covariance = squareMatrix(size);
  for (const { outputs: own, outputCovariances } of rows) {
    for (const [l, value] of (own[0] as Float64Array).entries()) {
      outputs[l] = (outputs[l] as number) + value / size;
    }
    for (const [k, value] of (outputCovariances?.[0] ?? []).entries()) {
      covariance.values[k] = (covariance.values[k] as number) + value / size ** 2;
    }
  }
  return { outputs, covariance };
}

/**
 * Standard errors of a gradient Σ_l ε_l J_l whose rows J_l and error signal ε are both measured, as `shotCovariance` has them.
 *
 * The constants of a calibration are the same in all rows, whose errors by them add up; what they do to ε is left out. Where
 * one-sided rows subtract a baseline read with the outputs, that is part of both, ε and J_l: {@link addSharedNoise}.
 *
 * @returns null for the errors where the rows are exact
 */
export function jacobianErrors(
  { rows, outputs, loss, noise }: MeasuredRows,
  shape: GradientShape,
): Pick<GradientResult, "standardError" | "calibrationShifts"> {
  if (rows.flat().some(({ standardError }) => standardError === null)) return { standardError: null };
  const points = outputs.map(({ outputs: mean, covariance }) => ({
    measurement: { mean, standardError: null, covariance: covariance.values },
    outputs: mean,
  }));
  const measured = rows.map((own, point) => ({
    responses: own.map((row, l) => responseOf(row, l, loss.errorSignals[point] as Float64Array)),
  }));
  const sample = { points, noise };
  const covariance = shotCovariance(sample, measured, shape, 1);
  addSharedNoise(covariance, sample, measured, rows, shape);
  const byNoise = shotVariances(sample, covariance, shape);
  const calibrationShifts = calibrationShiftsOf(rows, loss, shape);
  if (!calibrationShifts) return { standardError: standardErrors([byNoise]) };
  const squares = squaredLengths(calibrationShifts);
  const byCalibration = inShapes(
    Float64Array.of(0, ...squares),
    outputs.map(() => new Float64Array(0)),
    { parameterCount: shape.parameters, trainedInputs: shape.trainedInputs },
  );
  return { standardError: standardErrors([byNoise, byCalibration]), calibrationShifts };
}

/** Σ_p Σ_l ε_l times the shifts of the rows, for each constant; undefined where none was measured. */
function calibrationShiftsOf(
  rows: MeasuredRows["rows"],
  { errorSignals }: LossResult,
  shape: GradientShape,
): Float64Array[] | undefined {
  const constants = rows[0]?.[0]?.calibrationShifts;
  return constants?.map((_, constant) => {
    const total = new Float64Array(shape.parameters + shape.points * shape.trainedInputs.length);
    for (const [point, own] of rows.entries()) {
      const places = placesOf(shape, point);
      for (const [l, { calibrationShifts }] of own.entries()) {
        const weight = errorSignals[point]?.[l] as number;
        for (const [j, value] of (calibrationShifts?.[constant] ?? []).entries()) {
          const place = places[j] as number;
          total[place] = (total[place] as number) + weight * value;
        }
      }
    }
    return total;
  });
}

/** Σ_c v_cj² for each component j. */
function squaredLengths(vectors: readonly Float64Array[]): Float64Array {
  return vectors.reduce(
    (sum, vector) => sum.map((value, j) => value + (vector[j] as number) ** 2),
    new Float64Array(vectors[0]?.length ?? 0),
  );
}

/** A row as the response to a nudge of its output alone. */
function responseOf(row: GradientResult, output: number, errorSignal: Float64Array): NudgeResponse {
  return {
    direction: errorSignal.map((_, l) => (l === output ? 1 : 0)),
    response: Float64Array.of(...row.parameters, ...(row.inputs[0] as Float64Array)),
    weight: errorSignal[output] as number,
    covariance: rowCovariance(row),
  };
}

/** By shots and random samples; of methods that give no covariance the variances alone. */
function rowCovariance(row: GradientResult): SquareMatrix {
  const variances = noiseVariances(row) ?? new Float64Array(0);
  const order = variances.length;
  const values = row.covariance?.slice() ?? new Float64Array(order * order);
  for (const [j, variance] of variances.entries()) values[j * (order + 1)] = variance;
  return { order, values };
}

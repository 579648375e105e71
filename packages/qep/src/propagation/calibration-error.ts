import { allIndices, type FreePoint, type FreeSample } from "./free-phase.ts";
import { type DirectionResponse, flatGradient, type GradientVariances, inShapes } from "./sampling-error.ts";
import type { GradientShape } from "./shot-covariance.ts";

/** What a calibration brings to all that a gradient reports. */
export interface CalibrationVariances extends GradientVariances {
  /** As `GradientResult.calibrationShifts`. */
  readonly shifts: readonly Float64Array[];
}

/**
 * The variances that the constants of a device's calibration bring; null where none was measured.
 *
 * A constant is wrong by the same amount in all phases of all points, so each is moved by one standard error up and down in
 * the free outputs and in the responses together, and half the difference is what it adds. Of a changed error signal only the
 * part along the measured directions is seen, as in `samplingVariances`.
 *
 * @param responses the directions of each operating point
 */
export function calibrationVariances(
  { points, lossAt }: FreeSample,
  responses: readonly (readonly DirectionResponse[])[],
  { parameters, trainedInputs }: Omit<GradientShape, "points">,
): CalibrationVariances | null {
  const constants = points[0]?.measurement.calibrationShifts?.length;
  if (constants === undefined) return null;
  const knobs = { parameterCount: parameters, trainedInputs };
  const gradientAt = (constant: number, change: 1 | -1) =>
    flatGradient(
      lossAt(points.map((point) => moved(point.outputs, shiftOf(point, constant), change))),
      responses,
      knobs,
      ({ response, shifts }) => moved(response, shifts?.[constant], change),
    );
  const shifts = allIndices(constants).map((constant) => {
    const [above, below] = [gradientAt(constant, 1), gradientAt(constant, -1)];
    return above.map((value, k) => (value - (below[k] as number)) / 2);
  });
  const total = shifts.reduce(
    (sum, shift) => sum.map((value, k) => value + (shift[k] as number) ** 2),
    new Float64Array(1 + parameters + points.length * trainedInputs.length),
  );
  const outputs = points.map((point) =>
    point.outputs.map((_, l) =>
      (point.measurement.calibrationShifts ?? []).reduce((sum, shift) => sum + (shift[l] as number) ** 2, 0),
    ),
  );
  return { ...inShapes(total, outputs, knobs), shifts: shifts.map((shift) => shift.slice(1)) };
}

function shiftOf({ measurement, outputs }: FreePoint, constant: number): Float64Array | undefined {
  return measurement.calibrationShifts?.[constant]?.subarray(0, outputs.length);
}

function moved(values: Float64Array, shift: Float64Array | undefined, change: 1 | -1): Float64Array {
  return shift ? values.map((value, k) => value + change * (shift[k] as number)) : values;
}

import type { GradientResult } from "./gradient-result.ts";

/**
 * Variances of a gradient by shots and random samples, what is independent from one gradient to the next.
 *
 * What a calibration that is wrong adds to the standard errors is the same in all samples and at all steps, and no more shots
 * take it away: it is not noise, and is left out.
 *
 * @returns one for each component, parameters and then the inputs of each point; null where the gradient is exact
 */
export function noiseVariances({
  standardError,
  calibrationShifts = [],
}: Pick<GradientResult, "standardError" | "calibrationShifts">): Float64Array | null {
  if (!standardError) return null;
  const errors = Float64Array.of(
    ...standardError.parameters,
    ...standardError.inputs.flatMap((own) => [...own]),
  );
  return errors.map((error, j) => {
    const calibration = calibrationShifts.reduce((sum, shift) => sum + (shift[j] as number) ** 2, 0);
    return Math.max(0, error ** 2 - calibration);
  });
}

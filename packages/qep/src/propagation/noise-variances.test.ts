import { expect, test } from "vitest";
import { noiseVariances } from "./noise-variances.ts";

test("what a calibration adds to standard errors is no noise", () => {
  const standardError = {
    loss: 9,
    outputs: [Float64Array.of(9)],
    parameters: Float64Array.of(5, 2),
    inputs: [Float64Array.of(3), Float64Array.of(1)],
  };
  expect(noiseVariances({ standardError })).toEqual(Float64Array.of(25, 4, 9, 1));
  // Rounding must not make a variance negative.
  const calibrationShifts = [Float64Array.of(3, 0, -2, 1), Float64Array.of(2, 1, 0, 1e-9)];
  expect(noiseVariances({ standardError, calibrationShifts })).toEqual(Float64Array.of(12, 3, 5, 0));
  expect(noiseVariances({ standardError: null })).toBeNull();
});

import { expect, test } from "vitest";
import { calibrationVariances } from "./calibration-error.ts";
import type { FreePoint, FreeSample } from "./free-phase.ts";

/** A point with one output, and what two calibration constants would add to it. */
function point(output: number, shifts?: readonly [number, number]): FreePoint {
  const nothing = new Float64Array(0);
  return {
    setting: { inputs: nothing, parameters: nothing, nudge: Float64Array.of(0), stream: [] },
    measurement: {
      mean: Float64Array.of(output),
      standardError: Float64Array.of(0),
      ...(shifts ? { calibrationShifts: shifts.map((shift) => Float64Array.of(shift)) } : {}),
      shots: 10,
      health: {
        gap: null,
        gapSource: "unknown",
        residualNorm: null,
        sector: null,
        nudgeRange: null,
        nudgeRangeSource: "unknown",
      },
    },
    outputs: Float64Array.of(output),
    observables: nothing,
  };
}

/** L = y z of two points, with ∂L/∂x = y at the first. */
function freeSample(points: readonly [FreePoint, FreePoint]): FreeSample {
  const lossAt = ([y, z]: readonly Float64Array[]) => ({
    value: y[0] * z[0],
    errorSignals: [Float64Array.of(z[0]), Float64Array.of(y[0])],
    inputDerivatives: [Float64Array.of(y[0]), Float64Array.of(0)],
  });
  return { points, loss: lossAt(points.map(({ outputs }) => outputs)), noise: null, lossAt };
}

test("a constant moves free outputs, error signals and responses of all points together", () => {
  const free = freeSample([point(2, [0.1, 0]), point(4, [0.3, 0.2])]);
  const responses = [
    [
      {
        direction: Float64Array.of(4),
        response: Float64Array.of(10, 7),
        shifts: [Float64Array.of(0.5, 0), Float64Array.of(0, 1)],
      },
    ],
    [
      {
        direction: Float64Array.of(2),
        response: Float64Array.of(6, 8),
        shifts: [Float64Array.of(0, 0), Float64Array.of(-1, 0)],
      },
    ],
  ];
  const found = calibrationVariances(free, responses, { parameters: 1, trainedInputs: [0] });
  // g = (z/4) r₁ + (y/2) r₂ with derivatives at z = 4, y = 2, r₁ = 10, r₂ = 6.
  const gradient = [0.3 * (10 / 4) + 0.5 + 0.1 * (6 / 2), 0.2 * (10 / 4) - 1];
  expect(found?.parameters[0]).toBeCloseTo(gradient[0] ** 2 + gradient[1] ** 2, 12);
  expect(found?.loss).toBeCloseTo((0.1 * 4 + 0.3 * 2) ** 2 + (0.2 * 2) ** 2, 12);
  expect(found?.outputs.map(([value]) => value)).toEqual([
    expect.closeTo(0.01, 12),
    expect.closeTo(0.13, 12),
  ]);
  // Inputs: (z/4) 7 + y at the first point, (y/2) 8 at the second.
  const first = [0.3 * (7 / 4) + 0.1, 0.2 * (7 / 4) + 1];
  expect(found?.inputs[0][0]).toBeCloseTo(first[0] ** 2 + first[1] ** 2, 12);
  expect(found?.inputs[1][0]).toBeCloseTo((0.1 * 4) ** 2, 12);
});

test("where nothing was calibrated there is no variance", () => {
  expect(
    calibrationVariances(freeSample([point(1), point(2)]), [[], []], { parameters: 1, trainedInputs: [] }),
  ).toBeNull();
});

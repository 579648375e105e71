import { describe, expect, test } from "vitest";
import type { FreePoint, FreeSample } from "./free-phase.ts";
import { samplingVariances, standardErrors } from "./sampling-error.ts";

/** A point with one output, its replicates, and what else the free phase says. */
function point(output: number, replicates?: readonly number[]): FreePoint {
  const [nothing, none] = [new Float64Array(0), null];
  const health = { gap: none, residualNorm: none, sector: none, nudgeRange: none } as const;
  return {
    setting: { inputs: nothing, parameters: nothing, nudge: Float64Array.of(0), stream: [] },
    measurement: {
      mean: Float64Array.of(output),
      standardError: null,
      shots: 0,
      health: { ...health, gapSource: "unknown", nudgeRangeSource: "unknown" },
      ...(replicates ? { replicates: replicates.map((value) => Float64Array.of(value)) } : {}),
    },
    outputs: Float64Array.of(output),
    observables: nothing,
  };
}

/** L = y z + x y²/2 with the outputs y, z of two points and the input x = 3 of the first. */
function freeSample(points: readonly [FreePoint, FreePoint]): FreeSample {
  const lossAt = ([y, z]: readonly Float64Array[]) => ({
    value: y[0] * z[0] + 1.5 * y[0] ** 2,
    errorSignals: [Float64Array.of(z[0] + 3 * y[0]), Float64Array.of(y[0])],
    inputDerivatives: [Float64Array.of(y[0] ** 2 / 2), Float64Array.of(0)],
  });
  return { points, loss: lossAt(points.map(({ outputs }) => outputs)), noise: null, lossAt };
}

const [Y, Z] = [2, -1];
/** What is left of two numbers with one left out differs by d: the jackknife's variance is d²/4. */
const variance = (a: number, b: number) => (a - b) ** 2 / 4;
const number = (value: number) => Float64Array.of(value);

describe("one sample left out at one point changes", () => {
  const free = freeSample([point(Y, [1.5, 2.5]), point(Z, [-0.8, -1.2])]);
  // d/dβ of one parameter's and one input's observable along each point's error signal, 5 and 2.
  const responses = [
    [
      {
        direction: number(Z + 3 * Y),
        response: Float64Array.of(10, 20),
        replicates: [Float64Array.of(9, 21), Float64Array.of(12, 18)],
      },
    ],
    [
      {
        direction: number(Y),
        response: Float64Array.of(4, 8),
        replicates: [Float64Array.of(3, 7), Float64Array.of(6, 9)],
      },
    ],
  ];
  const found = samplingVariances(free, responses, 1, [0]);

  test("the response there, and the error signals everywhere", () => {
    // First point: ε = z + 3y over 5, and ε = y over 2 at the second. Second point: ε = z + 3y at the first.
    const first = (y: number, r: number, s: number) => ((Z + 3 * y) / 5) * r + (y / 2) * s;
    const second = (z: number, r: number, s: number) => ((z + 3 * Y) / 5) * r + s;
    expect(found?.parameters[0]).toBeCloseTo(
      variance(first(1.5, 9, 4), first(2.5, 12, 4)) + variance(second(-0.8, 10, 3), second(-1.2, 10, 6)),
      12,
    );
  });

  test("explicit derivatives, loss and outputs", () => {
    const own = (y: number, r: number) => ((Z + 3 * y) / 5) * r + y ** 2 / 2;
    const otherwise = (z: number) => ((z + 3 * Y) / 5) * 20;
    expect(found?.inputs[0][0]).toBeCloseTo(
      variance(own(1.5, 21), own(2.5, 18)) + variance(otherwise(-0.8), otherwise(-1.2)),
      12,
    );
    const loss = (y: number, z: number) => y * z + 1.5 * y ** 2;
    expect(found?.loss).toBeCloseTo(
      variance(loss(1.5, Z), loss(2.5, Z)) + variance(loss(Y, -0.8), loss(Y, -1.2)),
      12,
    );
    expect(found?.outputs.map(([value]) => value)).toEqual([
      expect.closeTo(0.25, 12),
      expect.closeTo(0.04, 12),
    ]);
  });
});

test("a point without samples adds nothing; where none has any there is no variance", () => {
  const responses = [[{ direction: number(5), response: number(10) }], []];
  const found = samplingVariances(freeSample([point(Y), point(Z, [-0.8, -1.2])]), responses, 1, []);
  expect(found?.parameters[0]).toBeCloseTo(variance((5.2 / 5) * 10, (4.8 / 5) * 10), 12);
  expect([...(found?.outputs[0] ?? [1])]).toEqual([]);
  expect(samplingVariances(freeSample([point(Y), point(Z)]), responses, 1, [])).toBeNull();
});

test("of a changed error signal the part along the direction counts", () => {
  const two = { ...point(1, [0, 0]), outputs: Float64Array.of(1, 1) };
  const replicates = [Float64Array.of(0.5, 1.25), Float64Array.of(1.5, 0.75)];
  const sampled = { ...two, measurement: { ...two.measurement, replicates } };
  const lossAt = ([y]: readonly Float64Array[]) => ({
    value: 0,
    errorSignals: [y],
    inputDerivatives: [number(0)],
  });
  const free = { points: [sampled], loss: lossAt([two.outputs]), noise: null, lossAt };
  const responses = [[{ direction: Float64Array.of(1, 1), response: number(8) }]];
  // (0.5 + 1.25)/2 and (1.5 + 0.75)/2 times the response.
  expect(samplingVariances(free, responses, 1, [])?.parameters[0]).toBeCloseTo(
    variance(0.875 * 8, 1.125 * 8),
    12,
  );
});

test("standard errors add shots and samples in squares", () => {
  const byShots = {
    loss: 0,
    outputs: [number(0), number(3)],
    parameters: number(9),
    inputs: [number(0), number(4)],
  };
  const bySampling = {
    loss: 4,
    outputs: [number(1), number(6)],
    parameters: number(16),
    inputs: [number(1), number(0)],
  };
  expect(standardErrors([byShots, bySampling])).toEqual({
    loss: 2,
    outputs: [number(1), number(3)],
    parameters: number(5),
    inputs: [number(1), number(2)],
  });
  expect(standardErrors([byShots, null])).toMatchObject({
    loss: 0,
    outputs: [number(0), number(Math.sqrt(3))],
  });
  expect(standardErrors([null, null])).toBeNull();
});

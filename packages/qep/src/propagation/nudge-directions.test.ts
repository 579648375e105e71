import { describe, expect, test } from "vitest";
import type { FreePoint, FreeSample } from "./free-phase.ts";
import type { LossResult } from "./loss.ts";
import { gradientDirections, probeDirections } from "./nudge-directions.ts";

const NOTHING = new Float64Array(0);
const health = { gap: null, residualNorm: null, sector: null, nudgeRange: null } as const;

/**
 * One point with given error signal and standard errors of its outputs, which are independent.
 *
 * @param curvatures ∂ε_l/∂⟨B_l⟩; each error signal depends on its own output alone
 */
function sampleOf(
  signal: readonly number[],
  errors: readonly number[],
  curvatures: readonly number[],
): FreeSample {
  const loss = (errorSignal: readonly number[]): LossResult => ({
    value: 0,
    errorSignals: [Float64Array.from(errorSignal)],
    inputDerivatives: [NOTHING],
  });
  const outputs = new Float64Array(signal.length);
  const point: FreePoint = {
    setting: { inputs: NOTHING, parameters: NOTHING, nudge: outputs, stream: [] },
    measurement: {
      mean: outputs,
      standardError: Float64Array.from(errors),
      shots: 1,
      health: { ...health, gapSource: "unknown", nudgeRangeSource: "unknown" },
    },
    outputs,
    observables: NOTHING,
  };
  const slopes = curvatures.map((curvature, l) => loss(signal.map((_, m) => (l === m ? curvature : 0))));
  return {
    points: [point],
    loss: loss(signal),
    noise: { variance: 0, slopes: [slopes] },
    lossAt: () => loss(signal),
  };
}

describe("each output is nudged that has an error signal, or may have one within the noise", () => {
  const nudged = (signal: readonly number[], errors: readonly number[]) =>
    gradientDirections(sampleOf(signal, errors, [2, 2, 2]), 0, "each-output").map(({ vector, weight }) => [
      [...vector],
      weight,
    ]);

  test("an error signal that happens to be 0 is nudged for: how the gradient would change with it is the noise", () => {
    expect(nudged([0.5, 0, -3], [0.1, 0.1, 0.1])).toEqual([
      [[1, 0, 0], 0.5],
      [[0, 1, 0], 0],
      [[0, 0, 1], -3],
    ]);
  });

  test("an error signal that is 0 without noise brings nothing, and one that is not 0 needs no noise", () => {
    expect(nudged([0.5, 0, 0], [0, 0, 0.1])).toEqual([
      [[1, 0, 0], 0.5],
      [[0, 0, 1], 0],
    ]);
  });

  test("along the error signal: once, and not at all where it is 0", () => {
    const along = (signal: readonly number[]) =>
      gradientDirections(sampleOf(signal, [1, 1], [2, 2]), 0, "error-signal");
    expect(along([0.5, -3])).toEqual([{ vector: Float64Array.of(0.5, -3), weight: 1 }]);
    expect(along([0, 0])).toEqual([]);
  });
});

describe("probes lie across the error signal, where its noise is", () => {
  /** Length and direction of each probe, up to its sign. */
  const probed = (signal: readonly number[], errors: readonly number[]) =>
    probeDirections(sampleOf(signal, errors, [2, 2, 2]), 0)
      .map(({ vector, weight }) => ({ vector: [...vector].map(Math.abs), weight }))
      .sort((a, b) => b.vector[1] - a.vector[1]);
  const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));

  test("as strong as the error signal where that stands out of the noise", () => {
    expect(probed([5, 0, 0], [0.1, 0.2, 0.3])).toEqual([
      { vector: near([0, 5, 0]), weight: 0 },
      { vector: near([0, 0, 5]), weight: 0 },
    ]);
  });

  test("as strong as the noise where that is stronger, each direction its own: σ(ε_l) = 2 σ(⟨B_l⟩)", () => {
    expect(probed([5, 0, 0], [0.1, 4, 0.3])).toEqual([
      { vector: near([0, 8, 0]), weight: 0 },
      { vector: near([0, 0, 5]), weight: 0 },
    ]);
    // No error signal at all: every direction is across it.
    expect(probed([0, 0, 0], [0.1, 0.4, 0])).toEqual([
      { vector: near([0, 0.8, 0]), weight: 0 },
      { vector: near([0.2, 0, 0]), weight: 0 },
    ]);
  });

  test("not where there is next to no noise", () => {
    expect(probed([5, 0, 0], [1, 1, 1e-5])).toHaveLength(1);
    expect(probed([5, 0, 0], [1, 1, 1e-4])).toHaveLength(2);
  });
});

import { describe, expect, test } from "vitest";
import { RandomStream } from "../base/random.ts";
import type { EquilibriumHealth, GradientResult } from "../propagation/gradient-result.ts";
import { stepHealth } from "./step-health.ts";
import type { Variables } from "./variables.ts";

const variables: Variables = {
  names: ["a", "b"],
  parameterCount: 2,
  initial: Float64Array.of(0, 0),
  bounds: [undefined, undefined],
  penalties: [],
  trainedInputs: [],
};

const unknown: EquilibriumHealth = {
  gap: null,
  gapSource: "unknown",
  coupledGap: null,
  nudgeRange: null,
  nudgeRangeSource: "unknown",
  nudgeToGap: null,
  nonlinearity: null,
  residualNorm: null,
};

function result(
  health: Partial<EquilibriumHealth>,
  parameters: readonly number[] = [0, 0],
  errors: readonly number[] | null = null,
): GradientResult {
  const standardError = errors && { loss: 0, outputs: [], parameters: Float64Array.from(errors), inputs: [] };
  return {
    loss: 0,
    outputs: [],
    parameters: Float64Array.from(parameters),
    inputs: [],
    standardError,
    method: "symmetric",
    beta: 0.1,
    preparations: 3,
    shots: 0,
    health: { ...unknown, ...health },
  };
}

describe("stepHealth", () => {
  test("is that of the worst sample, and says how its gap is known", () => {
    const health = stepHealth(variables, [
      result({ gap: 0.5, gapSource: "converged", nudgeToGap: 0.2, nonlinearity: 0.3, coupledGap: 2 }),
      result({ gap: 0.2, gapSource: "ritz", nudgeToGap: 4, nonlinearity: 0.1, coupledGap: 3 }),
      result({}),
    ]);
    expect(health).toEqual({
      gap: 0.2,
      gapSource: "ritz",
      coupledGap: 2,
      nudgeToGap: 4,
      nonlinearity: 0.3,
      signalToNoise: null,
      drift: null,
    });
  });

  test("knows nothing where no sample does", () => {
    expect(stepHealth(variables, [result({}), result({})])).toEqual({
      gap: null,
      gapSource: "unknown",
      coupledGap: null,
      nudgeToGap: null,
      nonlinearity: null,
      signalToNoise: null,
      drift: null,
    });
  });
});

test("drift is pooled over the samples that were compared", () => {
  const compared = (chiSquare: number, degreesOfFreedom: number) =>
    result({ drift: { chiSquare, degreesOfFreedom, pValue: 0.5 } });
  expect(stepHealth(variables, [compared(6, 2), compared(1, 3), result({})]).drift).toBe(7 / 5);
  expect(stepHealth(variables, [compared(0, 0)]).drift).toBeNull();
});

describe("the signal-to-noise ratio", () => {
  test("is the square of the mean gradient over the sum of its variances", () => {
    // Mean (2, 1); variances (1 + 4)/4 and (0 + 1)/4.
    const results = [result({}, [3, 0], [1, 0]), result({}, [1, 2], [2, 1])];
    expect(stepHealth(variables, results).signalToNoise).toBeCloseTo(5 / 1.5, 14);
  });

  test("leaves out variables that are frozen", () => {
    const frozen = { ...variables, frozen: new Set([0]) };
    expect(stepHealth(frozen, [result({}, [3, 6], [2, 2])]).signalToNoise).toBe(9);
  });

  test("counts an exact sample as free of noise, and is null where all are, or where nothing varies", () => {
    expect(stepHealth(variables, [result({}, [2, 0], [2, 0]), result({}, [2, 0])]).signalToNoise).toBe(4);
    expect(stepHealth(variables, [result({}, [2, 0])]).signalToNoise).toBeNull();
    expect(stepHealth(variables, [result({}, [2, 0], [0, 0])]).signalToNoise).toBeNull();
  });

  test("of noise alone is 1 on average", () => {
    // ‖g‖²/ΣVar of two components of variances s² and 4s² has mean 1 and variance 2(1 + 16)/25; over 4,000 draws the mean
    // has the standard error 0.0184. 4 of them: false alarm 6e-5, at a fixed seed.
    const stream = new RandomStream("noise");
    const errors = [0.3, 0.6];
    const ratios = Array.from({ length: 4000 }, () => {
      const drawn = errors.map((error) => error * stream.normal());
      return stepHealth(variables, [result({}, drawn, errors)]).signalToNoise as number;
    });
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt((2 * 17) / 25 / 4000));
  });
});

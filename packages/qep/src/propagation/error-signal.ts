import { addPropagated, covarianceOf, squareMatrix } from "./covariance.ts";
import type { Measurement } from "./device.ts";
import type { Loss, LossResult } from "./loss.ts";
import { type MeasuredOutputs, measuredLoss } from "./measured-loss.ts";
import type { Sample } from "./problem.ts";

/** The error signal of one operating point. */
export interface ErrorSignal {
  /** ε_l = ∂L/∂⟨B_l⟩, length J; corrected for the noise of the outputs as in the gradients. */
  readonly mean: Float64Array;
  /** Standard errors that the outputs bring, length J; 0 where these are exact. */
  readonly standardError: Float64Array;
}

/**
 * The error signals of a sample from its measured free outputs, with standard errors:
 *
 *     Var ε_l = Σ_mn L″_lm Cov(⟨B_m⟩, ⟨B_n⟩) L″_nl + Σ_c (½[ε_l(b + s_c) − ε_l(b − s_c)])²
 *
 * b the outputs, s_c what one standard error of constant c of the device's calibration changes in them.
 *
 * @param sample its inputs and target
 * @param free the measurement of each operating point; the outputs come first in it
 * @param outputs J
 * @returns one for each operating point
 */
export function errorSignals(
  loss: Loss,
  { points, target }: Sample,
  free: readonly Measurement[],
  outputs: number,
): ErrorSignal[] {
  const lossAt = (read: readonly Float64Array[]) =>
    loss.evaluate({ outputs: read, inputs: points, ...(target ? { target } : {}) });
  const measured = free.map((measurement) => ({
    outputs: measurement.mean.slice(0, outputs),
    covariance: covarianceOf(measurement, 0, outputs),
  }));
  const { loss: found, noise } = measuredLoss(lossAt, measured);
  const covariance = squareMatrix(free.length * outputs);
  for (const [point, slopes] of (noise?.slopes ?? []).entries()) {
    const derivatives = slopes.map((slope) => flat(slope.errorSignals));
    addPropagated(covariance, derivatives, (measured[point] as (typeof measured)[number]).covariance);
  }
  const shifts = calibrationChanges(lossAt, measured, free);
  return found.errorSignals.map((mean, point) => ({
    mean,
    standardError: mean.map((_, l) => {
      const k = point * outputs + l;
      const byShots = covariance.values[k * (covariance.order + 1)] as number;
      return Math.sqrt(byShots + shifts.reduce((sum, shift) => sum + (shift[k] as number) ** 2, 0));
    }),
  }));
}

/** What one standard error of each constant of a calibration changes in the error signals, one point after the other. */
function calibrationChanges(
  lossAt: (outputs: readonly Float64Array[]) => LossResult,
  measured: readonly MeasuredOutputs[],
  free: readonly Measurement[],
): Float64Array[] {
  const constants = free[0]?.calibrationShifts ?? [];
  return constants.map((_, constant) => {
    const moved = (change: 1 | -1) => {
      const read = measured.map(({ outputs }, p) => {
        const shift = free[p]?.calibrationShifts?.[constant];
        return outputs.map((value, l) => value + change * (shift?.[l] ?? 0));
      });
      return flat(lossAt(read).errorSignals);
    };
    const [above, below] = [moved(1), moved(-1)];
    return above.map((value, k) => (value - (below[k] as number)) / 2);
  });
}

function flat(vectors: readonly Float64Array[]): Float64Array {
  return Float64Array.from(vectors.flatMap((vector) => [...vector]));
}

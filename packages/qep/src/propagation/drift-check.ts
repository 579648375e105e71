import { chiSquareTail } from "../base/chi-square.ts";
import { covarianceOf, type SquareMatrix } from "./covariance.ts";
import type { Device, Measurement } from "./device.ts";
import { allIndices, type FreeSample } from "./free-phase.ts";
import { measure } from "./measure.ts";
import { principalDirections } from "./measured-loss.ts";
import type { ResolvedPhaseBudget } from "./phase-budget.ts";

/** Whether two measurements of the same settings agree within their shot noise. */
export interface DriftComparison {
  /**
   * χ² = Σ (1 − (J + 1)/ν) dᵀ(Σ₁ + Σ₂)⁻¹d over the operating points, d the change of the J outputs. The covariances are those
   * of ν = M₁ + M₂ − 2 readings, and by their own noise dᵀ(Σ₁ + Σ₂)⁻¹d is too large by ν/(ν − J − 1) on average (Hotelling's T²).
   */
  readonly chiSquare: number;
  /** Independent outputs compared; those without noise are left out. */
  readonly degreesOfFreedom: number;
  /** How often a device that does not drift differs as much or more; small values mean drift. */
  readonly pValue: number;
}

/** The free phase of one sample measured again. */
export interface DriftCheck {
  readonly comparison: DriftComparison;
  readonly measurements: readonly Measurement[];
}

/** Measures the free outputs of every sample once more, as one job, and compares them with those of its free phase. */
export async function measureDrift(
  device: Device,
  free: readonly FreeSample[],
  { free: total, weights }: ResolvedPhaseBudget,
  signal?: AbortSignal,
): Promise<DriftCheck[]> {
  const outputs = device.capabilities().outputs.length;
  const settings = free.flatMap(({ points }) =>
    points.map(({ setting }) => ({
      ...setting,
      near: setting,
      stream: [...setting.stream.slice(0, -1), "free again"],
    })),
  );
  const budget = weights.outputs ? { total, weights: weights.outputs } : { total };
  const request = { observables: { outputs: allIndices(outputs) }, budget };
  const measurements = (await measure(device, settings, request, signal))[Symbol.iterator]();
  return free.map(({ points }) => {
    const again = points.map(() => measurements.next().value as Measurement);
    return { comparison: compare(points, again), measurements: again };
  });
}

function compare(points: FreeSample["points"], again: readonly Measurement[]): DriftComparison {
  let [chiSquare, degreesOfFreedom] = [0, 0];
  for (const [p, { measurement, outputs }] of points.entries()) {
    const later = again[p] as Measurement;
    const [before, after] = [measurement, later].map((one) => covarianceOf(one, 0, outputs.length)) as [
      SquareMatrix,
      SquareMatrix,
    ];
    const values = before.values.map((value, k) => value + (after.values[k] as number));
    const directions = principalDirections({ order: before.order, values });
    const readings = measurement.shots + later.shots - 2;
    const scale = Math.max(0, 1 - (directions.length + 1) / readings);
    for (const { vector, variance } of directions) {
      const change = vector.reduce(
        (sum, value, l) => sum + value * ((later.mean[l] as number) - (outputs[l] as number)),
        0,
      );
      chiSquare += (scale * change ** 2) / variance;
      degreesOfFreedom++;
    }
  }
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareTail(chiSquare, degreesOfFreedom);
  return { chiSquare, degreesOfFreedom, pValue };
}

import type { Device, Measurement, Selection, Setting, Shots } from "./device.ts";
import type { LossResult } from "./loss.ts";
import { measure } from "./measure.ts";
import { freeSetting, type GradientProblem } from "./problem.ts";

/** One operating point after the free phase. */
export interface FreePoint {
  readonly setting: Setting;
  readonly measurement: Measurement;
  /** ⟨B_l⟩, length J. */
  readonly outputs: Float64Array;
  /** Free means of the responding observables, where they were asked for. */
  readonly observables: Float64Array;
  /** Squared standard errors of those, 0 where exact. */
  readonly variances: Float64Array;
}

/** A sample after the free phase: its loss and error signals. */
export interface FreeSample {
  readonly points: readonly FreePoint[];
  readonly loss: LossResult;
  /** The loss at other outputs, one vector for each operating point. */
  readonly lossAt: (outputs: readonly Float64Array[]) => LossResult;
}

export function allIndices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/**
 * The free phase of every sample: all outputs, and the observables of `responding` where the method wants them.
 * The error signal ε_l = ∂L/∂⟨B_l⟩ is taken here, from the free outputs.
 */
export async function freePhase(
  device: Device,
  problem: GradientProblem,
  responding: Selection,
  shots: Shots,
  signal?: AbortSignal,
): Promise<FreeSample[]> {
  const outputs = device.capabilities().outputs.length;
  const settings = problem.samples.flatMap(({ points }, sample) =>
    points.map((_, point) => freeSetting(problem, sample, point, outputs)),
  );
  const observables = { ...responding, outputs: allIndices(outputs) };
  const measurements = await measure(device, settings, { observables, shots }, signal);
  let next = 0;
  return problem.samples.map((sample) => {
    const points = sample.points.map((): FreePoint => {
      const setting = settings[next] as Setting;
      const measurement = measurements[next++] as Measurement;
      const { mean, standardError } = measurement;
      return {
        setting,
        measurement,
        outputs: mean.slice(0, outputs),
        observables: mean.slice(outputs),
        variances: (standardError ?? new Float64Array(mean.length))
          .slice(outputs)
          .map((error) => error * error),
      };
    });
    const lossAt = (read: readonly Float64Array[]) =>
      problem.loss.evaluate({
        outputs: read,
        inputs: sample.points,
        ...(sample.target ? { target: sample.target } : {}),
      });
    return { points, loss: lossAt(points.map((point) => point.outputs)), lossAt };
  });
}

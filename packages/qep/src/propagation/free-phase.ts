import { covarianceOf } from "./covariance.ts";
import type { Device, Measurement, Selection, Setting, ShotBudget, Shots } from "./device.ts";
import type { LossResult } from "./loss.ts";
import { measure } from "./measure.ts";
import { type LossNoise, measuredLoss } from "./measured-loss.ts";
import { freeSetting, type GradientProblem } from "./problem.ts";

/** One operating point after the free phase. */
export interface FreePoint {
  readonly setting: Setting;
  readonly measurement: Measurement;
  /** ⟨B_l⟩, length J. */
  readonly outputs: Float64Array;
  /** Free means of the responding observables, where they were asked for. */
  readonly observables: Float64Array;
}

/** A sample after the free phase: its loss and error signals. */
export interface FreeSample {
  readonly points: readonly FreePoint[];
  /** Corrected for the noise of measured outputs, where they have any. */
  readonly loss: LossResult;
  /** What the noise of measured outputs does to the loss; null where outputs are exact. */
  readonly noise: LossNoise | null;
  /** The loss at other outputs, one vector for each operating point. */
  readonly lossAt: (outputs: readonly Float64Array[]) => LossResult;
}

export function allIndices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/**
 * The free phase of every sample: all outputs, and the observables of `responding` where the method wants them.
 * The error signal ε_l = ∂L/∂⟨B_l⟩ is taken here, from the free outputs.
 *
 * @param reading shots of each kind of observable, or a budget for all of them, the outputs' weights first
 */
export async function freePhase(
  device: Device,
  problem: GradientProblem,
  responding: Selection,
  reading: Shots | ShotBudget,
  signal?: AbortSignal,
): Promise<FreeSample[]> {
  const outputs = device.capabilities().outputs.length;
  const settings = problem.samples.flatMap(({ points }, sample) =>
    points.map((_, point) => freeSetting(problem, sample, point, outputs)),
  );
  const observables = { ...responding, outputs: allIndices(outputs) };
  const request = "total" in reading ? { observables, budget: reading } : { observables, shots: reading };
  const measurements = await measure(device, beginningAt(problem.time, settings), request, signal);
  let next = 0;
  return problem.samples.map((sample) => {
    const points = sample.points.map((): FreePoint => {
      const setting = settings[next] as Setting;
      const measurement = measurements[next++] as Measurement;
      const { mean } = measurement;
      return { setting, measurement, outputs: mean.slice(0, outputs), observables: mean.slice(outputs) };
    });
    const lossAt = (read: readonly Float64Array[]) =>
      problem.loss.evaluate({
        outputs: read,
        inputs: sample.points,
        ...(sample.target ? { target: sample.target } : {}),
      });
    const measured = points.map(({ outputs: read, measurement }) => ({
      outputs: read,
      covariance: covarianceOf(measurement, 0, outputs),
    }));
    return { points, ...measuredLoss(lossAt, measured), lossAt };
  });
}

/** The settings of a job, the first of them at a given time; those after it follow. */
function beginningAt(time: number | undefined, settings: readonly Setting[]): readonly Setting[] {
  const [first, ...rest] = settings;
  return time === undefined || !first ? settings : [{ ...first, time }, ...rest];
}

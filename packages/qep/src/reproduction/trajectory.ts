import { type Experiment, objectiveOf } from "../experiments/build-experiment.ts";
import { makeTrainer } from "../experiments/make-trainer.ts";
import { type NpyArray, npyArray } from "../formats/npy.ts";
import type { Device } from "../propagation/device.ts";
import { lossAt } from "../training/evaluation.ts";
import { type Part, remembered } from "./remembered.ts";
import type { Workbench } from "./reproduction.ts";
import { withDevice } from "./with-device.ts";

/** A path through parameter space: variables and loss before each step, and after the last. */
export interface Trajectory {
  readonly names: readonly string[];
  /** One row for each point, of all variables: θ, then trained inputs. */
  readonly values: readonly Float64Array[];
  readonly costs: readonly number[];
}

/**
 * Trains an experiment of fixed operating points for some steps and keeps the way it went.
 *
 * @returns `steps + 1` points
 */
export async function followTraining(
  experiment: Experiment,
  device: Device,
  steps: number,
  options: { readonly signal: AbortSignal; readonly onStep?: (done: number) => void },
): Promise<Trajectory> {
  const trainer = makeTrainer(experiment, device);
  const values: Float64Array[] = [];
  const costs: number[] = [];
  for (let step = 0; step < steps; step++) {
    values.push(trainer.values);
    costs.push((await trainer.advance(options.signal)).cost);
    options.onStep?.(step + 1);
  }
  values.push(trainer.values);
  const [sample] = trainer.nextBatch();
  if (sample) costs.push(await lossAt(device, objectiveOf(experiment).loss, sample, trainer.parameters));
  return { names: experiment.variables.names, values, costs };
}

/**
 * The path of an experiment from a start, computed once: arrays `values` (points × variables) and `costs`.
 *
 * @param experiment one of fixed operating points, at its start
 */
export async function exploredPath(
  workbench: Workbench,
  name: string,
  experiment: Experiment,
  steps: number,
): Promise<Part> {
  const show = workbench.progress(name);
  return remembered(workbench, name.replaceAll(/[^\w.-]+/g, "-"), { config: experiment.config, steps }, () =>
    withDevice(workbench, experiment, async (device) => {
      const options = { signal: workbench.signal, onStep: (done: number) => show(done, steps) };
      return new Map(trajectoryArrays(await followTraining(experiment, device, steps, options), ""));
    }),
  );
}

/** A trajectory as arrays: `<prefix>values` (points × variables) and `<prefix>costs`. */
export function trajectoryArrays({ values, costs, names }: Trajectory, prefix: string): [string, NpyArray][] {
  const flat = Float64Array.from(values.flatMap((row) => [...row]));
  return [
    [`${prefix}values`, npyArray(flat, [values.length, names.length])],
    [`${prefix}costs`, npyArray(Float64Array.from(costs))],
  ];
}

/** One variable along a trajectory's array of values. */
export function columnOf(values: Float64Array, column: number, columns: number): number[] {
  return Array.from(
    { length: values.length / columns },
    (_, row) => values[row * columns + column] as number,
  );
}

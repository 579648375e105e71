import { QepError } from "../base/errors.ts";
import type { Experiment } from "../experiments/build-experiment.ts";
import type { RunReader } from "../experiments/run-store.ts";
import type { Device } from "../propagation/device.ts";
import { chooseValues, type LoadedExperiment, loadExperiment } from "./load-experiment.ts";
import { openDevice } from "./open-device.ts";
import { gridOutputs } from "./run-files.ts";

/** A run that was trained before, or is being trained, and the variables it has reached. */
export interface StoredRun {
  readonly experiment: Experiment;
  readonly run: RunReader;
  /** θ and trained inputs at the last checkpoint. */
  readonly values: Float64Array;
}

/** Opens a run for reading, also while it is being trained. @throws QepError invalid-argument where the path is no run */
export async function openStoredRun(path: string): Promise<StoredRun> {
  return storedRun(path, await loadExperiment(path));
}

/** The run that was loaded from a path. @throws QepError invalid-argument where the path is no run */
export async function storedRun(path: string, loaded: LoadedExperiment): Promise<StoredRun> {
  const { experiment, run } = loaded;
  if (run) return { experiment, run, values: await chooseValues(loaded) };
  throw new QepError(
    "invalid-argument",
    `${path} is a file; expected the directory of a run, as \`qep train\` makes it`,
    { path },
  );
}

/** The outputs on the grid of the run's data: those it has kept, else computed now. Undefined without data. */
export async function gridOfRun(
  { experiment, run, values }: StoredRun,
  workers: number,
): Promise<readonly Float64Array[] | undefined> {
  let device: Device | undefined;
  const open = async () => {
    device = await openDevice(experiment, { workers });
    return device;
  };
  try {
    return await gridOutputs(run, experiment, values, open);
  } finally {
    await device?.close();
  }
}

import { isQepError } from "../base/errors.ts";
import type { Device } from "../propagation/device.ts";
import type { Experiment } from "./build-experiment.ts";
import { claimRun } from "./claim-run.ts";
import { parameterArrays, parametersByName } from "./parameter-files.ts";
import { RUN_FILES, type RunInfo, readJson, writeJson } from "./run-record.ts";
import type { RunStore } from "./run-store.ts";
import { type RestartsOptions, type RestartsOutcome, trainRestarts } from "./train-restarts.ts";

/** On what a run is begun, for its record. */
export type RunHost = Pick<RunInfo, "qep" | "host" | "workers">;

/** How {@link trainStored} is watched and stopped. */
export interface StoredTrainingOptions extends Omit<RestartsOptions, "store"> {
  readonly store: RunStore;
  readonly host: RunHost;
}

/**
 * Trains an experiment in a run directory, from its start or from the checkpoint there, and leaves in it all that a run holds
 * but figures.
 *
 * A run that is gone on with needs the kernels that it was begun with, which `RunInfo` names.
 *
 * @throws QepError run-mismatch where the directory holds a run of another experiment; as {@link trainRestarts}, and then a new
 *   run of which nothing was measured is taken back
 */
export async function trainStored(
  experiment: Experiment,
  device: Device,
  { host, ...options }: StoredTrainingOptions,
): Promise<RestartsOutcome> {
  const { store } = options;
  const claimed = await claimRun(store, experiment);
  try {
    return await trainClaimed(experiment, device, host, options);
  } catch (error) {
    if (claimed === "new" && isQepError(error) && error.isInputError) await discardUnmeasured(store);
    throw error;
  }
}

/** Takes back the run that was begun where the device could not even be asked: nothing was measured, nothing is lost. */
async function discardUnmeasured(store: RunStore): Promise<void> {
  const names = await store.list();
  if (names.some((name) => basename(name) === RUN_FILES.history)) return;
  const own: readonly string[] = Object.values(RUN_FILES);
  for (const name of names) if (own.includes(basename(name))) await store.remove(name);
}

/** The name of a file without the folder of the training it belongs to. */
function basename(name: string): string {
  return name.replace(/^restarts\/\d+\//, "");
}

async function trainClaimed(
  experiment: Experiment,
  device: Device,
  host: RunHost,
  options: Omit<StoredTrainingOptions, "host">,
): Promise<RestartsOutcome> {
  const { store } = options;
  if (!(await readJson<RunInfo>(store, RUN_FILES.run))) {
    await writeJson(store, RUN_FILES.run, {
      qep: host.qep,
      seed: experiment.config.seed,
      started: new Date().toISOString(),
      device: device.capabilities().record,
      host: host.host,
      workers: host.workers,
    } satisfies RunInfo);
  }
  const outcome = await trainRestarts(experiment, device, options);
  const { values, metrics } = outcome;
  await writeJson(store, RUN_FILES.parameters, parametersByName(experiment.variables, values));
  await store.replace(RUN_FILES.parameterArrays, parameterArrays(experiment, values));
  if (metrics) await writeJson(store, RUN_FILES.metrics, metrics);
  return outcome;
}

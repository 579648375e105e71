import { QepError } from "../base/errors.ts";
import { type Experiment, trainingOf } from "../experiments/build-experiment.ts";
import { claimRun } from "../experiments/claim-run.ts";
import type { HistoryRecord } from "../experiments/run-record.ts";
import { readTiming, summarizeTiming } from "../experiments/run-timing.ts";
import { trainExperiment } from "../experiments/train-run.ts";
import type { Device } from "../propagation/device.ts";
import type { Workbench } from "./reproduction.ts";

/** A finished training run. */
export interface TrainedRun {
  readonly seed: number;
  readonly experiment: Experiment;
  /** θ and trained inputs at the end. */
  readonly values: Float64Array;
  readonly history: readonly HistoryRecord[];
  /** Seconds of training, all sessions together. */
  readonly seconds: number;
}

/**
 * Trains an experiment with seeds 1 to `workbench.runs`, each in a run directory `<name>-<seed>` of its own, shared by all
 * reproductions that name it.
 *
 * Finished runs are taken from there, unfinished ones go on; `qep train --resume` and `qep plot` take them too.
 *
 * @param overrides changes of the experiment besides its seed; part of the name
 * @throws QepError aborted where the signal stopped it, at a checkpoint
 */
export async function trainRuns(
  workbench: Workbench,
  file: string,
  overrides: readonly string[] = [],
): Promise<TrainedRun[]> {
  const name = [file.replace(/\.[^.]+$/, ""), ...overrides.map(shortName)].join("-");
  const runs: TrainedRun[] = [];
  let device: Device | undefined;
  try {
    for (let seed = 1; seed <= workbench.runs; seed++) {
      const experiment = await workbench.experiment(file, [...overrides, `seed=${seed}`]);
      // The system is the same for every seed.
      device ??= await workbench.open(experiment);
      runs.push(await trainSeed(workbench, device, experiment, `${name}-${seed}`));
    }
  } finally {
    await device?.close();
  }
  return runs;
}

async function trainSeed(
  workbench: Workbench,
  device: Device,
  experiment: Experiment,
  name: string,
): Promise<TrainedRun> {
  const { signal, clock } = workbench;
  const store = await workbench.openRun(name);
  try {
    await claimRun(store, experiment);
    const show = workbench.progress(name);
    const started = clock();
    const outcome = await trainExperiment(experiment, device, {
      store,
      signal,
      clock: () => clock() - started,
      onProgress: ({ step, total, record }) => show(step, total, [`cost ${record.cost.toFixed(4)}`]),
    });
    if (!outcome.isComplete) {
      const { batches } = trainingOf(experiment);
      throw new QepError("aborted", `${name}: stopped after ${outcome.steps} of ${batches} batches`);
    }
    const { values, history } = outcome;
    const { seconds } = summarizeTiming(await readTiming(store));
    return { seed: experiment.config.seed, experiment, values, history, seconds };
  } finally {
    await store.close();
  }
}

/** `gradient.beta=0.2` → `beta-0.2`. */
function shortName(override: string): string {
  const [path = "", value = ""] = override.split("=");
  return `${path.split(".").at(-1)}-${value}`.replaceAll(/[^\w.-]+/g, "-");
}

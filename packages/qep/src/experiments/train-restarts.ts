import { QepError } from "../base/errors.ts";
import type { Device } from "../propagation/device.ts";
import { evaluateOutputs, type Scores } from "../training/evaluation.ts";
import { penaltyValue } from "../training/penalties.ts";
import { parametersOf, withTrainedInputs } from "../training/variables.ts";
import {
  batchOf,
  type Experiment,
  objectiveOf,
  restartedExperiment,
  trainingOf,
} from "./build-experiment.ts";
import { atPlace } from "./locate-error.ts";
import { restartFolder, runFolder } from "./run-folder.ts";
import { RUN_FILES, writeJson } from "./run-record.ts";
import type { RunStore } from "./run-store.ts";
import {
  type TrainingOptions,
  type TrainingOutcome,
  type TrainingProgress,
  trainExperiment,
} from "./train-run.ts";

/** How one of several trainings ended. */
export interface RestartRecord {
  /** From 0, the one with the initial values of a run without restarts. */
  readonly restart: number;
  readonly steps: number;
  /** What the best is chosen by: the exact loss at the final values on training samples, with penalty. */
  readonly objective: number;
  /** Scores at the final values, as of a run without restarts. */
  readonly metrics: Scores;
}

/** The best of several trainings, and how all of them ended. */
export interface RestartsOutcome extends TrainingOutcome {
  /** In their order; empty where there was one only, or the signal stopped them. */
  readonly restarts: readonly RestartRecord[];
  /** Which of them this is. */
  readonly best: number;
}

/** How {@link trainRestarts} is stored, watched and stopped. */
export interface RestartsOptions extends Omit<TrainingOptions, "onProgress"> {
  /** Called after each step. @param restart from 0 */
  readonly onProgress?: (progress: TrainingProgress, restart: number) => void | Promise<void>;
}

/** Batches whose samples the trainings are judged on, the same for all of them. */
const JUDGED_BATCHES = 10;

/**
 * Trains as often as `training.restarts` says, each time from other initial values and with noise of its own, on the same
 * batches, and keeps the best.
 *
 * The best has the least exact loss on training samples, penalty included; the test set has no say. Each training has a
 * folder of its own in the run; at the end the files of the best are copied to where those of a single training are, so
 * that whatever reads a run reads the best. Killed at any moment and resumed, the run ends with the same files.
 *
 * @throws QepError as {@link trainExperiment}; `invalid-experiment` where no initial value is drawn at random
 */
export async function trainRestarts(
  experiment: Experiment,
  device: Device,
  options: RestartsOptions = {},
): Promise<RestartsOutcome> {
  const { restarts: count = 1 } = trainingOf(experiment);
  const { store, onProgress, ...rest } = options;
  if (count === 1) {
    const follow = onProgress && { onProgress: (progress: TrainingProgress) => onProgress(progress, 0) };
    const outcome = await trainExperiment(experiment, device, {
      ...rest,
      ...follow,
      ...(store ? { store } : {}),
    });
    return { ...outcome, restarts: [], best: 0 };
  }
  const experiments = Array.from({ length: count }, (_, restart) =>
    restart === 0 ? experiment : restartedExperiment(experiment, restart),
  );
  atPlace(experiment.locate, ["training", "restarts"], () => requireDifferentStarts(experiments));
  // Each finds the laboratory at the same time, whatever was trained on it before, in this session or another.
  const clock = device.clock === undefined ? {} : { deviceClock: device.clock };
  const ended: { readonly outcome: TrainingOutcome; readonly record: RestartRecord }[] = [];
  for (const [restart, own] of experiments.entries()) {
    const outcome = await trainExperiment(own, device, {
      ...rest,
      ...clock,
      ...(store ? { store: runFolder(store, restartFolder(restart)) } : {}),
      ...(onProgress ? { onProgress: (progress: TrainingProgress) => onProgress(progress, restart) } : {}),
    });
    const { metrics, steps, values } = outcome;
    if (!metrics) return { ...outcome, restarts: [], best: restart };
    const objective = await objectiveAt(own, device, values);
    ended.push({ outcome, record: { restart, steps, objective, metrics } });
  }
  const best = ended.reduce((least, next) => (next.record.objective < least.record.objective ? next : least));
  const restarts = ended.map(({ record }) => record);
  if (store) await publish(store, best.record.restart, restarts);
  return { ...best.outcome, restarts, best: best.record.restart };
}

function requireDifferentStarts([first, second]: readonly Experiment[]): void {
  const starts = first?.variables.initial;
  if (starts === undefined || second?.variables.initial.some((value, index) => value !== starts[index]))
    return;
  throw new QepError(
    "invalid-experiment",
    "expected initial values that are drawn at random, given fixed ones, from which every training would go the same " +
      "way; use initial: { normal: 1 }, or remove restarts",
  );
}

/** The exact loss at given values on the samples of the first batches, with penalty. */
async function objectiveAt(experiment: Experiment, device: Device, values: Float64Array): Promise<number> {
  const { data, config, variables } = experiment;
  const { loss } = objectiveOf(experiment);
  const isDrawn = data !== undefined && config.training?.batchSize !== "all";
  const samples = Array.from({ length: isDrawn ? JUDGED_BATCHES : 1 }, (_, step) => batchOf(experiment, step))
    .flat()
    .map((sample) => ({ ...sample, points: withTrainedInputs(variables, values, sample.points) }));
  const points = samples.flatMap((sample) => sample.points);
  const outputs = await evaluateOutputs(device, parametersOf(variables, values), points, ["judge"]);
  let next = 0;
  const total = samples.reduce((sum, { points: inputs, target }) => {
    const own = outputs.slice(next, next + inputs.length);
    next += inputs.length;
    return sum + loss.evaluate({ outputs: own, inputs, ...(target ? { target } : {}) }).value;
  }, 0);
  return total / samples.length + penaltyValue(variables.penalties, values);
}

/** Copies the files of the best; the checkpoint last, which must not know of lines that are not there. */
async function publish(store: RunStore, best: number, restarts: readonly RestartRecord[]): Promise<void> {
  const folder = runFolder(store, restartFolder(best));
  for (const name of [RUN_FILES.plan, RUN_FILES.history, RUN_FILES.timing, RUN_FILES.checkpoint]) {
    const content = await folder.readBytes(name);
    if (content) await store.replace(name, content);
  }
  await writeJson(store, RUN_FILES.restarts, { best, restarts });
}

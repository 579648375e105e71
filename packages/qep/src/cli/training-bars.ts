import { type Experiment, trainingOf } from "../experiments/build-experiment.ts";
import { restartFolder, runFolderReader } from "../experiments/run-folder.ts";
import { isStep, readHistory } from "../experiments/run-record.ts";
import type { RunReader } from "../experiments/run-store.ts";
import type { TrainingProgress } from "../experiments/train-run.ts";
import { ProgressBar, trainingProgress } from "./progress-bar.ts";

/**
 * A progress bar for each training of a run.
 *
 * @param run being trained: the running cost of a training that is gone on with begins with the costs it has
 */
export function trainingBars(experiment: Experiment, run: RunReader) {
  const { restarts = 1 } = trainingOf(experiment);
  let current: TrainingBar | undefined;
  return {
    show: async (progress: TrainingProgress, restart: number) => {
      if (current?.restart !== restart) {
        const bar = new ProgressBar(
          restarts === 1 ? "batch" : `training ${restart + 1} of ${restarts}, batch`,
        );
        const folder = restarts === 1 ? run : runFolderReader(run, restartFolder(restart));
        const before = await costsBefore(folder, progress.step - 1);
        const options = { hasRandomBatches: hasRandomBatches(experiment), before };
        current = { restart, bar, show: trainingProgress(bar, options) };
      }
      current.show(progress);
    },
    interrupt: () => current?.bar.interrupt(),
  };
}

/** Of the training that is under way. */
interface TrainingBar {
  readonly restart: number;
  readonly bar: ProgressBar;
  readonly show: (progress: TrainingProgress) => void;
}

async function costsBefore(run: RunReader, step: number): Promise<number[]> {
  if (step === 0) return [];
  const steps = (await readHistory(run)).filter(isStep);
  return steps.filter((record) => record.step < step).map(({ cost }) => cost);
}

/** Whether the cost of a step depends on what was drawn for its batch. */
function hasRandomBatches({ data, config }: Experiment): boolean {
  return data !== undefined && config.training?.batchSize !== "all";
}

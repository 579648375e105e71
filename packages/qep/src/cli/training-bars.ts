import { type Experiment, trainingOf } from "../experiments/build-experiment.ts";
import type { TrainingProgress } from "../experiments/train-run.ts";
import { ProgressBar, trainingProgress } from "./progress-bar.ts";

/** A progress bar for each training of a run. */
export function trainingBars(experiment: Experiment) {
  const { restarts = 1 } = trainingOf(experiment);
  let current:
    | { readonly restart: number; readonly bar: ProgressBar; readonly show: ShowProgress }
    | undefined;
  return {
    show: (progress: TrainingProgress, restart: number) => {
      if (current?.restart !== restart) {
        const bar = new ProgressBar(
          restarts === 1 ? "batch" : `training ${restart + 1} of ${restarts}, batch`,
        );
        current = { restart, bar, show: trainingProgress(bar, hasRandomBatches(experiment)) };
      }
      current.show(progress);
    },
    interrupt: () => current?.bar.interrupt(),
  };
}

type ShowProgress = ReturnType<typeof trainingProgress>;

/** Whether the cost of a step depends on what was drawn for its batch. */
function hasRandomBatches({ data, config }: Experiment): boolean {
  return data !== undefined && config.training?.batchSize !== "all";
}

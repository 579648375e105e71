import type { ComputeTaskName, ComputeTasks } from "../engine/compute-tasks.ts";
import { ComputeClient } from "./compute-client.ts";
import { LatestOnly } from "./latest-only.ts";

/** A task of a worker of its own, asked again whenever its arguments change; only the latest answer is kept. */
export class LiveTask<Name extends ComputeTaskName> {
  result = $state.raw<ComputeTasks[Name]["result"]>();
  error = $state.raw<Error>();
  isBusy = $state(false);
  /** Of what is computed, from 0 to 1, where the task tells. */
  progress = $state(0);
  private readonly client = new ComputeClient();
  private readonly latest: LatestOnly<ComputeTasks[Name]["args"], ComputeTasks[Name]["result"]>;

  constructor(task: Name) {
    const onProgress = (fraction: number) => {
      this.progress = fraction;
    };
    this.latest = new LatestOnly(
      (args, signal) => {
        this.progress = 0;
        return this.client.compute(task, args, { signal, onProgress });
      },
      {
        onBusy: (isBusy) => {
          this.isBusy = isBusy;
        },
        onResult: (result) => {
          this.result = result;
          this.error = undefined;
        },
        onFailure: (error) => {
          this.error = error instanceof Error ? error : new Error(String(error));
        },
      },
    );
  }

  ask(args: ComputeTasks[Name]["args"]): void {
    this.latest.ask(args);
  }

  /** Ends the worker, whatever it computes; the next question starts another one. */
  stop(): void {
    this.latest.stop();
    this.client.close();
  }
}

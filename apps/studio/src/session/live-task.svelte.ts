import type { ComputeTaskName, ComputeTasks } from "../engine/compute-tasks.ts";
import { ComputeClient } from "./compute-client.ts";
import { LatestOnly } from "./latest-only.ts";

/** Milliseconds after which a visitor wants to know that something is being computed, and may want to stop it. */
const LONG = 1500;

/** A task of a worker of its own, asked again whenever its arguments change; only the latest answer is kept. */
export class LiveTask<Name extends ComputeTaskName> {
  result = $state.raw<ComputeTasks[Name]["result"]>();
  error = $state.raw<Error>();
  isBusy = $state(false);
  /** Of what is computed, from 0 to 1, where the task tells. */
  progress = $state(0);
  /** True once the present computation has taken long. */
  isLong = $state(false);
  /** True from a stop by the visitor until the next question. */
  isStopped = $state(false);
  private readonly client = new ComputeClient();
  private readonly latest: LatestOnly<ComputeTasks[Name]["args"], ComputeTasks[Name]["result"]>;
  private asked: ComputeTasks[Name]["args"] | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

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
          this.isLong = false;
          clearTimeout(this.timer);
          if (!isBusy) return;
          this.timer = setTimeout(() => {
            this.isLong = true;
          }, LONG);
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
    this.asked = args;
    this.isStopped = false;
    this.latest.ask(args);
  }

  /** The last question once more. */
  askAgain(): void {
    if (this.asked) this.ask(this.asked);
  }

  /** Ends the worker, whatever it computes; the next question starts another one. */
  stop(): void {
    this.isStopped = this.isBusy;
    this.latest.stop();
    this.client.close();
  }
}

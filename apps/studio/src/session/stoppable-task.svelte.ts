import type { ComputeTaskName, ComputeTasks } from "../engine/compute-tasks.ts";
import { ComputeClient, ComputeError } from "./compute-client.ts";

/** A task of a worker of its own that is asked on demand; asking again gives up what was asked before. */
export class StoppableTask<Name extends ComputeTaskName> {
  error = $state.raw<Error>();
  isBusy = $state(false);
  /** Of what is computed, from 0 to 1. */
  progress = $state(0);
  private readonly name: Name;
  private readonly client = new ComputeClient();
  private asked = 0;

  constructor(name: Name) {
    this.name = name;
  }

  /** @returns undefined where it was stopped or failed; `error` then says why it failed */
  async run(args: ComputeTasks[Name]["args"]): Promise<ComputeTasks[Name]["result"] | undefined> {
    if (this.isBusy) this.client.close();
    const own = ++this.asked;
    this.error = undefined;
    this.isBusy = true;
    this.progress = 0;
    try {
      return await this.client.compute(this.name, args, {
        onProgress: (fraction) => {
          this.progress = fraction;
        },
      });
    } catch (error) {
      const isStopped = error instanceof ComputeError && error.code === "aborted";
      if (!isStopped) this.error = error instanceof Error ? error : new Error(String(error));
      return undefined;
    } finally {
      if (own === this.asked) this.isBusy = false;
    }
  }

  /** Ends the worker, whatever it computes; the next question starts another one. */
  stop(): void {
    this.client.close();
  }
}

import type { ComputeReply, ComputeRequest } from "../engine/compute-protocol.ts";
import type { ComputeTaskName, ComputeTasks } from "../engine/compute-tasks.ts";
import { startWorker } from "./start-worker.ts";

/** How a computation is followed and stopped. */
export interface ComputeOptions {
  /** Stops it: the worker is ended, so that nothing can be stuck. */
  readonly signal?: AbortSignal;
  /** Called with the fraction that is done. */
  readonly onProgress?: (fraction: number) => void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((fraction: number) => void) | undefined;
}

/** An error that a worker reported; `code` is that of a `QepError`. */
export class ComputeError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A worker of one's own for computations beside the training; it starts with the first of them. */
export class ComputeClient {
  private worker: Worker | undefined;
  private waiting = new Map<number, Waiting>();
  private nextId = 0;

  /**
   * Computes a task in the worker, after those asked for before.
   *
   * @throws ComputeError `aborted` where the signal, or that of another task of this client, fired
   */
  compute<Name extends ComputeTaskName>(
    task: Name,
    args: ComputeTasks[Name]["args"],
    { signal, onProgress }: ComputeOptions = {},
  ): Promise<ComputeTasks[Name]["result"]> {
    if (signal?.aborted) return Promise.reject(aborted());
    const id = this.nextId++;
    const stop = () => this.close();
    signal?.addEventListener("abort", stop, { once: true });
    const answer = new Promise<ComputeTasks[Name]["result"]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onProgress });
      this.open().postMessage({ id, task, args } as ComputeRequest);
    });
    return answer.finally(() => signal?.removeEventListener("abort", stop));
  }

  /** Ends the worker and all that it computes; the next task starts another one. */
  close(): void {
    this.worker?.terminate();
    this.fail(aborted());
  }

  private open(): Worker {
    this.worker ??= startWorker<ComputeReply>(
      "compute",
      (reply) => this.receive(reply),
      (message) => this.fail(new ComputeError("device-failed", message)),
    );
    return this.worker;
  }

  private receive(reply: ComputeReply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === "progress") {
      waiting.onProgress?.(reply.fraction);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.kind === "done") waiting.resolve(reply.result as never);
    else waiting.reject(new ComputeError(reply.error.code, reply.error.message));
  }

  private fail(error: Error): void {
    const waiting = [...this.waiting.values()];
    this.worker = undefined;
    this.waiting = new Map();
    for (const { reject } of waiting) reject(error);
  }
}

function aborted(): ComputeError {
  return new ComputeError("aborted", "the computation was stopped");
}

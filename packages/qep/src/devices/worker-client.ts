import { QepError } from "../base/errors.ts";
import type { Capabilities } from "../propagation/device.ts";
import { restoreError } from "./error-data.ts";
import type { Channel, OpenRequest, Work, WorkerReply, WorkerRequest } from "./worker-protocol.ts";

/** The owner's end of a line to a simulator worker. */
export type SimulatorChannel = Channel<WorkerRequest, WorkerReply>;

/** What became of work in a worker: all results, or the first setting that failed. */
export type WorkOutcome<Result> =
  | { readonly results: readonly Result[] }
  | { readonly position: number; readonly error: Error };

/** Work that a worker is busy with. */
export interface AskedWork<Result> {
  /** Rejects with QepError device-failed where the worker died, aborted where the work was cancelled. */
  readonly outcome: Promise<WorkOutcome<Result>>;
  cancel(): void;
}

interface Awaited<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

/** A simulator worker as its owner sees it: ask, wait, cancel. */
export class WorkerClient {
  private readonly channel: SimulatorChannel;
  private readonly name: string;
  private readonly asked = new Map<number, Awaited<WorkOutcome<unknown>>>();
  private opening: Awaited<Capabilities> | undefined;
  private count = 0;
  private end: QepError | undefined;

  /** @param name for messages, for instance "worker 2 of 4" */
  constructor(channel: SimulatorChannel, name: string) {
    this.channel = channel;
    this.name = name;
    channel.onMessage((reply) => this.receive(reply));
    channel.onError((error) => this.die(error));
  }

  /** @throws QepError of whatever made the worker refuse, device-failed where it did not start */
  open(request: OpenRequest): Promise<Capabilities> {
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      this.channel.post(request);
    });
  }

  /** @throws QepError device-failed where the worker has died, aborted where it was closed */
  requireUsable(): void {
    if (this.end) throw this.end;
  }

  /** Queues work; its results are what {@link Work} of this kind gives. */
  ask<Result>(work: Work): AskedWork<Result> {
    this.requireUsable();
    const id = ++this.count;
    const outcome = new Promise<WorkOutcome<unknown>>((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
    });
    this.channel.keepAlive?.(true);
    this.channel.post({ ...work, id });
    return { outcome: outcome as Promise<WorkOutcome<Result>>, cancel: () => this.cancel(id) };
  }

  async close(): Promise<void> {
    this.finish(new QepError("aborted", "the device was closed"));
    await this.channel.close();
  }

  private cancel(id: number): void {
    const asked = this.take(id);
    if (!asked) return;
    this.channel.post({ kind: "cancel", id });
    asked.reject(new QepError("aborted", "the measurement was cancelled"));
  }

  private receive(reply: WorkerReply): void {
    switch (reply.kind) {
      case "opened":
        this.opening?.resolve(reply.capabilities);
        this.channel.keepAlive?.(false);
        return;
      case "refused":
        this.opening?.reject(restoreError(reply.error));
        return;
      case "computed":
        // An answer that crossed with "cancel" has nobody waiting for it.
        this.take(reply.id)?.resolve({ results: reply.results });
        return;
      case "failed":
        this.take(reply.id)?.resolve({ position: reply.position, error: restoreError(reply.error) });
    }
  }

  private take(id: number): Awaited<WorkOutcome<unknown>> | undefined {
    const asked = this.asked.get(id);
    if (this.asked.delete(id) && this.asked.size === 0) this.channel.keepAlive?.(false);
    return asked;
  }

  private die(cause: Error): void {
    this.finish(
      new QepError(
        "device-failed",
        `${this.name} stopped: ${cause.message}. What it was computing is lost; open the device again.`,
        { worker: this.name },
        { cause },
      ),
    );
  }

  /** Ends all waiting with the first error that came. */
  private finish(error: QepError): void {
    this.end ??= error;
    this.opening?.reject(this.end);
    for (const { reject } of this.asked.values()) reject(this.end);
    this.asked.clear();
  }
}

import { QepError } from "../base/errors.ts";
import type { KernelModule } from "../kernels/wasm-module.ts";
import type {
  Capabilities,
  Device,
  ExactResponse,
  Job,
  JobStatus,
  Measurement,
  MeasurementRequest,
  Selection,
  Setting,
} from "../propagation/device.ts";
import { requestAt, requireReadouts } from "../propagation/request-kind.ts";
import type { System } from "../propagation/system.ts";
import type { StateRequest } from "../quantities/state-request.ts";
import { JobTable } from "./job-table.ts";
import { ownNumbers, portableSettings } from "./portable-settings.ts";
import { SettingPlacement } from "./setting-placement.ts";
import type { SimulatorOptions } from "./simulator.ts";
import { describeStateRequest, type StateObservation, type StateObserver } from "./state-observer.ts";
import { describeSystem } from "./system-data.ts";
import { type SimulatorChannel, WorkerClient, type WorkOutcome } from "./worker-client.ts";
import type { Work } from "./worker-protocol.ts";

/** What {@link PooledDevice.open} needs. */
export interface PoolOptions {
  /** One line to each worker, on which `serveSimulator` answers. The device owns and closes them. */
  readonly channels: readonly SimulatorChannel[];
  readonly kernels: KernelModule;
  /** Options of the simulator in each worker; its memory limit is that of one worker. */
  readonly simulator?: SimulatorOptions;
}

/** One batch at work in several workers. */
interface SpreadWork<Result> {
  readonly results: Promise<readonly Result[]>;
  cancel(): void;
}

/**
 * Exact simulators in several threads as one device: the settings of a job are spread over the workers.
 *
 * A state depends on its setting and the one it is near alone, and shot noise on the setting's own stream; so the
 * numbers are those of one {@link Simulator}, bit for bit, whatever the number of workers.
 *
 * @example
 * const device = await PooledDevice.open(system, { channels, kernels });
 * const gradients = await estimateGradients(device, problem, { method: "symmetric", beta: 0.4 });
 * await device.close();
 */
export class PooledDevice implements Device, StateObserver {
  private readonly workers: readonly WorkerClient[];
  private readonly known: Capabilities;
  private readonly placement: SettingPlacement;
  private readonly jobs = new JobTable();

  private constructor(workers: readonly WorkerClient[], capabilities: Capabilities) {
    this.workers = workers;
    this.known = capabilities;
    this.placement = new SettingPlacement(workers.length);
  }

  /**
   * Sends the system to every worker and waits until all are ready.
   *
   * @throws QepError out-of-memory where the states do not fit, device-failed where a worker does not start; all
   * channels are closed then
   */
  static async open(
    system: System,
    { channels, kernels, simulator = {} }: PoolOptions,
  ): Promise<PooledDevice> {
    const workers = channels.map(
      (channel, index) => new WorkerClient(channel, `worker ${index + 1} of ${channels.length}`),
    );
    const request = {
      kind: "open",
      system: describeSystem(system),
      kernels,
      options: simulator,
    } as const;
    try {
      const [capabilities] = await Promise.all(workers.map((worker) => worker.open(request)));
      if (!capabilities) throw new QepError("invalid-argument", "a pooled device needs at least one channel");
      return new PooledDevice(workers, capabilities);
    } catch (error) {
      await Promise.all(workers.map((worker) => worker.close()));
      throw error;
    }
  }

  /** Those of one simulator: the number of workers influences no number, so no record tells it. */
  capabilities(): Capabilities {
    return this.known;
  }

  async submit(settings: readonly Setting[], request: MeasurementRequest): Promise<Job> {
    const { counts } = this.known;
    if ("readouts" in request && counts) requireReadouts(request, settings.length, counts);
    const { results, cancel } = this.spread<Measurement>(settings, (positions) => ({
      kind: "measure",
      settings: portableSettings(pick(settings, positions)),
      request: requestAt(request, positions),
    }));
    return this.jobs.add(results, cancel);
  }

  async poll(job: Job, waitSeconds: number): Promise<JobStatus> {
    return this.jobs.poll(job, waitSeconds);
  }

  async cancel(job: Job): Promise<void> {
    this.jobs.cancel(job);
  }

  async respond(
    settings: readonly Setting[],
    directions: readonly Float64Array[],
    observables: Selection,
  ): Promise<readonly ExactResponse[]> {
    return await this.spread<ExactResponse>(settings, (positions) => ({
      kind: "respond",
      settings: portableSettings(pick(settings, positions)),
      directions: pick(directions, positions).map(ownNumbers),
      observables,
    })).results;
  }

  async observe(
    settings: readonly Setting[],
    request: StateRequest,
    signal?: AbortSignal,
  ): Promise<readonly StateObservation[]> {
    if (signal?.aborted) throw new QepError("aborted", "the observation was cancelled");
    const data = describeStateRequest(request);
    const { results, cancel } = this.spread<StateObservation>(settings, (positions) => ({
      kind: "observe",
      settings: portableSettings(pick(settings, positions)),
      request: data,
    }));
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await results;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Ends the workers; unfinished jobs are cancelled. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  private spread<Result>(
    settings: readonly Setting[],
    workAt: (positions: readonly number[]) => Work,
  ): SpreadWork<Result> {
    for (const worker of this.workers) worker.requireUsable();
    const shares = this.placement
      .spread(settings)
      .map((positions, index) => ({ positions, worker: this.workers[index] as WorkerClient }))
      .filter(({ positions }) => positions.length > 0)
      .map(({ positions, worker }) => ({ positions, asked: worker.ask<Result>(workAt(positions)) }));
    const cancel = () => {
      for (const { asked } of shares) asked.cancel();
    };
    const results = Promise.all(
      shares.map(async ({ positions, asked }) => ({ positions, outcome: await asked.outcome })),
    ).then(
      (parts) => assemble(parts, settings.length),
      (error: unknown) => {
        // Where one worker is lost, the others need not go on.
        cancel();
        throw error;
      },
    );
    return { results, cancel };
  }
}

/** Results in the order of the settings; the error of the first setting that failed, as one simulator would give. */
function assemble<Result>(
  parts: readonly { positions: readonly number[]; outcome: WorkOutcome<Result> }[],
  length: number,
): Result[] {
  const results = new Array<Result>(length);
  let failure: { position: number; error: Error } | undefined;
  for (const { positions, outcome } of parts) {
    if ("error" in outcome) {
      const position = positions[outcome.position] as number;
      if (!failure || position < failure.position) failure = { position, error: outcome.error };
      continue;
    }
    for (const [k, result] of outcome.results.entries()) results[positions[k] as number] = result;
  }
  if (failure) throw failure.error;
  return results;
}

function pick<Item>(items: readonly Item[], positions: readonly number[]): Item[] {
  return positions.map((position) => items[position] as Item);
}

import { instantiateKernels } from "../kernels/wasm-kernels.ts";
import type { ExactResponse, Measurement, Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { requestAt } from "../propagation/request-kind.ts";
import { describeError } from "./error-data.ts";
import { Simulator } from "./simulator.ts";
import { restoreStateRequest, type StateObservation } from "./state-observer.ts";
import { restoreSystem } from "./system-data.ts";
import type { Channel, NumberedWork, OpenRequest, WorkerReply, WorkerRequest } from "./worker-protocol.ts";

/** The worker's end of the connection: requests come in, replies go out. */
export type WorkerEnd = Channel<WorkerReply, WorkerRequest>;

/** Milliseconds of computing after which a worker looks for messages, such as "cancel". */
const LOOK_UP_AFTER = 100;

/**
 * The worker's side of a `PooledDevice`: makes the simulator that the first message describes, then computes
 * what it is asked to, one request after the other. Runs on every host that can give it a channel.
 */
export function serveSimulator(channel: WorkerEnd): void {
  let server: SimulatorServer | undefined;
  channel.onMessage((message) => {
    if (message.kind === "open") server = openServer(channel, message);
    else if (message.kind === "cancel") server?.cancel(message.id);
    else server?.enqueue(message);
  });
  // What cannot be read cannot be answered: the thread ends, and its owner is told.
  channel.onError((error) => {
    throw error;
  });
}

function openServer(channel: WorkerEnd, { system, kernels, options }: OpenRequest) {
  try {
    const simulator = new Simulator(restoreSystem(system), instantiateKernels(kernels), options);
    channel.post({ kind: "opened", capabilities: simulator.capabilities() });
    return new SimulatorServer(channel, simulator);
  } catch (error) {
    channel.post({ kind: "refused", error: describeError(error) });
    return undefined;
  }
}

/** What a worker gives for one setting, by the kind of work. */
type Result = Measurement | ExactResponse | StateObservation;

function only<Item>([item]: readonly Item[]): Item {
  return item as Item;
}

class SimulatorServer {
  private readonly channel: WorkerEnd;
  private readonly simulator: Simulator;
  /** The first is being computed; a cancelled one leaves, be it the first or not. */
  private queue: NumberedWork[] = [];
  private isWorking = false;
  private lookedUp = 0;

  constructor(channel: WorkerEnd, simulator: Simulator) {
    this.channel = channel;
    this.simulator = simulator;
  }

  enqueue(work: NumberedWork): void {
    this.queue.push(work);
    if (!this.isWorking) void this.workThroughQueue();
  }

  cancel(id: number): void {
    this.queue = this.queue.filter((work) => work.id !== id);
  }

  private async workThroughQueue(): Promise<void> {
    this.isWorking = true;
    this.lookedUp = performance.now();
    for (let work = this.queue[0]; work; work = this.queue[0]) {
      const reply = await this.compute(work);
      if (!reply) continue;
      this.queue.shift();
      this.channel.post(reply);
    }
    this.isWorking = false;
  }

  /** The answer, or undefined where the work was cancelled meanwhile. */
  private async compute(work: NumberedWork): Promise<WorkerReply | undefined> {
    const results: Result[] = [];
    const compute = this.computerOf(work);
    for (const [position, setting] of work.settings.entries()) {
      await this.lookUp();
      if (this.queue[0] !== work) return undefined;
      try {
        results.push(await compute(setting, position));
      } catch (error) {
        return { kind: "failed", id: work.id, position, error: describeError(error) };
      }
    }
    return { kind: "computed", id: work.id, results: results as Measurement[] };
  }

  /** What computes the result of one setting of some work. */
  private computerOf(work: NumberedWork): (setting: Setting, position: number) => Promise<Result> {
    const { simulator } = this;
    switch (work.kind) {
      case "measure":
        return async (setting, position) =>
          only(await measure(simulator, [setting], requestAt(work.request, [position])));
      case "respond":
        return async (setting, position) => {
          const direction = work.directions[position] as Float64Array;
          return only(await simulator.respond([setting], [direction], work.observables));
        };
      case "observe": {
        const request = restoreStateRequest(work.request);
        return async (setting) => only(await simulator.observe([setting], request));
      }
    }
  }

  /** Lets messages in now and then; a turn of the event loop for every setting would cost a millisecond each. */
  private async lookUp(): Promise<void> {
    if (performance.now() - this.lookedUp < LOOK_UP_AFTER) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.lookedUp = performance.now();
  }
}

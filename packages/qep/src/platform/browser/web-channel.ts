import type { SimulatorChannel } from "../../devices/worker-client.ts";
import type { Channel, WorkerReply, WorkerRequest } from "../../devices/worker-protocol.ts";

/** What a `Worker` and the global object inside of one have in common. */
interface MessageEndpoint {
  postMessage(message: unknown): void;
  addEventListener(type: "message" | "messageerror", listener: (event: MessageEvent) => void): void;
}

/**
 * The line to a web worker that calls `serveSimulator(parentChannel())`; closing it ends the worker.
 *
 * @example
 * const worker = new Worker(new URL("./simulator-worker.ts", import.meta.url), { type: "module" });
 * const device = await PooledDevice.open(system, { channels: [workerChannel(worker)], kernels });
 */
export function workerChannel(worker: Worker): SimulatorChannel {
  return {
    ...lineOver<WorkerRequest, WorkerReply>(worker),
    onError: (handler) => {
      worker.addEventListener("error", (event) =>
        handler(new Error(event.message || "the worker's script could not be loaded")),
      );
      worker.addEventListener("messageerror", () => handler(unreadable()));
    },
    close: async () => worker.terminate(),
  };
}

/** The line from a web worker to the page that started it. */
export function parentChannel(): Channel<WorkerReply, WorkerRequest> {
  const scope: MessageEndpoint = globalThis;
  return {
    ...lineOver<WorkerReply, WorkerRequest>(scope),
    onError: (handler) => {
      scope.addEventListener("messageerror", () => handler(unreadable()));
    },
    close: async () => globalThis.close(),
  };
}

function lineOver<Outgoing, Incoming>(
  endpoint: MessageEndpoint,
): Pick<Channel<Outgoing, Incoming>, "post" | "onMessage"> {
  return {
    post: (message) => endpoint.postMessage(message),
    onMessage: (handler) => {
      endpoint.addEventListener("message", ({ data }) => handler(data as Incoming));
    },
  };
}

function unreadable(): Error {
  return new Error("a message could not be read");
}

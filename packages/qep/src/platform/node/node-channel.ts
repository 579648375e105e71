import { parentPort, Worker } from "node:worker_threads";
import { QepError } from "../../base/errors.ts";
import type { SimulatorChannel } from "../../devices/worker-client.ts";
import type { Channel, WorkerReply, WorkerRequest } from "../../devices/worker-protocol.ts";

/** Sources run as they are (Node strips their types), the built package runs its .js files. */
const OWN_EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";
const ENTRY = new URL(`./simulator-worker-entry.${OWN_EXTENSION}`, import.meta.url);

/**
 * Starts a thread that serves a simulator.
 *
 * @param entry module that the thread runs, by default one that calls `serveSimulator` and nothing else
 * @returns the line to it; closing it ends the thread
 */
export function startSimulatorThread(entry: URL = ENTRY): SimulatorChannel {
  // Flags of this process (an inspector, a loader of tests) are not meant for the thread.
  const worker = new Worker(entry, { execArgv: [] });
  let isClosed = false;
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (handler) => {
      worker.on("message", handler);
    },
    onError: (handler) => {
      worker.on("error", (thrown) => handler(asError(thrown)));
      worker.on("messageerror", handler);
      worker.on("exit", (code) => {
        if (!isClosed) handler(new Error(`the thread ended with exit code ${code}`));
      });
    },
    close: async () => {
      isClosed = true;
      // Whoever awaits the end of the thread must live to see it.
      worker.ref();
      await worker.terminate();
    },
    keepAlive: (isAwaited) => {
      if (isAwaited) worker.ref();
      else if (!isClosed) worker.unref();
    },
  };
}

/**
 * The line from a thread to the one that started it.
 *
 * @throws QepError unsupported on the main thread
 */
export function parentChannel(): Channel<WorkerReply, WorkerRequest> {
  const port = parentPort;
  if (!port)
    throw new QepError("unsupported", "this module runs in a worker thread; startSimulatorThread starts it");
  return {
    post: (message) => port.postMessage(message),
    onMessage: (handler) => {
      port.on("message", handler);
    },
    onError: (handler) => {
      port.on("messageerror", handler);
    },
    close: async () => port.close(),
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

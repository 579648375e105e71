import type { WorkerRole } from "../engine/worker.ts";

/**
 * Starts a worker of the engine.
 *
 * @param onMessage receives what it posts
 * @param onFailure is called where it cannot be started or breaks down
 */
export function startWorker<Message>(
  role: WorkerRole,
  onMessage: (message: Message) => void,
  onFailure: (message: string) => void,
): Worker {
  const worker = new Worker(new URL("../engine/worker.ts", import.meta.url), { type: "module", name: role });
  worker.addEventListener("message", ({ data }) => onMessage(data as Message));
  worker.addEventListener("messageerror", () => onFailure("a message of the worker could not be read"));
  worker.addEventListener("error", ({ message }) => onFailure(message || "the worker could not be started"));
  return worker;
}

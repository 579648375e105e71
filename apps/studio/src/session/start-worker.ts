import type { WorkerRole } from "../engine/worker.ts";
import script from "../engine/worker.ts?worker&url";

/**
 * Starts a worker of the engine.
 *
 * A worker takes its content security policy from the answer that its script comes with, and plain web hosts send none;
 * the policy written into the page does not reach it. A worker of a blob has the policy of the page that made it. So each
 * begins as a blob of one line, which imports the script: what an experiment asks for can leave it as little as the page.
 *
 * @param onMessage receives what it posts
 * @param onFailure is called where it cannot be started or breaks down
 */
export function startWorker<Message>(
  role: WorkerRole,
  onMessage: (message: Message) => void,
  onFailure: (message: string) => void,
): Worker {
  const worker = new Worker(bootstrap(), { type: "module", name: role });
  worker.addEventListener("message", ({ data }) => onMessage(data as Message));
  worker.addEventListener("messageerror", () => onFailure("a message of the worker could not be read"));
  worker.addEventListener("error", ({ message }) => onFailure(message || "the worker could not be started"));
  return worker;
}

let address: string | undefined;

/** One blob for all workers, as long as the page lives: those that start late need it too. */
function bootstrap(): string {
  const source = `import ${JSON.stringify(new URL(script, import.meta.url).href)};`;
  address ??= URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return address;
}

import { once } from "node:events";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { QepError } from "../../base/errors.ts";
import { serveTeam, type TeamTask } from "../../kernels/team-member.ts";
import type { TeamThread } from "../../kernels/thread-team.ts";

/** Sources run as they are (Node strips their types), the built package runs its .js files. */
const OWN_EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";
const ENTRY = new URL(`./team-thread-entry.${OWN_EXTENSION}`, import.meta.url);

/**
 * Starts a thread that helps a team of kernel threads.
 *
 * @param entry module that the thread runs, by default one that calls {@link joinTeam} and nothing else
 * @throws Error where the thread ends before it is ready
 */
export async function startTeamThread(task: TeamTask, entry: URL = ENTRY): Promise<TeamThread> {
  // Flags of this process (an inspector, a loader of tests) are not meant for the thread.
  const worker = new Worker(entry, { workerData: task, execArgv: [] });
  const early = once(worker, "exit").then(([code]) => {
    throw new Error(`the thread ended with exit code ${code}`);
  });
  await Promise.race([once(worker, "message"), early]);
  early.catch(() => undefined);
  worker.unref();
  let isClosed = false;
  return {
    onFailure: (handler) => {
      worker.on("error", handler);
      worker.on("exit", (code) => {
        if (!isClosed) handler(new Error(`it ended with exit code ${code}`));
      });
    },
    close: async () => {
      isClosed = true;
      // Whoever awaits the end of the thread must live to see it.
      worker.ref();
      await worker.terminate();
    },
  };
}

/**
 * The life of a thread that {@link startTeamThread} started.
 *
 * @throws QepError unsupported on the main thread
 */
export function joinTeam(): void {
  const port = parentPort;
  if (!port) {
    throw new QepError("unsupported", "this module runs in a worker thread; startTeamThread starts it");
  }
  serveTeam(workerData as TeamTask, () => port.postMessage("ready"));
}

import { serveTeam, type TeamTask } from "../../kernels/team-member.ts";
import type { StartTeamThread } from "../../kernels/thread-team.ts";

/** What a team needs of a `Worker`. */
export type TeamWorker = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

/**
 * Helpers of a kernel team as web workers.
 *
 * @param makeWorker makes a worker whose script calls {@link joinTeam} and nothing else
 *
 * @example
 * const start = teamWorkers(() => new Worker(new URL("./team-worker.ts", import.meta.url), { type: "module" }));
 * const kernels = await loadKernels(sources, { threads: navigator.hardwareConcurrency, start });
 */
export function teamWorkers(makeWorker: () => TeamWorker): StartTeamThread {
  return (task) =>
    new Promise((resolve, reject) => {
      const worker = makeWorker();
      let report = reject;
      worker.addEventListener("error", (event) => {
        report(new Error(event.message || "the worker's script could not be loaded"));
      });
      worker.addEventListener("messageerror", () => report(new Error("the task could not be read")));
      worker.addEventListener("message", () =>
        resolve({
          onFailure: (handler) => {
            report = handler;
          },
          close: async () => worker.terminate(),
        }),
      );
      worker.postMessage(task);
    });
}

/** The life of a worker that {@link teamWorkers} made. */
export function joinTeam(): void {
  globalThis.addEventListener(
    "message",
    ({ data }) => serveTeam(data as TeamTask, () => globalThis.postMessage("ready")),
    { once: true },
  );
}

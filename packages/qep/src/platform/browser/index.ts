/**
 * What only browsers have: web workers, kernels from the bundler, runs in the browser's own storage.
 *
 * @module qep/browser
 */
export { serveSimulator, type WorkerEnd } from "../../devices/simulator-worker.ts";
export { BrowserRuns } from "./browser-runs.ts";
export {
  type KernelOptions,
  type KernelSource,
  type KernelSources,
  loadKernelModule,
  loadKernels,
} from "./load-kernels.ts";
export { joinTeam, type TeamWorker, teamWorkers } from "./team-thread.ts";
export { parentChannel, workerChannel } from "./web-channel.ts";

/** What only browsers have: web workers, kernels from the bundler. */
export { serveSimulator } from "../../devices/simulator-worker.ts";
export { type KernelSource, type KernelSources, loadKernelModule } from "./load-kernels.ts";
export { parentChannel, workerChannel } from "./web-channel.ts";

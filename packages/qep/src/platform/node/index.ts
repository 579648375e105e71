/**
 * What only Node has: files, threads, kernels from the package's folder.
 *
 * @module qep/node
 */
export { type KernelOptions, loadKernelModule, loadKernels } from "./load-kernels.ts";
export { openRunDirectory, readRunDirectory } from "./node-run-store.ts";
export { type OpenLatticeOptions, openLatticeSimulator } from "./open-lattice-simulator.ts";
export { type OpenSimulatorOptions, openSimulator } from "./open-simulator.ts";
export { type PngSize, svgToPng } from "./png.ts";
export { openReferenceFolder } from "./reference-folder.ts";

import { readFile } from "node:fs/promises";
import { QepError } from "../../base/errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { instantiateKernels } from "../../kernels/wasm-kernels.ts";
import { compileKernels, hasRelaxedSimd, type KernelModule } from "../../kernels/wasm-module.ts";

/** The package's own folder `wasm/`, seen from `src/platform/node` as from `dist/platform/node`. */
const WASM_FOLDER = new URL("../../../wasm/", import.meta.url);

/**
 * Compiles the kernels that come with the package.
 *
 * @param variant default "relaxed-simd" where this host has it, else "simd"; only "simd" gives the same bits on every
 * host
 * @throws QepError kernel-unavailable where the file is missing or this host cannot run it
 */
export async function loadKernelModule(
  variant: KernelModule["variant"] = hasRelaxedSimd() ? "relaxed-simd" : "simd",
): Promise<KernelModule> {
  return await compileKernels(await readKernels(new URL(`kernels-${variant}.wasm`, WASM_FOLDER)), variant);
}

/**
 * Kernels for one thread: {@link loadKernelModule}, instantiated.
 *
 * @throws QepError kernel-unavailable
 *
 * @example
 * const device = new Simulator(system, await loadKernels());
 */
export async function loadKernels(variant?: KernelModule["variant"]): Promise<Kernels> {
  return instantiateKernels(await loadKernelModule(variant));
}

/** @throws QepError kernel-unavailable, saying how the file is made */
export async function readKernels(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new QepError(
      "kernel-unavailable",
      `the compiled kernels cannot be read from ${file.pathname}. In a checkout, run "npm run build" first; an ` +
        "installed package has them, install it again.",
      { file: file.pathname },
      { cause },
    );
  }
}

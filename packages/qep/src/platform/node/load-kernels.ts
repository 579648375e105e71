import { readFile } from "node:fs/promises";
import { QepError } from "../../base/errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { hasSharedMemory } from "../../kernels/shared-memory.ts";
import { instantiateKernels, openTeamKernels } from "../../kernels/wasm-kernels.ts";
import { compileKernels, hasRelaxedSimd, type KernelModule } from "../../kernels/wasm-module.ts";
import { startTeamThread } from "./team-thread.ts";

/** The package's own folder `wasm/`, seen from `src/platform/node` as from `dist/platform/node`. */
const WASM_FOLDER = new URL("../../../wasm/", import.meta.url);

/** Options of {@link loadKernels}. */
export interface KernelOptions {
  /**
   * Default "relaxed-simd" where this host has it, else "simd"; only "simd" gives the same bits on every host.
   */
  readonly variant?: KernelModule["variant"] | undefined;
  /** Threads that work together on long vectors, the calling one included, default 1. Changes no number. */
  readonly threads?: number | undefined;
}

/**
 * Compiles the kernels that come with the package.
 *
 * @param sharesMemory for threads that work together, default false
 * @throws QepError kernel-unavailable where the file is missing or this host cannot run it
 */
export async function loadKernelModule(
  variant: KernelModule["variant"] = hasRelaxedSimd() ? "relaxed-simd" : "simd",
  sharesMemory = false,
): Promise<KernelModule> {
  const bytes = await readKernels(new URL(`kernels-${variant}.wasm`, WASM_FOLDER));
  return await compileKernels(bytes, variant, sharesMemory);
}

/**
 * Kernels for the calling thread, or for several that share its work on long vectors. One thread does it all where the
 * host has no shared memory.
 *
 * @returns kernels; with more than one thread, to be closed after use
 * @throws QepError kernel-unavailable, invalid-argument
 *
 * @example
 * const kernels = await loadKernels({ threads: 2 });
 * const level = solveGroundLevel(system, inputs, parameters, kernels);
 * await kernels.close();
 */
export async function loadKernels({ variant, threads = 1 }: KernelOptions = {}): Promise<Kernels> {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new QepError("invalid-argument", `threads must be a whole number of at least 1, it is ${threads}`, {
      threads,
    });
  }
  if (threads === 1 || !hasSharedMemory()) return instantiateKernels(await loadKernelModule(variant));
  return await openTeamKernels(await loadKernelModule(variant, true), { threads, start: startTeamThread });
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

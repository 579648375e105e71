import { QepError } from "../../base/errors.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { hasSharedMemory } from "../../kernels/shared-memory.ts";
import type { StartTeamThread } from "../../kernels/thread-team.ts";
import { instantiateKernels, openTeamKernels } from "../../kernels/wasm-kernels.ts";
import { compileKernels, hasRelaxedSimd, type KernelModule } from "../../kernels/wasm-module.ts";

/** Kernels as a bundler gives them: their bytes, or the address to fetch them from. */
export type KernelSource = Uint8Array<ArrayBuffer> | URL | string;

/** The compiled kernels of the package, `qep/wasm/kernels-simd.wasm` and `qep/wasm/kernels-relaxed-simd.wasm`. */
export type KernelSources = Readonly<Record<KernelModule["variant"], KernelSource>>;

/** Options of {@link loadKernels}. */
export interface KernelOptions {
  /**
   * Default "relaxed-simd" where this browser has it, else "simd"; only "simd" gives the same bits on every host.
   */
  readonly variant?: KernelModule["variant"];
  /** Threads that work together on long vectors, the calling one included, default 1. Changes no number. */
  readonly threads?: number;
  /** Starts the others; see `teamWorkers`. */
  readonly start?: StartTeamThread;
}

/**
 * Compiles kernels in a browser.
 *
 * @param variant default "relaxed-simd" where this browser has it, else "simd"; only "simd" gives the same bits on
 * every host
 * @param sharesMemory for threads that work together, default false
 * @throws QepError kernel-unavailable where they cannot be fetched or this browser cannot run them
 *
 * @example
 * import simd from "qep/wasm/kernels-simd.wasm?url";
 * import relaxed from "qep/wasm/kernels-relaxed-simd.wasm?url";
 * const kernels = await loadKernelModule({ simd, "relaxed-simd": relaxed });
 */
export async function loadKernelModule(
  sources: KernelSources,
  variant: KernelModule["variant"] = hasRelaxedSimd() ? "relaxed-simd" : "simd",
  sharesMemory = false,
): Promise<KernelModule> {
  const source = sources[variant];
  const bytes = source instanceof Uint8Array ? source : await fetchKernels(source);
  return await compileKernels(bytes, variant, sharesMemory);
}

/**
 * Kernels for the calling worker, or for several that share its work on long vectors. One thread does it all where
 * the page is not isolated from other origins, and on the page's own thread, which must not wait for others.
 *
 * @returns kernels; with more than one thread, to be closed after use
 * @throws QepError kernel-unavailable
 */
export async function loadKernels(
  sources: KernelSources,
  { variant, threads = 1, start }: KernelOptions = {},
): Promise<Kernels> {
  const mayWait = !("document" in globalThis);
  if (start && threads > 1 && hasSharedMemory() && mayWait) {
    return await openTeamKernels(await loadKernelModule(sources, variant, true), { threads, start });
  }
  return instantiateKernels(await loadKernelModule(sources, variant));
}

async function fetchKernels(address: URL | string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new QepError(
      "kernel-unavailable",
      `the compiled kernels cannot be fetched from ${address}: ${(cause as Error).message}. Copy the folder wasm/ of ` +
        "the package to where the page is served from.",
      { address: String(address) },
      { cause },
    );
  }
}

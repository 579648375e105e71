import { QepError } from "../../base/errors.ts";
import { compileKernels, hasRelaxedSimd, type KernelModule } from "../../kernels/wasm-module.ts";

/** Kernels as a bundler gives them: their bytes, or the address to fetch them from. */
export type KernelSource = Uint8Array<ArrayBuffer> | URL | string;

/** The compiled kernels of the package, `qep/wasm/kernels-simd.wasm` and `qep/wasm/kernels-relaxed-simd.wasm`. */
export type KernelSources = Readonly<Record<KernelModule["variant"], KernelSource>>;

/**
 * Compiles kernels in a browser.
 *
 * @param variant default "relaxed-simd" where this browser has it, else "simd"; only "simd" gives the same bits on
 * every host
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
): Promise<KernelModule> {
  const source = sources[variant];
  return await compileKernels(source instanceof Uint8Array ? source : await fetchKernels(source), variant);
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

import type { KernelModule, Kernels } from "qep";
import { loadKernels } from "qep/browser";
import relaxedSimd from "qep/wasm/kernels-relaxed-simd.wasm?url";
import simd from "qep/wasm/kernels-simd.wasm?url";

/**
 * The library's WebAssembly kernels, from the files of the build.
 *
 * @param variant default: the fastest that this browser has
 */
export async function openKernels(variant?: KernelModule["variant"]): Promise<Kernels> {
  const sources = { simd: address(simd), "relaxed-simd": address(relaxedSimd) };
  return await loadKernels(sources, variant ? { variant } : {});
}

/** The bundler's addresses are relative to the page; a worker's own address is another one. */
function address(file: string): URL {
  return new URL(file, import.meta.url);
}

import { readFileSync } from "node:fs";
import type { Kernels, KernelVariant } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference-kernels.ts";
import { instantiateKernels } from "../../src/kernels/wasm-kernels.ts";

/** Fresh kernels of each variant for tests. */
export function testKernels(variant: KernelVariant = "relaxed-simd"): Kernels {
  if (variant === "reference") return referenceKernels();
  const bytes = readFileSync(new URL(`../../wasm/kernels-${variant}.wasm`, import.meta.url));
  return instantiateKernels({ variant, module: new WebAssembly.Module(bytes) });
}

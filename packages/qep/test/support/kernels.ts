import { readFileSync } from "node:fs";
import type { Kernels, KernelVariant } from "../../src/kernels/kernels.ts";
import { referenceKernels } from "../../src/kernels/reference-kernels.ts";
import { instantiateKernels } from "../../src/kernels/wasm-kernels.ts";
import { WasmMemory } from "../../src/kernels/wasm-memory.ts";
import { instantiateExports, type KernelModule, type WasmExports } from "../../src/kernels/wasm-module.ts";

/** Fresh kernels of each variant for tests. */
export function testKernels(variant: KernelVariant = "relaxed-simd"): Kernels {
  if (variant === "reference") return referenceKernels();
  return instantiateKernels({ variant, module: builtModule(variant), sharesMemory: false });
}

/** The exported functions of one variant on a memory of their own. */
export function testExports(variant: KernelModule["variant"]): { wasm: WasmExports; memory: WasmMemory } {
  const memory = new WasmMemory();
  return { wasm: instantiateExports(builtModule(variant), memory.memory), memory };
}

function builtModule(variant: KernelModule["variant"]): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL(`../../wasm/kernels-${variant}.wasm`, import.meta.url)));
}

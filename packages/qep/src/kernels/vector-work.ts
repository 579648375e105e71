import { FOLD_BATCH } from "./generate-kernels.ts";
import type { GeneratedKernels } from "./generated-kernels.ts";
import type { VectorFunctions } from "./vector-functions.ts";
import type { WasmExports } from "./wasm-module.ts";
import type { WasmPlan } from "./wasm-plan.ts";

/** Who does the work on vectors in linear memory: this thread, or several. All give the same bits. Pointers are bytes. */
export interface VectorWork extends VectorFunctions {
  /** y ← Hx + γz; returns Σ x_i y_i. */
  apply(plan: WasmPlan, x: number, y: number, gamma: number, z: number): number;
  /** Adds bra_i·ket_{i^flip} to the tables of all groups. */
  fold(plan: WasmPlan, bra: number, ket: number): void;
}

/** All work in this thread. */
export function soloWork(wasm: WasmExports, generated: GeneratedKernels): VectorWork {
  const { dot, axpy, axpyNorm, scale, copy, combine } = wasm;
  return {
    dot,
    axpy,
    axpyNorm,
    scale,
    copy,
    combine,
    apply: (plan, x, y, gamma, z) => {
      const { apply } = generated.codeFor(plan, "apply")?.exports ?? wasm;
      return apply(plan.pointer, plan.rows, x, y, gamma, z, 0, plan.layout.length);
    },
    fold: (plan, bra, ket) => {
      const { pointer, rows, shape, layout } = plan;
      const code = generated.codeFor(plan, "fold")?.exports;
      const batches = Math.ceil(shape.groups.length / FOLD_BATCH);
      if (!code) wasm.fold(pointer, rows, 0, shape.groups.length, bra, ket, layout.length);
      else for (let k = 0; k < batches; k++) code[`fold${k}`](pointer, rows, bra, ket, layout.length);
    },
  };
}

import { ApplyWriter } from "./apply-writer.ts";
import { FoldWriter } from "./fold-writer.ts";
import type { PlanShape } from "./plan-shape.ts";
import { encodeModule } from "./wasm-encoder.ts";

// WebAssembly for one plan: the operations of assembly/pauli.ts in the same order, so that results have the same bits,
// with every mask a constant and no branch between groups. Coefficients stay in the tables.

/** Groups folded in one sweep: the factors they add to stay in the first-level cache. */
export const FOLD_BATCH = 8;

/** Whether multiply-add is one instruction; and whether threads share the memory. */
export interface CodeOptions {
  readonly isRelaxed: boolean;
  readonly sharesMemory: boolean;
}

/** A module with `apply` for a shape, called like that of assembly/pauli.ts. */
export function generateApply(shape: PlanShape, options: CodeOptions): Uint8Array<ArrayBuffer> {
  return encodeModule({ apply: new ApplyWriter(shape, options.isRelaxed).write() }, options.sharesMemory);
}

/** A module with `fold0`, `fold1`, … for a shape, each for {@link FOLD_BATCH} groups: (plan, rows, bra, ket, length). */
export function generateFold(shape: PlanShape, options: CodeOptions): Uint8Array<ArrayBuffer> {
  const batches = Math.ceil(shape.groups.length / FOLD_BATCH);
  const functions = Array.from({ length: batches }, (_, batch) => {
    const first = batch * FOLD_BATCH;
    const end = Math.min(shape.groups.length, first + FOLD_BATCH);
    return [`fold${batch}`, new FoldWriter(shape, options.isRelaxed, first, end).write()] as const;
  });
  return encodeModule(Object.fromEntries(functions), options.sharesMemory);
}

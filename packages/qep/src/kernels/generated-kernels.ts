import { generateApply, generateFold } from "./generate-kernels.ts";
import type { KernelModule, WasmExports } from "./wasm-module.ts";
import type { WasmPlan } from "./wasm-plan.ts";

/** Products of an element with a factor after which generated code has paid for its making, about a millisecond. */
const WORTHWHILE_WORK = 2 ** 22;

/** Beyond this many groups the code would not fit the instruction cache. */
const MAX_GROUPS = 256;

/** Modules kept; more than the distinct operators of any experiment so far. */
const MAX_MODULES = 64;

type Purpose = "apply" | "fold";

/** Adds the expectation values of a batch of groups to their tables; see `FOLD_BATCH`. */
type FoldBatch = (plan: number, rows: number, bra: number, ket: number, length: number) => void;

/** The functions of generated code: `apply`, or one `fold` a batch. */
export type GeneratedExports = Pick<WasmExports, "apply"> & Readonly<Record<`fold${number}`, FoldBatch>>;

/** Code made for plans of one shape. */
interface GeneratedCode {
  /** Tells it from all other code, so that other threads know what they have; above 0. */
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
}

/** Code ready to run in this thread. */
export interface ReadyCode extends GeneratedCode {
  readonly exports: GeneratedExports;
}

/** Compiled code by what it depends on, for all kernels of this thread; null where the host refused to compile. */
const known = new Map<string, GeneratedCode | null>();
let lastId = 0;

/**
 * Makes code for plans that have been used enough. Until then, and where the host refuses to compile, the loops of
 * assembly/pauli.ts do the work; both give the same bits.
 */
export class GeneratedKernels {
  private readonly memory: WebAssembly.Memory;
  private readonly variant: KernelModule["variant"];
  private readonly sharesMemory: boolean;
  private readonly uses = new WeakMap<WasmPlan, { work: number; code?: ReadyCode | null }>();

  constructor(memory: WebAssembly.Memory, { variant, sharesMemory }: Omit<KernelModule, "module">) {
    this.memory = memory;
    this.variant = variant;
    this.sharesMemory = sharesMemory;
  }

  /** The code for one use of a plan, null where the loops are to be used. */
  codeFor(plan: WasmPlan, purpose: Purpose): ReadyCode | null {
    const use = this.uses.get(plan) ?? { work: 0 };
    if (use.code !== undefined) return use.code;
    if (use.work === 0) this.uses.set(plan, use);
    const count = plan.shape.groups.length;
    use.work += count * plan.layout.length;
    if (use.work < WORTHWHILE_WORK) return null;
    const code = count > MAX_GROUPS ? null : this.make(plan, purpose);
    use.code = code && { ...code, exports: instantiateCode(code.module, this.memory) };
    return use.code;
  }

  private make({ shape }: WasmPlan, purpose: Purpose): GeneratedCode | null {
    const { variant, sharesMemory } = this;
    const groups = shape.groups.map(({ flips, elementMask, tableLength }) => [
      flips,
      elementMask,
      tableLength,
    ]);
    const { tileOfBlockBits, blockBits } = shape;
    const key = JSON.stringify([purpose, variant, sharesMemory, tileOfBlockBits, blockBits, groups]);
    const made = known.get(key);
    if (made !== undefined) return made;
    const generate = purpose === "apply" ? generateApply : generateFold;
    const bytes = generate(shape, { isRelaxed: variant === "relaxed-simd", sharesMemory });
    const module = compiled(bytes);
    const code = module && { id: ++lastId, bytes, module };
    if (known.size >= MAX_MODULES) known.clear();
    known.set(key, code);
    return code;
  }
}

/** The functions of generated code on the memory of its plans. */
export function instantiateCode(module: WebAssembly.Module, memory: WebAssembly.Memory): GeneratedExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as GeneratedExports;
}

/** Null where the host refuses: some browsers compile nothing of this size outside of workers. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Bytes that are wrong are our own fault and must not be hidden behind slower code.
    if (WebAssembly.validate(bytes)) return null;
    throw error;
  }
}

import { FOLD_BATCH, generateApply, generateFold } from "./generate-kernels.ts";
import type { KernelModule, WasmExports } from "./wasm-module.ts";
import type { WasmPlan } from "./wasm-plan.ts";

/** Products of an element with a factor after which generated code has paid for its making, about a millisecond. */
const WORTHWHILE_WORK = 2 ** 22;

/** Beyond this many groups the code would not fit the instruction cache. */
const MAX_GROUPS = 256;

/** Modules kept; more than the distinct operators of any experiment so far. */
const MAX_MODULES = 64;

type Purpose = "apply" | "fold";

/** Adds the expectation values of {@link FOLD_BATCH} groups to their tables. */
type FoldBatch = (plan: number, rows: number, bra: number, ket: number, length: number) => void;

type GeneratedExports = Pick<WasmExports, "apply"> & Readonly<Record<`fold${number}`, FoldBatch>>;

/** Compiled code by what it depends on, for all kernels of this thread; null where the host refused to compile. */
const modules = new Map<string, WebAssembly.Module | null>();

/**
 * y = Hx and expectation values by code made for the plan, once the plan has been used enough; until then, and where
 * the host refuses to compile, by the loops of assembly/pauli.ts. Both give the same bits.
 */
export class GeneratedKernels {
  private readonly wasm: WasmExports;
  private readonly memory: WebAssembly.Memory;
  private readonly variant: KernelModule["variant"];
  private readonly known = new WeakMap<WasmPlan, { work: number; exports?: GeneratedExports | null }>();

  constructor(wasm: WasmExports, memory: WebAssembly.Memory, variant: KernelModule["variant"]) {
    this.wasm = wasm;
    this.memory = memory;
    this.variant = variant;
  }

  apply(plan: WasmPlan, x: number, y: number, gamma: number, z: number): number {
    const { apply } = this.codeFor(plan, "apply") ?? this.wasm;
    return apply(plan.pointer, plan.rows, x, y, gamma, z, 0, plan.layout.length);
  }

  fold(plan: WasmPlan, bra: number, ket: number): void {
    const { pointer, rows, shape, layout } = plan;
    const count = shape.groups.length;
    const code = this.codeFor(plan, "fold");
    if (!code) this.wasm.fold(pointer, rows, 0, count, bra, ket, layout.length);
    else {
      for (let batch = 0; batch * FOLD_BATCH < count; batch++) {
        (code[`fold${batch}`] as FoldBatch)(pointer, rows, bra, ket, layout.length);
      }
    }
  }

  private codeFor(plan: WasmPlan, purpose: Purpose): GeneratedExports | null {
    const use = this.known.get(plan) ?? { work: 0 };
    if (use.exports !== undefined) return use.exports;
    if (use.work === 0) this.known.set(plan, use);
    const count = plan.shape.groups.length;
    use.work += count * plan.layout.length;
    if (use.work < WORTHWHILE_WORK) return null;
    const module = count > MAX_GROUPS ? null : moduleFor(plan, purpose, this.variant);
    const instance = module && new WebAssembly.Instance(module, { env: { memory: this.memory } });
    use.exports = instance && (instance.exports as unknown as GeneratedExports);
    return use.exports;
  }
}

function moduleFor(
  { shape }: WasmPlan,
  purpose: Purpose,
  variant: KernelModule["variant"],
): WebAssembly.Module | null {
  const groups = shape.groups.map(({ flips, elementMask, tableLength }) => [flips, elementMask, tableLength]);
  const key = JSON.stringify([purpose, variant, shape.tileOfBlockBits, shape.blockBits, groups]);
  const known = modules.get(key);
  if (known !== undefined) return known;
  const generate = purpose === "apply" ? generateApply : generateFold;
  const bytes = generate(shape, { isRelaxed: variant === "relaxed-simd", sharesMemory: false });
  const module = compiled(bytes);
  if (modules.size >= MAX_MODULES) modules.clear();
  modules.set(key, module);
  return module;
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

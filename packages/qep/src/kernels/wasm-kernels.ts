import { QepError } from "../base/errors.ts";
import { GeneratedKernels } from "./generated-kernels.ts";
import type { Kernels, ObservablePlan, OperatorPlan, PauliTable, Vector, VectorBlock } from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { type LocatedRows, WasmDense } from "./wasm-dense.ts";
import { WasmMemory } from "./wasm-memory.ts";
import type { KernelModule, WasmExports } from "./wasm-module.ts";
import { makeWasmPlan, type WasmPlan } from "./wasm-plan.ts";

/** A vector in linear memory. */
class WasmVector implements Vector {
  readonly length: number;
  readonly pointer: number;
  private readonly memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory, pointer: number, length: number) {
    this.memory = memory;
    this.pointer = pointer;
    this.length = length;
  }

  get values(): Float64Array {
    return new Float64Array(this.memory.buffer, this.pointer, this.length);
  }
}

class WasmBlock implements VectorBlock, LocatedRows {
  readonly rows: number;
  readonly length: number;
  readonly pointer: number;
  /** Room for one coefficient a row. */
  readonly numbers: number;
  /** Made when asked for: solvers reserve many more rows than they use. */
  private readonly vectors: WasmVector[] = [];
  private readonly memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory, pointer: number, numbers: number, rows: number, length: number) {
    this.rows = rows;
    this.length = length;
    this.pointer = pointer;
    this.numbers = numbers;
    this.memory = memory;
  }

  get values(): Float64Array {
    return new Float64Array(this.memory.buffer, this.pointer, this.rows * this.length);
  }

  row(index: number): WasmVector {
    const known = this.vectors[index];
    if (known) return known;
    if (!(index >= 0 && index < this.rows)) {
      throw new QepError("invalid-argument", `row ${index} of a block of ${this.rows}`);
    }
    const vector = new WasmVector(this.memory, this.pointer + 8 * this.length * index, this.length);
    this.vectors[index] = vector;
    return vector;
  }
}

/** Kernels in WebAssembly; one instance has one linear memory and belongs to one thread. */
export function instantiateKernels({ variant, module }: KernelModule): Kernels {
  const memory = new WasmMemory();
  const instance = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
  return new WasmKernels(variant, memory, instance.exports as unknown as WasmExports);
}

class WasmKernels implements Kernels {
  readonly variant: KernelModule["variant"];
  readonly dense: WasmDense;
  private readonly memory: WasmMemory;
  private readonly wasm: WasmExports;
  private readonly generated: GeneratedKernels;

  constructor(variant: KernelModule["variant"], memory: WasmMemory, wasm: WasmExports) {
    this.variant = variant;
    this.memory = memory;
    this.wasm = wasm;
    this.generated = new GeneratedKernels(wasm, memory.memory, variant);
    this.dense = new WasmDense(memory, wasm);
  }

  get bytesInUse(): number {
    return this.memory.bytesInUse;
  }

  allocate(length: number): WasmVector {
    return new WasmVector(this.memory.memory, this.memory.allocate(8 * length), length);
  }

  allocateBlock(rows: number, length: number): WasmBlock {
    const pointer = this.memory.allocate(8 * rows * length, false);
    return new WasmBlock(this.memory.memory, pointer, this.memory.allocate(8 * rows), rows, length);
  }

  release(handle: Vector | VectorBlock | OperatorPlan | ObservablePlan): void {
    if (handle instanceof WasmVector) this.memory.release(handle.pointer, 8 * handle.length);
    else if (handle instanceof WasmBlock) {
      this.memory.release(handle.pointer, 8 * handle.rows * handle.length);
      this.memory.release(handle.numbers, 8 * handle.rows);
    } else for (const { pointer, bytes } of (handle as WasmPlan).blocks) this.memory.release(pointer, bytes);
  }

  planOperator(table: PauliTable, layout: StateLayout): OperatorPlan {
    return makeWasmPlan(this.memory, table, layout);
  }

  planObservables(table: PauliTable, layout: StateLayout): ObservablePlan {
    return makeWasmPlan(this.memory, table, layout);
  }

  setCoefficients(plan: OperatorPlan, coefficients: Float64Array): void {
    const own = plan as WasmPlan;
    this.clearTables(own);
    new Float64Array(this.memory.memory.buffer, own.values, coefficients.length).set(coefficients);
    this.wasm.scatter(own.slots, own.signs, own.values, own.table.size);
    for (const { pointer, length } of own.tables) this.wasm.walshHadamard(pointer, length);
  }

  apply(plan: OperatorPlan, x: Vector, y: Vector, gamma = 0, z: Vector = y): number {
    return this.generated.apply(plan as WasmPlan, at(x), at(y), gamma, at(z));
  }

  expectations(plan: ObservablePlan, bra: Vector, ket: Vector): Float64Array {
    const own = plan as WasmPlan;
    this.clearTables(own);
    this.generated.fold(own, at(bra), at(ket));
    for (const { pointer, length } of own.tables) this.wasm.walshHadamard(pointer, length);
    this.wasm.gather(own.slots, own.signs, own.values, own.table.size);
    return new Float64Array(this.memory.memory.buffer, own.values, own.table.size).slice();
  }

  dot(x: Vector, y: Vector): number {
    return this.wasm.dot(at(x), at(y), x.length);
  }

  dotImaginary(x: Vector, y: Vector): number {
    return this.wasm.dotImaginary(at(x), at(y), x.length / 2);
  }

  axpy(a: number, x: Vector, y: Vector): void {
    this.wasm.axpy(a, at(x), at(y), x.length);
  }

  axpyImaginary(a: number, x: Vector, y: Vector): void {
    const half = x.length / 2;
    this.wasm.axpy(-a, at(x) + 8 * half, at(y), half);
    this.wasm.axpy(a, at(x), at(y) + 8 * half, half);
  }

  axpyNorm(a: number, x: Vector, y: Vector): number {
    return this.wasm.axpyNorm(a, at(x), at(y), x.length);
  }

  scale(a: number, x: Vector, y: Vector): void {
    this.wasm.scale(a, at(x), at(y), x.length);
  }

  copy(from: Vector, to: Vector): void {
    this.wasm.copy(at(from), at(to), from.length);
  }

  combine(block: VectorBlock, coefficients: Float64Array, y: Vector, imaginary?: Float64Array): void {
    const { pointer, length } = block as WasmBlock;
    if (!imaginary) {
      this.combineRows(block as WasmBlock, pointer, coefficients, at(y), length, false);
      return;
    }
    // (re + i im)(a + ib): the real half takes a·re − b·im, the imaginary half a·im + b·re.
    const half = length / 2;
    const [imaginaryHalf, target] = [pointer + 8 * half, at(y)];
    const combineHalf = (from: number, c: Float64Array, to: number, accumulate: boolean) =>
      this.combineRows(block as WasmBlock, from, c, to, half, accumulate);
    combineHalf(pointer, coefficients, target, false);
    combineHalf(
      imaginaryHalf,
      imaginary.map((value) => -value),
      target,
      true,
    );
    combineHalf(imaginaryHalf, coefficients, target + 8 * half, false);
    combineHalf(pointer, imaginary, target + 8 * half, true);
  }

  private combineRows(
    { numbers, length }: WasmBlock,
    from: number,
    coefficients: Float64Array,
    to: number,
    count: number,
    accumulate: boolean,
  ): void {
    new Float64Array(this.memory.memory.buffer, numbers, coefficients.length).set(coefficients);
    this.wasm.combine(from, length, coefficients.length, numbers, to, count, accumulate ? 1 : 0);
  }

  private clearTables(plan: WasmPlan): void {
    const first = plan.tables[0];
    if (first) new Uint8Array(this.memory.memory.buffer, first.pointer, plan.tableBytes).fill(0);
  }
}

function at(vector: Vector): number {
  return (vector as WasmVector).pointer;
}

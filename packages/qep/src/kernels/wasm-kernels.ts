import { QepError } from "../base/errors.ts";
import { GeneratedKernels } from "./generated-kernels.ts";
import type {
  Kernels,
  ObservablePlan,
  OperatorPlan,
  PauliPlan,
  PauliTable,
  Vector,
  VectorBlock,
} from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { TeamWork } from "./team-work.ts";
import { type StartTeamThread, ThreadTeam } from "./thread-team.ts";
import { soloWork, type VectorWork } from "./vector-work.ts";
import { type LocatedRows, WasmDense } from "./wasm-dense.ts";
import { isLatticePlan, WasmLattice } from "./wasm-lattice.ts";
import { WasmMemory } from "./wasm-memory.ts";
import { instantiateExports, type KernelModule, type WasmExports } from "./wasm-module.ts";
import { makeWasmPlan, type WasmPlan } from "./wasm-plan.ts";
import { isSubspacePlan, WasmSubspace } from "./wasm-subspace.ts";

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

/** Kernels in WebAssembly; one instance has one linear memory, and all work is done by the thread that calls. */
export function instantiateKernels(kernels: KernelModule): Kernels {
  const memory = new WasmMemory(kernels.sharesMemory);
  const wasm = instantiateExports(kernels.module, memory.memory);
  const generated = new GeneratedKernels(memory.memory, kernels);
  return new WasmKernels(kernels.variant, memory, wasm, soloWork(wasm, generated));
}

/** What {@link openTeamKernels} needs besides the module. */
export interface TeamKernelOptions {
  /** Threads that work together, with the calling one. */
  readonly threads: number;
  readonly start: StartTeamThread;
  /** Milliseconds after which a thread that holds up the others is taken for dead; default one minute. */
  readonly chunkLimit?: number;
}

/**
 * Kernels of which several threads do the work on long vectors; the numbers are those of {@link instantiateKernels}. Only
 * the calling thread may use them, and it waits while others work: not for the main thread of a browser.
 *
 * @param kernels compiled for shared memory
 * @returns kernels to be closed after use
 * @throws QepError kernel-unavailable where a thread does not start
 */
export async function openTeamKernels(kernels: KernelModule, options: TeamKernelOptions): Promise<Kernels> {
  const memory = new WasmMemory(true);
  const wasm = instantiateExports(kernels.module, memory.memory);
  const generated = new GeneratedKernels(memory.memory, kernels);
  const team = await ThreadTeam.open({ module: kernels.module, memory: memory.memory, ...options });
  return new WasmKernels(kernels.variant, memory, wasm, new TeamWork(team, wasm, generated, memory), team);
}

class WasmKernels implements Kernels {
  readonly variant: KernelModule["variant"];
  readonly threads: number;
  readonly dense: WasmDense;
  readonly lattice: WasmLattice;
  private readonly subspace: WasmSubspace;
  private readonly memory: WasmMemory;
  private readonly wasm: WasmExports;
  private readonly work: VectorWork;
  private readonly team: ThreadTeam | undefined;

  constructor(
    variant: KernelModule["variant"],
    memory: WasmMemory,
    wasm: WasmExports,
    work: VectorWork,
    team?: ThreadTeam,
  ) {
    this.variant = variant;
    this.threads = team?.threads ?? 1;
    this.memory = memory;
    this.wasm = wasm;
    this.work = work;
    this.team = team;
    this.dense = new WasmDense(memory, wasm);
    this.lattice = new WasmLattice(memory, wasm);
    this.subspace = new WasmSubspace(memory, wasm);
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
    } else if ("layout" in handle && isSubspacePlan(handle)) this.subspace.release(handle);
    else for (const { pointer, bytes } of (handle as WasmPlan).blocks) this.memory.release(pointer, bytes);
  }

  planOperator(table: PauliTable, layout: StateLayout): PauliPlan & ObservablePlan {
    const { states } = layout;
    if (states) return this.subspace.plan(table, layout, states);
    return makeWasmPlan(this.memory, table, layout, this.threads);
  }

  planObservables(table: PauliTable, layout: StateLayout): ObservablePlan {
    return this.planOperator(table, layout);
  }

  setCoefficients(plan: OperatorPlan, coefficients: Float64Array): void {
    if (isSubspacePlan(plan)) {
      this.subspace.setCoefficients(plan, coefficients);
      return;
    }
    const own = plan as WasmPlan;
    this.clearTables(own);
    new Float64Array(this.memory.memory.buffer, own.values, coefficients.length).set(coefficients);
    this.wasm.scatter(own.slots, own.signs, own.values, own.table.size);
    for (const { pointer, length } of own.tables) this.wasm.walshHadamard(pointer, length);
  }

  apply(plan: OperatorPlan, x: Vector, y: Vector, gamma = 0, z: Vector = y): number {
    if (isSubspacePlan(plan)) return this.subspace.apply(plan, at(x), at(y), gamma, at(z));
    if (isLatticePlan(plan)) return this.lattice.apply(plan, at(x), at(y), gamma, at(z));
    return this.work.apply(plan as WasmPlan, at(x), at(y), gamma, at(z));
  }

  expectations(plan: ObservablePlan, bra: Vector, ket: Vector): Float64Array {
    if (isSubspacePlan(plan)) return this.subspace.expectations(plan, at(bra), at(ket));
    const own = plan as WasmPlan;
    this.clearTables(own);
    this.work.fold(own, at(bra), at(ket));
    for (const { pointer, length } of own.tables) this.wasm.walshHadamard(pointer, length);
    this.wasm.gather(own.slots, own.signs, own.values, own.table.size);
    return new Float64Array(this.memory.memory.buffer, own.values, own.table.size).slice();
  }

  dot(x: Vector, y: Vector): number {
    return this.work.dot(at(x), at(y), x.length);
  }

  dotImaginary(x: Vector, y: Vector): number {
    // Re(x) Im(y) − Im(x) Re(y)
    const half = x.length / 2;
    const shift = 8 * half;
    return this.work.dot(at(x), at(y) + shift, half) - this.work.dot(at(x) + shift, at(y), half);
  }

  axpy(a: number, x: Vector, y: Vector): void {
    this.work.axpy(a, at(x), at(y), x.length);
  }

  axpyImaginary(a: number, x: Vector, y: Vector): void {
    const half = x.length / 2;
    this.work.axpy(-a, at(x) + 8 * half, at(y), half);
    this.work.axpy(a, at(x), at(y) + 8 * half, half);
  }

  axpyNorm(a: number, x: Vector, y: Vector): number {
    return this.work.axpyNorm(a, at(x), at(y), x.length);
  }

  scale(a: number, x: Vector, y: Vector): void {
    this.work.scale(a, at(x), at(y), x.length);
  }

  copy(from: Vector, to: Vector): void {
    this.work.copy(at(from), at(to), from.length);
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

  async close(): Promise<void> {
    await this.team?.close();
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
    this.work.combine(from, length, coefficients.length, numbers, to, count, accumulate ? 1 : 0);
  }

  private clearTables(plan: WasmPlan): void {
    const first = plan.tables[0];
    if (first) new Uint8Array(this.memory.memory.buffer, first.pointer, plan.tableBytes).fill(0);
  }
}

function at(vector: Vector): number {
  return (vector as WasmVector).pointer;
}

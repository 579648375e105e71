import { FOLD_BATCH } from "./generate-kernels.ts";
import type { GeneratedKernels, ReadyCode } from "./generated-kernels.ts";
import { type CommandName, LOOPS, type MemberKernels } from "./team-commands.ts";
import type { ThreadTeam } from "./thread-team.ts";
import { soloWork, type VectorWork } from "./vector-work.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmExports } from "./wasm-module.ts";
import type { WasmPlan } from "./wasm-plan.ts";

/** Numbers in a vector from which a solve is long enough for starting a team, some 50 ms. */
export const WORTH_A_TEAM = 2 ** 16;

/** Elements from which sharing y = Hx pays. */
const LEAST_PRODUCT = 2 ** 14;
/** Elements from which sharing the work on one or two vectors pays. */
const LEAST_VECTOR = 2 ** 15;

/** The team works on long vectors while that gains, the caller alone on all others; the bits are those of {@link soloWork}. */
export class TeamWork implements VectorWork {
  private readonly team: ThreadTeam;
  private readonly solo: VectorWork;
  private readonly generated: GeneratedKernels;
  private readonly memory: WasmMemory;
  private readonly own: MemberKernels;
  private readonly block: number;
  /** Where the bytes of code lie, for the other threads. */
  private readonly placed = new WeakMap<ReadyCode, number>();

  constructor(team: ThreadTeam, wasm: WasmExports, generated: GeneratedKernels, memory: WasmMemory) {
    this.team = team;
    this.solo = soloWork(wasm, generated);
    this.generated = generated;
    this.memory = memory;
    this.own = { wasm, codeAt: noCode };
    this.block = wasm.blockLength();
  }

  apply(plan: WasmPlan, x: number, y: number, gamma: number, z: number): number {
    const { length } = plan.layout;
    if (this.isAlone(length, LEAST_PRODUCT)) return this.solo.apply(plan, x, y, gamma, z);
    const chunks = Math.ceil(length / this.block);
    return this.runPlan("apply", plan, [x, y, gamma, z], chunks);
  }

  fold(plan: WasmPlan, bra: number, ket: number): void {
    const groups = plan.shape.groups.length;
    if (this.isAlone(plan.layout.length, LEAST_PRODUCT)) this.solo.fold(plan, bra, ket);
    else this.runPlan("fold", plan, [bra, ket, groups], Math.ceil(groups / FOLD_BATCH));
  }

  dot(x: number, y: number, length: number): number {
    return this.isAlone(length, LEAST_VECTOR)
      ? this.solo.dot(x, y, length)
      : this.run("dot", length, [x, y, length]);
  }

  axpy(a: number, x: number, y: number, length: number): void {
    if (this.isAlone(length, LEAST_VECTOR)) this.solo.axpy(a, x, y, length);
    else this.run("axpy", length, [a, x, y, length]);
  }

  axpyNorm(a: number, x: number, y: number, length: number): number {
    if (this.isAlone(length, LEAST_VECTOR)) return this.solo.axpyNorm(a, x, y, length);
    return this.run("axpyNorm", length, [a, x, y, length]);
  }

  scale(a: number, x: number, y: number, length: number): void {
    if (this.isAlone(length, LEAST_VECTOR)) this.solo.scale(a, x, y, length);
    else this.run("scale", length, [a, x, y, length]);
  }

  copy(x: number, y: number, length: number): void {
    if (this.isAlone(length, LEAST_VECTOR)) this.solo.copy(x, y, length);
    else this.run("copy", length, [x, y, length]);
  }

  combine(
    basis: number,
    stride: number,
    count: number,
    coefficients: number,
    y: number,
    length: number,
    accumulate: number,
  ): void {
    if (this.isAlone(length, LEAST_VECTOR))
      this.solo.combine(basis, stride, count, coefficients, y, length, accumulate);
    else this.run("combine", length, [basis, stride, count, coefficients, y, length, accumulate]);
  }

  /** True for short vectors, and for all where the machine is too busy for a team. */
  private isAlone(length: number, least: number): boolean {
    return length < least || !this.team.isWorthwhile();
  }

  private run(name: CommandName, length: number, numbers: readonly number[]): number {
    return this.team.run(name, this.own, numbers, Math.ceil(length / this.block));
  }

  private runPlan(
    name: "apply" | "fold",
    plan: WasmPlan,
    numbers: readonly number[],
    chunks: number,
  ): number {
    const { pointer, rows, rowBytes, layout } = plan;
    const code = this.generated.codeFor(plan, name);
    const where = code ? [code.id, this.place(plan, code), code.bytes.length] : [LOOPS, 0, 0];
    const kernels = code ? { ...this.own, codeAt: () => code.exports } : this.own;
    const all = [...where, pointer, rows, rowBytes, layout.length, ...numbers];
    return this.team.run(name, kernels, all, chunks);
  }

  /** Puts the bytes where other threads find them; they are freed with the plan. */
  private place(plan: WasmPlan, code: ReadyCode): number {
    const known = this.placed.get(code);
    if (known !== undefined) return known;
    const { bytes } = code;
    const pointer = this.memory.allocate(bytes.length, false);
    plan.blocks.push({ pointer, bytes: bytes.length });
    new Uint8Array(this.memory.memory.buffer, pointer, bytes.length).set(bytes);
    this.placed.set(code, pointer);
    return pointer;
  }
}

function noCode(): never {
  throw new RangeError("a command names code, and there is none");
}

import type { BasisStates } from "./basis-states.ts";
import type { ObservablePlan, OperatorPlan, PauliPlan, PauliTable } from "./kernels.ts";
import type { StateLayout } from "./layout.ts";
import { type SignTable, signTables } from "./sign-tables.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmSubspaceExports } from "./wasm-module.ts";
import { WasmParities } from "./wasm-parities.ts";

/** Bytes of one record of assembly/subspace.ts. */
const RECORD = 16;
/** Cursors of the search for pairs. */
const CURSOR_BYTES = 4 * 1024;

interface Block {
  readonly pointer: number;
  readonly bytes: number;
}

/** The pairs of rows that a flip joins. */
interface FlipPairs {
  readonly pairs: number;
  readonly starts: number;
  readonly count: number;
}

/** What all plans on the same basis states share. */
interface ListedStates {
  readonly states: BasisStates;
  /** The words in linear memory. */
  readonly pointer: number;
  readonly flips: Map<bigint, FlipPairs>;
  readonly blocks: Block[];
  plans: number;
}

/** The table of factors of one flip in linear memory. */
interface FactorTable extends SignTable {
  readonly pairs: FlipPairs;
  /** 0 where there is one factor. */
  readonly slots: number;
  readonly pointer: number;
  readonly length: number;
}

/** Strings on a subspace laid out for assembly/subspace.ts; serves as operator and as observables. */
export interface WasmSubspacePlan extends PauliPlan, ObservablePlan {
  readonly listed: ListedStates;
  readonly tables: readonly FactorTable[];
  readonly records: number;
  /** The strings without flips. */
  readonly parities: WasmParities;
  /** Σ c_k P_k over them by row, made with the first coefficients. */
  diagonal: { readonly pointer: number; coefficients: Float64Array } | undefined;
  readonly blocks: Block[];
}

/** Tells plans on listed basis states from others. */
export function isSubspacePlan(plan: OperatorPlan | ObservablePlan): plan is WasmSubspacePlan {
  return "listed" in plan;
}

/** Pauli strings on the span of listed basis states, in WebAssembly; what leads out of the span is left out. */
export class WasmSubspace {
  private readonly memory: WasmMemory;
  private readonly wasm: WasmSubspaceExports;
  private readonly known = new Map<BasisStates, ListedStates>();

  constructor(memory: WasmMemory, wasm: WasmSubspaceExports) {
    this.memory = memory;
    this.wasm = wasm;
  }

  plan(table: PauliTable, layout: StateLayout, states: BasisStates): WasmSubspacePlan {
    const { diagonal, tables } = signTables(table);
    const listed = this.list(states);
    listed.plans++;
    const blocks: Block[] = [];
    const allocate = (bytes: number) => this.allocate(bytes, blocks);
    const factors = tables.map((signs): FactorTable => {
      const pairs = this.pairsOf(listed, signs.flip);
      const length = 2 ** signs.masks.length;
      const slots = length === 1 ? 0 : this.slotsOf(listed, pairs, signs.masks, allocate);
      return { ...signs, pairs, slots, pointer: allocate(8 * length), length };
    });
    const records = allocate(RECORD * factors.length);
    new Uint32Array(this.memory.memory.buffer, records, 4 * factors.length).set(
      factors.flatMap(({ pairs, slots, pointer }) => [pairs.pairs, pairs.starts, slots, pointer]),
    );
    const { qubits, count } = states;
    const located = { pointer: listed.pointer, qubits, count };
    const parities = new WasmParities(this.memory, this.wasm, located, diagonal, allocate);
    return { table, layout, listed, tables: factors, records, parities, diagonal: undefined, blocks };
  }

  setCoefficients(plan: WasmSubspacePlan, coefficients: Float64Array): void {
    for (const { members, pointer, length } of plan.tables) {
      const table = this.clearTable(pointer, length);
      for (const { term, slot, sign } of members) {
        table[slot] = (table[slot] as number) + sign * (coefficients[term] as number);
      }
      this.wasm.walshHadamard(pointer, length);
    }
    this.setDiagonal(
      plan,
      Float64Array.from(plan.parities.terms, (term) => coefficients[term] as number),
    );
  }

  apply(plan: WasmSubspacePlan, x: number, y: number, gamma: number, z: number): number {
    const { records, tables, diagonal, layout } = plan;
    return this.wasm.applySubspace(
      records,
      tables.length,
      diagonal?.pointer ?? 0,
      x,
      y,
      gamma,
      z,
      layout.length,
    );
  }

  /** Re⟨bra|P_k|ket⟩ for every string. */
  expectations(plan: WasmSubspacePlan, bra: number, ket: number): Float64Array {
    const { tables, parities } = plan;
    const values = new Float64Array(plan.table.size);
    for (const { members, pairs, slots, pointer, length } of tables) {
      this.clearTable(pointer, length);
      this.wasm.foldPairs(pairs.pairs, pairs.count, slots, pointer, bra, ket);
      this.wasm.walshHadamard(pointer, length);
      const table = this.numbers(pointer, length);
      for (const { term, slot, sign } of members) values[term] = sign * (table[slot] as number);
    }
    const sums = parities.weigh(bra, ket);
    for (const [k, term] of parities.terms.entries()) values[term] = sums[k] as number;
    return values;
  }

  release({ listed, blocks }: WasmSubspacePlan): void {
    for (const { pointer, bytes } of blocks) this.memory.release(pointer, bytes);
    listed.plans--;
    if (listed.plans > 0) return;
    this.known.delete(listed.states);
    for (const { pointer, bytes } of listed.blocks) this.memory.release(pointer, bytes);
  }

  /** Sums over all rows are worth remembering: from a setting to the next often only flips change. */
  private setDiagonal(plan: WasmSubspacePlan, coefficients: Float64Array): void {
    const known = plan.diagonal;
    if (known && coefficients.every((value, k) => value === known.coefficients[k])) return;
    const pointer = known?.pointer ?? this.allocate(8 * plan.layout.length, plan.blocks);
    plan.parities.sum(coefficients, pointer);
    plan.diagonal = { pointer, coefficients };
  }

  private list(states: BasisStates): ListedStates {
    const known = this.known.get(states);
    if (known) return known;
    const blocks: Block[] = [];
    const pointer = this.allocate(8 * states.count, blocks);
    new Uint32Array(this.memory.memory.buffer, pointer, 2 * states.count).set(states.words);
    const listed = { states, pointer, flips: new Map(), blocks, plans: 0 };
    this.known.set(states, listed);
    return listed;
  }

  private pairsOf(listed: ListedStates, flip: bigint): FlipPairs {
    const known = listed.flips.get(flip);
    if (known) return known;
    const { count } = listed.states;
    // A flip joins each row with one other at most.
    const bytes = 8 * Math.ceil(count / 2);
    const found = this.memory.allocate(bytes, false);
    const cursors = this.memory.allocate(CURSOR_BYTES);
    const size = this.wasm.linkFlip(listed.pointer, count, flip, cursors, found);
    this.memory.release(cursors, CURSOR_BYTES);
    const pairs = this.allocate(8 * size, listed.blocks);
    new Uint8Array(this.memory.memory.buffer).copyWithin(pairs, found, found + 8 * size);
    this.memory.release(found, bytes);
    const blocks = Math.ceil(count / 2 ** this.wasm.subspaceBlockShift());
    const starts = this.allocate(4 * (blocks + 1), listed.blocks);
    this.wasm.startBlocks(pairs, size, blocks, starts);
    const made = { pairs, starts, count: size };
    listed.flips.set(flip, made);
    return made;
  }

  private slotsOf(
    { pointer }: ListedStates,
    { pairs, count }: FlipPairs,
    masks: readonly bigint[],
    allocate: (bytes: number) => number,
  ): number {
    const slots = allocate(2 * count);
    const bytes = 8 * masks.length;
    const written = this.memory.allocate(bytes);
    new BigUint64Array(this.memory.memory.buffer, written, masks.length).set(masks);
    this.wasm.fillSlots(pointer, pairs, count, written, masks.length, slots);
    this.memory.release(written, bytes);
    return slots;
  }

  private clearTable(pointer: number, length: number): Float64Array {
    return this.numbers(pointer, length).fill(0);
  }

  private numbers(pointer: number, length: number): Float64Array {
    return new Float64Array(this.memory.memory.buffer, pointer, length);
  }

  private allocate(bytes: number, blocks: Block[]): number {
    const pointer = this.memory.allocate(bytes);
    blocks.push({ pointer, bytes });
    return pointer;
  }
}

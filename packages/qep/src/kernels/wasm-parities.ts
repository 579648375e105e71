import type { DiagonalStrings } from "./sign-tables.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmSubspaceExports } from "./wasm-module.ts";

/** Listed states in linear memory. */
export interface LocatedStates {
  readonly pointer: number;
  readonly count: number;
  readonly qubits: number;
}

/** How many of the lowest bits may be set apart. */
const MOST_LOW_BITS = 16;

/** Sums of products of Z over listed states, laid out for `sumParities` of assembly/subspace.ts. */
export class WasmParities {
  /** Indices of the strings in their table. */
  readonly terms: readonly number[];
  private readonly memory: WasmMemory;
  private readonly wasm: WasmSubspaceExports;
  private readonly states: LocatedStates;
  private readonly lowBits: bigint;
  private readonly bins: number;
  private readonly pointers: Readonly<Record<"high" | "binOf" | "numbers" | "binMasks" | "bins", number>>;

  /** @param allocate bytes that are freed with the plan */
  constructor(
    memory: WasmMemory,
    wasm: WasmSubspaceExports,
    states: LocatedStates,
    { terms, masks }: DiagonalStrings,
    allocate: (bytes: number) => number,
  ) {
    this.memory = memory;
    this.wasm = wasm;
    this.states = states;
    this.terms = terms;
    this.lowBits = BigInt(cheapestSplit(wasm, states, masks));
    const low = masks.map((mask) => BigInt.asUintN(Number(this.lowBits), mask));
    const distinct = [...new Set(low)];
    const binOf = new Map(distinct.map((mask, bin) => [mask, bin]));
    this.bins = distinct.length;
    this.pointers = {
      high: allocate(8 * masks.length),
      binOf: allocate(4 * masks.length),
      numbers: allocate(8 * masks.length),
      binMasks: allocate(8 * distinct.length),
      bins: allocate(8 * distinct.length),
    };
    const { buffer } = memory.memory;
    const high = masks.map((mask) => (mask >> this.lowBits) << this.lowBits);
    new BigUint64Array(buffer, this.pointers.high, masks.length).set(high);
    new BigUint64Array(buffer, this.pointers.binMasks, distinct.length).set(distinct);
    new Uint32Array(buffer, this.pointers.binOf, masks.length).set(
      low.map((mask) => binOf.get(mask) as number),
    );
  }

  /** d_i ← Σ_k c_k (−1)^{|mask_k ∧ word_i|} */
  sum(coefficients: Float64Array, diagonal: number): void {
    const { high, binOf, numbers, binMasks, bins } = this.pointers;
    this.numbers(numbers).set(coefficients);
    const { pointer, count } = this.states;
    this.wasm.sumParities(
      pointer,
      count,
      this.lowBits,
      high,
      binOf,
      numbers,
      this.terms.length,
      binMasks,
      bins,
      this.bins,
      diagonal,
    );
  }

  /** Σ_i (−1)^{|mask_k ∧ word_i|} bra_i ket_i for each string. */
  weigh(bra: number, ket: number): Float64Array {
    if (this.terms.length === 0) return new Float64Array(0);
    const { high, binOf, numbers, binMasks, bins } = this.pointers;
    const { pointer, count } = this.states;
    this.wasm.weighParities(
      pointer,
      count,
      this.lowBits,
      high,
      binOf,
      numbers,
      this.terms.length,
      binMasks,
      bins,
      this.bins,
      bra,
      ket,
    );
    return this.numbers(numbers).slice();
  }

  private numbers(pointer: number): Float64Array {
    return new Float64Array(this.memory.memory.buffer, pointer, this.terms.length);
  }
}

/** The number of low bits with the fewest additions: each state adds the bins, each run the strings. */
function cheapestSplit(
  wasm: WasmSubspaceExports,
  { pointer, count, qubits }: LocatedStates,
  masks: readonly bigint[],
): number {
  let best = { lowBits: 0, cost: Number.POSITIVE_INFINITY };
  for (let lowBits = 1; lowBits <= Math.min(MOST_LOW_BITS, qubits); lowBits++) {
    const bins = new Set(masks.map((mask) => BigInt.asUintN(lowBits, mask))).size;
    const cost = count * bins + wasm.countRuns(pointer, count, BigInt(lowBits)) * masks.length;
    if (cost < best.cost) best = { lowBits, cost };
  }
  return best.lowBits;
}

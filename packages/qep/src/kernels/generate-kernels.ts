import { type FlipGroup, factorOfElement, TILE_BITS } from "./flip-groups.ts";
import { factorBytes, type PlanShape } from "./plan-shape.ts";
import { encodeModule, WasmFunction } from "./wasm-encoder.ts";

// WebAssembly for one plan: the operations of assembly/pauli.ts in the same order, so that results have the same bits,
// with every mask a constant and no branch between groups. Coefficients stay in the tables.

const TILE_BYTES = 128;
const TILE_BYTES_SHIFT = 7;
const REGISTERS = 8;
/** Bytes over which a sum is taken before it is added to the total. */
const SUM_BYTES = 2 ** 15;

/** Groups folded in one sweep: the factors they add to stay in the first-level cache. */
export const FOLD_BATCH = 8;

/** Whether multiply-add is one instruction; and whether threads share the memory. */
export interface CodeOptions {
  readonly isRelaxed: boolean;
  readonly sharesMemory: boolean;
}

/** A module with `apply` for a shape, called like that of assembly/pauli.ts. */
export function generateApply(shape: PlanShape, options: CodeOptions): Uint8Array<ArrayBuffer> {
  return encodeModule({ apply: new ApplyWriter(shape, options).write() }, options.sharesMemory);
}

/** A module with `fold0`, `fold1`, … for a shape, each for {@link FOLD_BATCH} groups: (plan, rows, bra, ket, length). */
export function generateFold(shape: PlanShape, options: CodeOptions): Uint8Array<ArrayBuffer> {
  const batches = Math.ceil(shape.groups.length / FOLD_BATCH);
  const functions = Array.from({ length: batches }, (_, batch) => {
    const first = batch * FOLD_BATCH;
    const end = Math.min(shape.groups.length, first + FOLD_BATCH);
    return [`fold${batch}`, new FoldWriter(shape, options, first, end).write()] as const;
  });
  return encodeModule(Object.fromEntries(functions), options.sharesMemory);
}

/** What both kernels have in common: the walk over blocks and tiles. */
class TileWalk {
  readonly code: WasmFunction;
  readonly shape: PlanShape;
  /** Byte offset of the block in vectors, of the tile in the block and in vectors; an address. */
  readonly start: number;
  readonly low: number;
  readonly offset: number;
  readonly address: number;
  /** Byte offset of a tile's factors in a row, by the bytes that a tile takes. */
  readonly lowOf = new Map<number, number>();
  private readonly isRelaxed: boolean;
  private readonly middle: number;
  private readonly high: number;

  constructor(code: WasmFunction, shape: PlanShape, isRelaxed: boolean) {
    this.code = code;
    this.shape = shape;
    this.isRelaxed = isRelaxed;
    [this.start, this.low, this.offset, this.address, this.middle, this.high] = Array.from(
      { length: 6 },
      () => code.local("i32"),
    ) as [number, number, number, number, number, number];
    for (const group of shape.groups) {
      const { tile } = factorBytes(group, shape);
      if (!this.lowOf.has(tile)) this.lowOf.set(tile, code.local("i32"));
    }
  }

  get blockBytes(): number {
    return TILE_BYTES * 2 ** this.shape.tileOfBlockBits;
  }

  /** Stores plan + row for each group: parameters 0 and 1 are the plan and the rows. */
  enterBlock(first: number, end: number): void {
    const { code, shape, start, middle, high } = this;
    const { middleBits, groups } = shape;
    const blockShift = shape.tileOfBlockBits + TILE_BYTES_SHIFT;
    const stride = 4 * groups.length;
    code
      .get(start)
      .constant(blockShift)
      .op("shiftRightU")
      .constant(2 ** middleBits - 1)
      .op("and");
    code.constant(stride).op("mul").get(0).op("add").set(middle);
    code
      .get(start)
      .constant(blockShift + middleBits)
      .op("shiftRightU");
    code.constant(stride).op("mul").get(0).op("add").set(high);
    for (let g = first; g < end; g++) {
      code
        .get(1)
        .get(middle)
        .memory("loadI32", shape.middle + 4 * g);
      code
        .get(high)
        .memory("loadI32", shape.high + 4 * g)
        .op("xor");
      code
        .get(0)
        .op("add")
        .memory("storeI32", 4 * g);
    }
  }

  eachTile(body: () => void): void {
    const { code, start, low, offset } = this;
    code.constant(0).set(low);
    code.loop(() => {
      code.get(start).get(low).op("or").set(offset);
      for (const [bytes, local] of this.lowOf) {
        code
          .get(low)
          .constant(Math.log2(TILE_BYTES / bytes))
          .op("shiftRightU")
          .set(local);
      }
      body();
      code.get(low).constant(TILE_BYTES).op("add").tee(low).constant(this.blockBytes).op("ltU");
    });
  }

  /** Sets `address` to a vector's tile with the flip of a group. */
  addressOf(vector: number, flips: number): void {
    const { code, offset, address } = this;
    code.get(offset);
    if (flips >>> TILE_BITS) code.constant((flips >>> TILE_BITS) * TILE_BYTES).op("xor");
    code.get(vector).op("add").set(address);
  }

  /** Pushes a register of the vector at `address`, as the flip of a group exchanges it. */
  pushFlipped(flips: number, register: number, scratch: number): void {
    this.code.get(this.address).memory("loadV128", 16 * (register ^ ((flips & 15) >>> 1)));
    if (flips & 1) this.code.set(scratch).swapLanes(scratch);
  }

  /** Pushes the address of a group's factors for the tile, without the offset of its table. */
  pushFactors(group: FlipGroup, position: number): void {
    const low = this.lowOf.get(factorBytes(group, this.shape).tile) as number;
    this.code
      .get(1)
      .memory("loadI32", 4 * position)
      .get(low)
      .op("add");
  }

  /** a·b + c, with a and b on the stack and c in a local. */
  multiplyAdd(sum: number): void {
    if (this.isRelaxed) this.code.get(sum).op("relaxedMaddF64x2");
    else this.code.op("mulF64x2").get(sum).op("addF64x2");
  }

  pushSumOfLanes(local: number): void {
    this.code.get(local).extractLaneF64x2(0).get(local).extractLaneF64x2(1).op("f64Add");
  }
}

/** The registers of a tile by the factor they take: offset of the factor in bytes, then the registers. */
function registersByFactor({ elementMask }: FlipGroup): Map<number, number[]> {
  const registers = new Map<number, number[]>();
  for (let register = 0; register < REGISTERS; register++) {
    const step = 8 * factorOfElement(elementMask, 2 * register);
    registers.set(step, [...(registers.get(step) ?? []), register]);
  }
  return registers;
}

class ApplyWriter {
  private readonly code = new WasmFunction(["i32", "i32", "i32", "i32", "f64", "i32", "i32", "i32"], "f64");
  private readonly walk: TileWalk;
  private readonly shape: PlanShape;
  private readonly accumulators: readonly number[];
  private readonly partial: readonly [number, number];
  private readonly factor: number;
  private readonly factors: number;
  private readonly gammas: number;
  private readonly scratch: number;
  private readonly sum: number;

  constructor(shape: PlanShape, { isRelaxed }: CodeOptions) {
    const { code } = this;
    this.shape = shape;
    this.walk = new TileWalk(code, shape, isRelaxed);
    this.accumulators = Array.from({ length: REGISTERS }, () => code.local("v128"));
    this.partial = [code.local("v128"), code.local("v128")];
    this.factor = code.local("v128");
    this.factors = code.local("i32");
    this.gammas = code.local("v128");
    this.scratch = code.local("v128");
    this.sum = code.local("f64");
  }

  write(): WasmFunction {
    const { code, walk, gammas, sum } = this;
    const [gamma, first, end] = [4, 6, 7];
    code.get(gamma).op("splatF64x2").set(gammas);
    code.get(first).constant(3).op("shiftLeft").set(walk.start);
    code.get(end).constant(3).op("shiftLeft").set(end);
    code.loop(() => {
      walk.enterBlock(0, this.shape.groups.length);
      walk.eachTile(() => {
        this.begin();
        for (const [position, group] of this.shape.groups.entries()) this.addGroup(group, position);
        this.finish();
      });
      code.get(walk.start).constant(walk.blockBytes).op("add").set(walk.start);
      this.closeSum(end);
      code.get(walk.start).get(end).op("ltU");
    });
    return code.get(sum);
  }

  /** The accumulators start with γz, or with zero where γ = 0. */
  private begin(): void {
    const { code, walk, accumulators, gammas } = this;
    const [gamma, z] = [4, 5];
    code.get(gamma).constantF64(0).op("f64Ne");
    code.if(
      () => {
        walk.addressOf(z, 0);
        for (const [register, accumulator] of accumulators.entries()) {
          code
            .get(gammas)
            .get(walk.address)
            .memory("loadV128", 16 * register)
            .op("mulF64x2")
            .set(accumulator);
        }
      },
      () => {
        for (const accumulator of accumulators) code.zeroV128().set(accumulator);
      },
    );
  }

  private addGroup(group: FlipGroup, position: number): void {
    const { code, walk, factor, factors, scratch } = this;
    const x = 2;
    const load = group.elementMask & 1 ? "loadV128" : "loadSplatF64x2";
    walk.addressOf(x, group.flips);
    walk.pushFactors(group, position);
    code.set(factors);
    for (const [step, registers] of registersByFactor(group)) {
      code
        .get(factors)
        .memory(load, (this.shape.tableOf[position] as number) + step)
        .set(factor);
      for (const register of registers) {
        const accumulator = this.accumulators[register] as number;
        code.get(factor);
        walk.pushFlipped(group.flips, register, scratch);
        walk.multiplyAdd(accumulator);
        code.set(accumulator);
      }
    }
  }

  /** Σ x_i (Hx)_i in two running sums, and the tile to y. */
  private finish(): void {
    const { code, walk, accumulators, partial } = this;
    const [x, y] = [2, 3];
    walk.addressOf(x, 0);
    for (const [register, accumulator] of accumulators.entries()) {
      const sum = partial[register & 1] as number;
      code
        .get(walk.address)
        .memory("loadV128", 16 * register)
        .get(accumulator);
      walk.multiplyAdd(sum);
      code.set(sum);
    }
    walk.addressOf(y, 0);
    for (const [register, accumulator] of accumulators.entries()) {
      code
        .get(walk.address)
        .get(accumulator)
        .memory("storeV128", 16 * register);
    }
  }

  private closeSum(end: number): void {
    const { code, walk, partial, sum, scratch } = this;
    code
      .get(walk.start)
      .constant(SUM_BYTES - 1)
      .op("and")
      .op("eqz");
    code.get(walk.start).get(end).op("eq").op("or");
    code.if(() => {
      code.get(partial[0]).get(partial[1]).op("addF64x2").set(scratch);
      code.get(sum);
      walk.pushSumOfLanes(scratch);
      code.op("f64Add").set(sum);
      for (const local of partial) code.zeroV128().set(local);
    });
  }
}

class FoldWriter {
  private readonly code = new WasmFunction(["i32", "i32", "i32", "i32", "i32"]);
  private readonly walk: TileWalk;
  private readonly shape: PlanShape;
  private readonly first: number;
  private readonly end: number;
  private readonly bras: readonly number[];
  private readonly factors: number;
  private readonly sum: number;
  private readonly scratch: number;

  constructor(shape: PlanShape, { isRelaxed }: CodeOptions, first: number, end: number) {
    const { code } = this;
    this.shape = shape;
    this.first = first;
    this.end = end;
    this.walk = new TileWalk(code, shape, isRelaxed);
    this.bras = Array.from({ length: REGISTERS }, () => code.local("v128"));
    this.factors = code.local("i32");
    this.sum = code.local("v128");
    this.scratch = code.local("v128");
  }

  write(): WasmFunction {
    const { code, walk, shape, first, end } = this;
    const [bra, length] = [2, 4];
    code.get(length).constant(3).op("shiftLeft").set(length);
    return code.loop(() => {
      walk.enterBlock(first, end);
      walk.eachTile(() => {
        walk.addressOf(bra, 0);
        for (const [register, local] of this.bras.entries()) {
          code
            .get(walk.address)
            .memory("loadV128", 16 * register)
            .set(local);
        }
        for (let g = first; g < end; g++) this.foldGroup(shape.groups[g] as FlipGroup, g);
      });
      code.get(walk.start).constant(walk.blockBytes).op("add").tee(walk.start).get(length).op("ltU");
    });
  }

  private foldGroup(group: FlipGroup, position: number): void {
    const { code, walk, bras, factors, sum, scratch } = this;
    const ket = 3;
    walk.addressOf(ket, group.flips);
    walk.pushFactors(group, position);
    code.set(factors);
    for (const [step, registers] of registersByFactor(group)) {
      code.zeroV128().set(sum);
      for (const register of registers) {
        code.get(bras[register] as number);
        walk.pushFlipped(group.flips, register, scratch);
        walk.multiplyAdd(sum);
        code.set(sum);
      }
      const at = (this.shape.tableOf[position] as number) + step;
      if (group.elementMask & 1) {
        code.get(factors).get(factors).memory("loadV128", at).get(sum).op("addF64x2");
        code.memory("storeV128", at);
      } else {
        code.get(factors).get(factors).memory("loadF64", at);
        walk.pushSumOfLanes(sum);
        code.op("f64Add").memory("storeF64", at);
      }
    }
  }
}

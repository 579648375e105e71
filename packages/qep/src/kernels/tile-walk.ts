import { type FlipGroup, factorOfElement, TILE_BITS } from "./flip-groups.ts";
import { factorBytes, type PlanShape, TILE_BYTES } from "./plan-shape.ts";
import type { WasmFunction } from "./wasm-encoder.ts";

const TILE_BYTES_SHIFT = Math.log2(TILE_BYTES);
/** Registers that hold a tile. */
export const REGISTERS = 8;

/** Writes what products and expectation values have in common: the walk over blocks and tiles, the way to a group. */
export class TileWalk {
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
export function registersByFactor({ elementMask }: FlipGroup): Map<number, number[]> {
  const registers = new Map<number, number[]>();
  for (let register = 0; register < REGISTERS; register++) {
    const step = 8 * factorOfElement(elementMask, 2 * register);
    registers.set(step, [...(registers.get(step) ?? []), register]);
  }
  return registers;
}

import type { FlipGroup } from "./flip-groups.ts";
import type { PlanShape } from "./plan-shape.ts";
import { REGISTERS, registersByFactor, TileWalk } from "./tile-walk.ts";
import { WasmFunction } from "./wasm-encoder.ts";

/** Bytes over which a sum is taken before it is added to the total. */
const SUM_BYTES = 2 ** 15;

/** Writes y ← Hx + γz, called like `apply` of assembly/pauli.ts. */
export class ApplyWriter {
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

  constructor(shape: PlanShape, isRelaxed: boolean) {
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

import type { FlipGroup } from "./flip-groups.ts";
import type { PlanShape } from "./plan-shape.ts";
import { REGISTERS, registersByFactor, TileWalk } from "./tile-walk.ts";
import { WasmFunction } from "./wasm-encoder.ts";

/** Writes `fold` of assembly/pauli.ts for the groups from `first` up to `end`: (plan, rows, bra, ket, length). */
export class FoldWriter {
  private readonly code = new WasmFunction(["i32", "i32", "i32", "i32", "i32"]);
  private readonly walk: TileWalk;
  private readonly shape: PlanShape;
  private readonly first: number;
  private readonly end: number;
  private readonly bras: readonly number[];
  private readonly factors: number;
  private readonly sum: number;
  private readonly scratch: number;

  constructor(shape: PlanShape, isRelaxed: boolean, first: number, end: number) {
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

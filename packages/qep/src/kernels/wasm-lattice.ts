import type { OperatorPlan } from "./kernels.ts";
import type {
  LatticeKernels,
  LatticePlan,
  LatticeSums,
  LatticeWeights,
  OrbitGroup,
  OrbitTerms,
  OrbitVector,
} from "./lattice.ts";
import { LatticePlanBuilder, type LinkedFlips, type WasmLatticePlan } from "./wasm-lattice-plan.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmLatticeExports } from "./wasm-module.ts";

/** Tells plans on orbits from those on Pauli strings. */
export function isLatticePlan(plan: OperatorPlan): plan is WasmLatticePlan {
  return "orbits" in plan;
}

/** Kernels on lattice orbits in WebAssembly. */
export class WasmLattice implements LatticeKernels {
  private readonly memory: WasmMemory;
  private readonly wasm: WasmLatticeExports;

  constructor(memory: WasmMemory, wasm: WasmLatticeExports) {
    this.memory = memory;
    this.wasm = wasm;
  }

  plan(group: OrbitGroup, terms: OrbitTerms, isComplex: boolean): LatticePlan {
    const builder = new LatticePlanBuilder(this.memory, this.wasm, group, terms);
    try {
      return builder.build(isComplex);
    } catch (error) {
      builder.release();
      throw error;
    }
  }

  set(plan: LatticePlan, { re, im, diagonals, isAllowed, excluded }: LatticeWeights): void {
    const own = plan as WasmLatticePlan;
    const { orbits, layout } = own;
    const numbers = new Float64Array(this.memory.memory.buffer);
    for (let k = 0; k < own.selectors; k++) {
      if (layout.isComplex) numbers.set([re[k] as number, im?.[k] ?? 0], own.weights / 8 + 2 * k);
      else numbers[own.weights / 8 + k] = re[k] as number;
    }
    for (const [k, { stabilizer }] of own.kinds.entries()) {
      const root = isAllowed[k] ? Math.sqrt(stabilizer) : 0;
      numbers[own.up / 8 + k] = root;
      numbers[own.down / 8 + k] = root === 0 ? 0 : 1 / root;
    }
    const isUsed = ({ base, selectors }: LinkedFlips) =>
      [re, im].some((part) => part?.subarray(base, base + selectors).some((weight) => weight !== 0));
    own.active = this.writeRecords(own.records, own.links.filter(isUsed));
    numbers.fill(0, own.diagonal / 8, own.diagonal / 8 + orbits);
    for (const [k, sums] of own.signSums.entries()) {
      const c = diagonals[k] as number;
      if (c !== 0) this.wasm.addSigns(sums, orbits, c, own.diagonal);
    }
    this.wasm.excludeOrbits(own.kindOf, own.up, orbits, excluded, own.diagonal);
  }

  apply(plan: WasmLatticePlan, x: number, y: number, gamma: number, z: number): number {
    const { records, active, weights, indexBits, diagonal, kindOf, up, down, orbits, scaled, layout } = plan;
    const product = layout.isComplex ? this.wasm.applyComplex : this.wasm.applyReal;
    return product(
      records,
      active,
      weights,
      indexBits,
      diagonal,
      kindOf,
      up,
      down,
      orbits,
      layout.amplitudes,
      x,
      scaled,
      y,
      gamma,
      z,
    );
  }

  sums(plan: LatticePlan, state: OrbitVector): LatticeSums {
    const own = plan as WasmLatticePlan;
    const { orbits, layout, selectors } = own;
    const half = layout.isComplex ? 8 * layout.amplitudes : 0;
    const x = (state as OrbitVector & { readonly pointer: number }).pointer;
    const bytes = 16 * selectors;
    const sums = this.memory.allocate(bytes);
    for (const { entries, flips } of own.links) {
      const { indexBits, kindOf, up, down, scaled } = own;
      this.wasm.foldEntries(entries, flips, indexBits, kindOf, up, down, orbits, half, x, scaled, sums);
    }
    const pairs = new Float64Array(this.memory.memory.buffer, sums, 2 * selectors);
    const [re, im] = [0, 1].map((part) => pairs.filter((_, k) => k % 2 === part)) as [
      Float64Array,
      Float64Array,
    ];
    this.memory.release(sums, bytes);
    const diagonals = Float64Array.from(own.signSums, (signs) => {
      const real = this.wasm.weighSigns(signs, orbits, x);
      return half === 0 ? real : real + this.wasm.weighSigns(signs, orbits, x + half);
    });
    return { re, im, diagonals };
  }

  cover(plan: LatticePlan, rules: Uint8Array, covered: Uint8Array): number {
    const own = plan as WasmLatticePlan;
    const { orbits, indexBits, kindOf, up } = own;
    const isUsed = ({ base, selectors }: LinkedFlips) =>
      rules.subarray(base, base + selectors).some((rule) => rule !== 0);
    const used = own.links.filter(isUsed);
    const sizes = [8 * own.links.length, own.selectors, 4 * orbits, orbits, orbits];
    const blocks = sizes.map((bytes) => this.memory.allocate(bytes));
    const [records, atRules, parents, conflicts, marks] = blocks as [number, number, number, number, number];
    const bytes = new Uint8Array(this.memory.memory.buffer);
    bytes.set(rules, atRules);
    bytes.set(covered, marks);
    this.writeRecords(records, used);
    const marked = this.wasm.coverOrbits(
      records,
      used.length,
      atRules,
      indexBits,
      kindOf,
      up,
      orbits,
      parents,
      conflicts,
      marks,
    );
    covered.set(bytes.subarray(marks, marks + orbits));
    for (const [k, pointer] of blocks.entries()) this.memory.release(pointer, sizes[k] as number);
    return marked;
  }

  private writeRecords(records: number, blocks: readonly LinkedFlips[]): number {
    const words = new Uint32Array(this.memory.memory.buffer, records, 2 * blocks.length);
    words.set(blocks.flatMap(({ entries, flips }) => [entries, flips]));
    return blocks.length;
  }
}

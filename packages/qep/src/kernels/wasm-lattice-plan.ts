import { QepError } from "../base/errors.ts";
import type { FlipTerms, LatticePlan, OrbitGroup, OrbitKind, OrbitTerms } from "./lattice.ts";
import { orbitCount } from "./orbit-count.ts";
import type { WasmMemory } from "./wasm-memory.ts";
import type { WasmLatticeExports } from "./wasm-module.ts";

/** One set of linked flips: its entries, how many a row, and its first selector. */
export interface LinkedFlips {
  readonly entries: number;
  readonly flips: number;
  readonly base: number;
  readonly selectors: number;
}

/** Where a plan lies in linear memory. */
export interface WasmLatticePlan extends LatticePlan {
  readonly indexBits: number;
  readonly blocks: readonly { readonly pointer: number; readonly bytes: number }[];
  readonly links: readonly LinkedFlips[];
  /** Records of the blocks in use, the weights, factors by kind, the diagonal, scaled x; see assembly/lattice.ts. */
  readonly records: number;
  readonly weights: number;
  readonly kindOf: number;
  readonly up: number;
  readonly down: number;
  readonly diagonal: number;
  readonly scaled: number;
  readonly signSums: readonly number[];
  /** Blocks with a weight other than 0. */
  active: number;
}

/** The table of all basis states notes an orbit in 26 bits and a phase in 6. */
const MOST_ORBITS = 2 ** 26;
const MOST_PHASES = 63;
const MOST_KINDS = 256;

/** Enumerates orbits and links them, with the table of all basis states, which is given back at the end. */
export class LatticePlanBuilder {
  private readonly memory: WasmMemory;
  private readonly wasm: WasmLatticeExports;
  private readonly group: OrbitGroup;
  private readonly terms: OrbitTerms;
  private readonly orbits: number;
  private readonly phases: number;
  /** Highest site that F flips, as a mask; 0 where there is no F. */
  private readonly pivot: number;
  private readonly blocks: { readonly pointer: number; readonly bytes: number }[] = [];

  constructor(memory: WasmMemory, wasm: WasmLatticeExports, group: OrbitGroup, terms: OrbitTerms) {
    this.memory = memory;
    this.wasm = wasm;
    this.group = group;
    this.terms = terms;
    this.orbits = orbitCount(group);
    this.phases = group.moduli * (group.reflection ? 2 : 1) * (group.flip === 0 ? 1 : 2);
    this.pivot = group.flip === 0 ? 0 : 2 ** (31 - Math.clz32(group.flip));
  }

  /** @throws QepError unsupported where entries have not bits enough, out-of-memory */
  build(isComplex: boolean): WasmLatticePlan {
    const { group, terms, orbits, phases } = this;
    const indexBits = Math.max(1, 32 - Math.clz32(orbits - 1));
    const { bases, selectors } = this.countSelectors(indexBits);
    const amplitudes = 16 * Math.ceil(orbits / 16);
    const width = isComplex ? 2 : 1;
    const places = {
      representatives: this.allocate(4 * orbits),
      kindOf: this.allocate(orbits),
      records: this.allocate(8 * Math.max(1, terms.flips.length)),
      weights: this.allocate(8 * width * Math.max(1, selectors)),
      up: this.allocate(8 * MOST_KINDS),
      down: this.allocate(8 * MOST_KINDS),
      diagonal: this.allocate(8 * orbits),
      scaled: this.allocate(8 * width * orbits),
    };
    const links = terms.flips.map((flips, b) => ({
      entries: this.allocate(4 * orbits * flips.flips.length),
      flips: flips.flips.length,
      base: bases[b] as number,
      selectors: selectorsOf(flips, phases),
    }));
    const signSums = terms.diagonals.map(() => this.allocate(2 * orbits));
    const kinds = this.fill(places, links, signSums, indexBits);
    const length = width * amplitudes;
    const layout = { qubits: group.qubits, isComplex, dimension: orbits, amplitudes, length };
    const { blocks } = this;
    const sizes = { group, layout, orbits, phases, kinds, bases, selectors, indexBits };
    return { ...sizes, ...places, links, signSums, blocks, active: 0 };
  }

  /** Writes orbits and links with the help of the table of all basis states, which is given back at once. */
  private fill(
    { representatives, kindOf }: { readonly representatives: number; readonly kindOf: number },
    links: readonly LinkedFlips[],
    signSums: readonly number[],
    indexBits: number,
  ): OrbitKind[] {
    const { group, terms } = this;
    const places = 2 ** (group.flip === 0 ? group.qubits : group.qubits - 1);
    return this.withScratch(4 * places, (table) => {
      const kinds = this.enumerate(table, places, representatives, kindOf);
      for (const [b, flips] of terms.flips.entries()) {
        this.link(table, representatives, flips, links[b] as LinkedFlips, indexBits);
      }
      for (const [k, masks] of terms.diagonals.entries()) {
        this.sumSigns(representatives, masks, signSums[k] as number);
      }
      return kinds;
    });
  }

  /** Gives back what was allocated so far. */
  release(): void {
    for (const { pointer, bytes } of this.blocks) this.memory.release(pointer, bytes);
  }

  private countSelectors(indexBits: number): { bases: number[]; selectors: number } {
    const bases: number[] = [];
    let selectors = 0;
    for (const flips of this.terms.flips) {
      bases.push(selectors);
      selectors += selectorsOf(flips, this.phases);
    }
    if (this.orbits > MOST_ORBITS || this.phases > MOST_PHASES || selectors > 2 ** (32 - indexBits)) {
      throw new QepError(
        "unsupported",
        `lattice symmetries: ${this.orbits} orbits with ${selectors} kinds of matrix elements do not fit into 32 bits ` +
          "each; ask for fewer observables, or switch the symmetries off",
        { orbits: this.orbits, selectors },
      );
    }
    return { bases, selectors };
  }

  private enumerate(table: number, places: number, representatives: number, kindOf: number): OrbitKind[] {
    const { group, memory, pivot } = this;
    const { flip, order, moduli } = group;
    return this.withScratch(16 * MOST_KINDS + 8192, (kindTable) => {
      new Uint8Array(memory.memory.buffer, kindTable, 16 * MOST_KINDS + 8192).fill(0);
      const translation = kindTable + 16 * MOST_KINDS;
      const reflection = group.reflection ? translation + 4096 : 0;
      this.writePermutation(translation, group.translation);
      if (group.reflection) this.writePermutation(reflection, group.reflection);
      const found = this.wasm.enumerateOrbits(
        table,
        places,
        flip,
        pivot,
        translation,
        reflection,
        order,
        moduli,
        representatives,
        kindOf,
        kindTable,
      );
      if (found !== this.orbits) {
        throw new QepError(
          "unsupported",
          `lattice symmetries: ${found} orbits found, ${this.orbits} expected`,
          {
            found,
            orbits: this.orbits,
          },
        );
      }
      const view = new DataView(memory.memory.buffer, kindTable, 16 * MOST_KINDS);
      const kinds: OrbitKind[] = [];
      for (let at = 0; at < 16 * MOST_KINDS && view.getUint32(at + 8, true) > 0; at += 16) {
        kinds.push({ phases: view.getBigUint64(at, true), stabilizer: view.getUint32(at + 8, true) });
      }
      return kinds;
    });
  }

  private link(
    table: number,
    representatives: number,
    { flips, signs }: FlipTerms,
    { entries, base }: LinkedFlips,
    indexBits: number,
  ): void {
    const { group, pivot, orbits, phases } = this;
    const rank = signs[0]?.length ?? 0;
    this.withScratch(4 * flips.length * (1 + rank), (masks) => {
      const atSigns = masks + 4 * flips.length;
      const words = new Uint32Array(this.memory.memory.buffer);
      words.set([...flips, ...signs.flat()], masks / 4);
      this.wasm.linkOrbits(
        table,
        group.flip,
        pivot,
        representatives,
        orbits,
        masks,
        flips.length,
        atSigns,
        rank,
        base,
        phases,
        indexBits,
        entries,
      );
    });
  }

  private sumSigns(representatives: number, masks: readonly number[], sums: number): void {
    this.withScratch(4 * masks.length, (at) => {
      new Uint32Array(this.memory.memory.buffer, at, masks.length).set(masks);
      this.wasm.sumSigns(representatives, this.orbits, at, masks.length, sums);
    });
  }

  /** The image of each value of each of the four bytes of a state. */
  private writePermutation(at: number, permutation: readonly number[]): void {
    const words = new Uint32Array(this.memory.memory.buffer, at, 1024);
    for (const [from, to] of permutation.entries()) {
      const [byte, bit] = [from >> 3, from & 7];
      for (let value = 0; value < 256; value++) {
        const word = 256 * byte + value;
        if ((value >> bit) & 1) words[word] = ((words[word] as number) | (1 << to)) >>> 0;
      }
    }
  }

  private withScratch<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.memory.allocate(bytes, false);
    try {
      return use(pointer);
    } finally {
      this.memory.release(pointer, bytes);
    }
  }

  private allocate(bytes: number): number {
    const pointer = this.memory.allocate(bytes);
    this.blocks.push({ pointer, bytes });
    return pointer;
  }
}

function selectorsOf({ signs }: FlipTerms, phases: number): number {
  return 2 ** (signs[0]?.length ?? 0) * phases;
}

import { QepError } from "../base/errors.ts";
import type { KernelVariant } from "./kernels.ts";
import { withSharedMemory } from "./shared-memory.ts";
import type { VectorFunctions } from "./vector-functions.ts";

/** The functions that assembly/index.ts exports; pointers are byte addresses. */
export interface WasmExports extends VectorFunctions, WasmLatticeExports, WasmSubspaceExports {
  /** Elements of a block: sums are taken block by block. */
  blockLength(): number;
  /** On elements `first` to `end`, whole blocks; `rows` is room for one row offset a group. */
  apply(
    plan: number,
    rows: number,
    x: number,
    y: number,
    gamma: number,
    z: number,
    first: number,
    end: number,
  ): number;
  fold(
    plan: number,
    rows: number,
    first: number,
    end: number,
    bra: number,
    ket: number,
    length: number,
  ): void;
  scatter(slots: number, signs: number, coefficients: number, count: number): void;
  gather(slots: number, signs: number, values: number, count: number): void;
  walshHadamard(table: number, length: number): void;
  /** Bytes of scratch that `multiply` needs. */
  multiplyScratch(): number;
  multiply(
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    bRow: number,
    bColumn: number,
    beta: number,
    c: number,
    cRow: number,
    scratch: number,
  ): void;
  combineRows(
    count: number,
    length: number,
    alpha: number,
    x: number,
    b: number,
    stride: number,
    beta: number,
    y: number,
  ): void;
  dotRows(
    count: number,
    length: number,
    alpha: number,
    x: number,
    b: number,
    stride: number,
    beta: number,
    y: number,
  ): void;
  symmetricRow(n: number, a: number, stride: number, x: number, y: number): void;
  hermitianRow(
    n: number,
    a: number,
    b: number,
    stride: number,
    x: number,
    w: number,
    y: number,
    z: number,
  ): void;
}

/** The part of the exports that assembly/subspace.ts makes, with the transform it needs. */
export interface WasmSubspaceExports {
  /** Blocks have 2 to this power rows. */
  subspaceBlockShift(): number;
  linkFlip(states: number, count: number, flip: bigint, cursors: number, pairs: number): number;
  startBlocks(pairs: number, count: number, blocks: number, starts: number): void;
  fillSlots(states: number, pairs: number, count: number, masks: number, rank: number, slots: number): void;
  countRuns(states: number, count: number, lowBits: bigint): number;
  sumParities(
    states: number,
    count: number,
    lowBits: bigint,
    high: number,
    binOf: number,
    coefficients: number,
    terms: number,
    binMasks: number,
    bins: number,
    binCount: number,
    diagonal: number,
  ): void;
  weighParities(
    states: number,
    count: number,
    lowBits: bigint,
    high: number,
    binOf: number,
    sums: number,
    terms: number,
    binMasks: number,
    bins: number,
    binCount: number,
    bra: number,
    ket: number,
  ): void;
  applySubspace(
    records: number,
    count: number,
    diagonal: number,
    x: number,
    y: number,
    gamma: number,
    z: number,
    length: number,
  ): number;
  foldPairs(pairs: number, count: number, slots: number, table: number, bra: number, ket: number): void;
  walshHadamard(table: number, length: number): void;
}

/** The part of the exports that assembly/lattice.ts makes. */
export interface WasmLatticeExports {
  enumerateOrbits(
    table: number,
    places: number,
    flip: number,
    pivot: number,
    translation: number,
    reflection: number,
    order: number,
    moduli: number,
    representatives: number,
    kinds: number,
    kindTable: number,
  ): number;
  linkOrbits(
    table: number,
    flip: number,
    pivot: number,
    representatives: number,
    count: number,
    masks: number,
    flips: number,
    signs: number,
    rank: number,
    base: number,
    phases: number,
    indexBits: number,
    entries: number,
  ): void;
  sumSigns(representatives: number, count: number, masks: number, terms: number, sums: number): void;
  addSigns(sums: number, count: number, c: number, diagonal: number): void;
  weighSigns(sums: number, count: number, x: number): number;
  excludeOrbits(kinds: number, up: number, count: number, value: number, diagonal: number): void;
  applyReal(...orbits: LatticeApplication): number;
  applyComplex(...orbits: LatticeApplication): number;
  foldEntries(
    entries: number,
    flips: number,
    indexBits: number,
    kinds: number,
    up: number,
    down: number,
    count: number,
    half: number,
    x: number,
    scaled: number,
    sums: number,
  ): void;
  coverOrbits(
    blocks: number,
    blockCount: number,
    rules: number,
    indexBits: number,
    kinds: number,
    up: number,
    count: number,
    parents: number,
    conflicts: number,
    covered: number,
  ): number;
}

/** Arguments of both products with H on orbits. */
type LatticeApplication = [
  blocks: number,
  blockCount: number,
  weights: number,
  indexBits: number,
  diagonal: number,
  kinds: number,
  up: number,
  down: number,
  count: number,
  length: number,
  x: number,
  scaled: number,
  y: number,
  gamma: number,
  z: number,
];

/** A compiled kernel module; it can be posted to workers, which is faster than sending bytes. */
export interface KernelModule {
  readonly variant: Exclude<KernelVariant, "reference">;
  readonly module: WebAssembly.Module;
  /** Whether it runs on memory that threads share, or on memory of one thread. */
  readonly sharesMemory: boolean;
}

/** A module that uses one SIMD instruction (f64x2.add); hosts without it find it invalid. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 123, 123, 1, 123, 3, 2, 1, 0, 10, 11, 1, 9, 0, 32, 0, 32, 1,
  253, 240, 1, 11,
]);

/** True where this host has WebAssembly with SIMD, which every compiled kernel needs. */
export function hasSimd(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD_PROBE);
}

/** A module that uses one relaxed-SIMD instruction (f64x2.relaxed_madd); hosts without it find it invalid. */
const RELAXED_SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32,
  1, 32, 2, 253, 135, 2, 11,
]);

/** True where this host runs relaxed SIMD, whose fused multiply-add is faster but not the same bits on every host. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_SIMD_PROBE);
}

/**
 * Compiles kernel bytes.
 *
 * @param sharesMemory for threads that work together; the code and its numbers are the same
 * @throws QepError kernel-unavailable where the host lacks WebAssembly SIMD
 */
export async function compileKernels(
  bytes: Uint8Array<ArrayBuffer>,
  variant: KernelModule["variant"],
  sharesMemory = false,
): Promise<KernelModule> {
  try {
    const module = await WebAssembly.compile(sharesMemory ? withSharedMemory(bytes) : bytes);
    return { variant, module, sharesMemory };
  } catch (cause) {
    throw new QepError(
      "kernel-unavailable",
      `this host cannot compile the "${variant}" kernels. Use the "simd" variant, or the reference kernels where ` +
        "WebAssembly SIMD is missing.",
      { variant },
      { cause },
    );
  }
}

/** The functions of a kernel module on a memory of its kind. */
export function instantiateExports(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as WasmExports;
}

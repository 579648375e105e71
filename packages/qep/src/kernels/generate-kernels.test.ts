import { describe, expect, test } from "vitest";
import { testExports } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { groupKind } from "./flip-groups.ts";
import { FOLD_BATCH, generateApply, generateFold } from "./generate-kernels.ts";
import type { PauliTable } from "./kernels.ts";
import { type StateLayout, stateLayout } from "./layout.ts";
import type { WasmExports } from "./wasm-module.ts";
import { makeWasmPlan, type WasmPlan } from "./wasm-plan.ts";

// Generated code must give the bits of assembly/pauli.ts, which wasm-kernels are tested with against the reference.

const VARIANTS = ["relaxed-simd", "simd"] as const;

/** Every kind of group: flips and signs inside registers, among registers, among tiles and blocks; some groups split. */
function randomTable(stream: RandomStream, qubits: number): PauliTable {
  const insides = [0, 0, 1, 6, 9, 15];
  const elements = [0, 1, 4, 14, 15];
  const size = 200;
  const masks = insides.flatMap((inside) =>
    elements.map((element) => ({ x: (stream.integer(2 ** qubits) & ~15) | inside, element })),
  );
  const chosen = Array.from({ length: size }, () => masks[stream.integer(masks.length)]);
  return {
    size,
    x: Uint32Array.from(chosen, ({ x }) => x & (2 ** qubits - 1)),
    z: Uint32Array.from(
      chosen,
      ({ element }) => stream.integer(2 ** qubits) & (~15 | element) & (2 ** qubits - 1),
    ),
  };
}

interface Bench {
  readonly plan: WasmPlan;
  readonly wasm: WasmExports;
  readonly memory: WebAssembly.Memory;
  /** Addresses of five vectors with random numbers. */
  readonly vectors: readonly number[];
  numbers(pointer: number): Float64Array;
}

function bench(variant: (typeof VARIANTS)[number], layout: StateLayout): Bench {
  const stream = new RandomStream("generated", layout.length);
  const { wasm, memory } = testExports(variant);
  const plan = makeWasmPlan(memory, randomTable(stream, layout.qubits), layout);
  const vectors = Array.from({ length: 5 }, () => memory.allocate(8 * layout.length));
  const numbers = (pointer: number) => new Float64Array(memory.memory.buffer, pointer, layout.length);
  for (const pointer of vectors)
    numbers(pointer).set(Float64Array.from({ length: layout.length }, () => stream.normal()));
  for (const { pointer, length } of plan.tables) {
    const table = new Float64Array(memory.memory.buffer, pointer, length);
    table.set(Float64Array.from({ length }, () => stream.normal()));
  }
  return { plan, wasm, memory: memory.memory, vectors, numbers };
}

function instantiate(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory) {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports as Record<string, (...numbers: number[]) => number>;
}

describe.each(VARIANTS)("%s generated code gives the bits of the loops it replaces", (variant) => {
  const isRelaxed = variant === "relaxed-simd";
  const cases = [1, 4, 5, 7, 8, 9, 13].flatMap((qubits) => [false, true].map((c) => [qubits, c] as const));

  test.each(cases)("%d qubits, complex %s", (qubits, isComplex) => {
    const layout = stateLayout(qubits, isComplex);
    const { plan, wasm, memory, vectors, numbers } = bench(variant, layout);
    const [x, y, own, z, bra] = vectors;
    const { pointer, rows, shape } = plan;
    if (qubits >= 8) expect(new Set(shape.groups.map(groupKind))).toEqual(new Set([0, 1, 2, 3, 4]));
    const generated = instantiate(generateApply(shape, { isRelaxed, sharesMemory: false }), memory);
    for (const gamma of [0, -0.75]) {
      const expected = wasm.apply(pointer, rows, x, y, gamma, z, 0, layout.length);
      numbers(own).fill(Number.NaN);
      expect(generated.apply(pointer, rows, x, own, gamma, z, 0, layout.length)).toBe(expected);
      expect(numbers(own)).toEqual(numbers(y));
    }

    const tables = () =>
      plan.tables.map(({ pointer, length }) => new Float64Array(memory.buffer, pointer, length));
    const count = shape.groups.length;
    for (const table of tables()) table.fill(0);
    wasm.fold(pointer, rows, 0, count, bra, x, layout.length);
    const sums = tables().map((table) => table.slice());
    for (const table of tables()) table.fill(0);
    const folds = instantiate(generateFold(shape, { isRelaxed, sharesMemory: false }), memory);
    expect(Object.keys(folds)).toHaveLength(Math.ceil(count / FOLD_BATCH));
    for (const fold of Object.values(folds)) fold(pointer, rows, bra, x, layout.length);
    expect(tables()).toEqual(sums);
  });

  test("ranges give the numbers of the whole, and sums that add up in order to its sum", () => {
    const layout = stateLayout(14, false);
    const { plan, wasm, memory, vectors, numbers } = bench(variant, layout);
    const [x, y, own, z] = vectors;
    const { pointer, rows, shape } = plan;
    const generated = instantiate(generateApply(shape, { isRelaxed, sharesMemory: false }), memory);
    const whole = wasm.apply(pointer, rows, x, y, 0.5, z, 0, layout.length);
    for (const { apply } of [wasm, generated as unknown as WasmExports]) {
      numbers(own).fill(Number.NaN);
      const parts = [3, 1, 0, 2].map((part) => {
        const sum = apply(pointer, rows, x, own, 0.5, z, part * 4096, (part + 1) * 4096);
        return [part, sum] as const;
      });
      const inOrder = parts.toSorted(([a], [b]) => a - b).reduce((total, [, sum]) => total + sum, 0);
      expect(inOrder).toBe(whole);
      expect(numbers(own)).toEqual(numbers(y));
    }
  });
});

test("code for memory that threads share differs in the import alone, and gives the same numbers", () => {
  const layout = stateLayout(9, false);
  const { plan, vectors, memory, numbers, wasm } = bench("simd", layout);
  const [x, y] = vectors;
  const options = { isRelaxed: false, sharesMemory: true };
  const shared = new WebAssembly.Memory({ initial: 20, maximum: 65_535, shared: true });
  const { apply } = instantiate(generateApply(plan.shape, options), shared);
  new Uint8Array(shared.buffer).set(new Uint8Array(memory.buffer).subarray(0, shared.buffer.byteLength));
  const expected = wasm.apply(plan.pointer, plan.rows, x, y, 0, y, 0, layout.length);
  expect(apply(plan.pointer, plan.rows, x, y, 0, y, 0, layout.length)).toBe(expected);
  expect(new Float64Array(shared.buffer.slice(y, y + 8 * layout.length))).toEqual(numbers(y));
});

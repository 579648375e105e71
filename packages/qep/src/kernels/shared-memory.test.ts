import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withSharedMemory } from "./shared-memory.ts";
import { instantiateExports } from "./wasm-module.ts";

const read = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../wasm/kernels-${name}.wasm`, import.meta.url)));

describe.each(["simd", "relaxed-simd"])("%s", (variant) => {
  const own = read(variant);

  test("one byte changes", () => {
    const shared = withSharedMemory(own);
    const differing = [...shared.entries()].filter(([index, byte]) => byte !== own[index]);
    expect(shared.length).toBe(own.length);
    expect(differing.map(([index, byte]) => [own[index], byte])).toEqual([[1, 3]]);
  });

  test("the module then takes shared memory, and only that", () => {
    const module = new WebAssembly.Module(withSharedMemory(own));
    const memory = (shared: boolean) => new WebAssembly.Memory({ initial: 1, maximum: 65_535, shared });
    expect(() => instantiateExports(module, memory(false))).toThrow(WebAssembly.LinkError);
    const wasm = instantiateExports(module, memory(true));
    expect(wasm.blockLength()).toBe(2 ** 12);
  });
});

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];

test.each([
  ["no import at all", []],
  ["a function", [2, 7, 1, 1, 97, 1, 98, 0, 0]],
  ["two memories", [2, 15, 2, 1, 97, 1, 98, 2, 1, 1, 2, 1, 97, 1, 98, 2, 1, 1, 2]],
  ["a memory without a maximum", [2, 8, 1, 1, 97, 1, 98, 2, 0, 1]],
])("a module that imports %s is refused", (_, section) => {
  expect(() => withSharedMemory(Uint8Array.of(...HEADER, ...section))).toThrow(RangeError);
});

test("sections before the imports are passed over", () => {
  // A custom section of 130 bytes: its length takes two bytes.
  const custom = [0, 0x82, 0x01, ...new Array(130).fill(2)];
  const imports = [2, 9, 1, 1, 97, 1, 98, 2, 1, 1, 2];
  const shared = withSharedMemory(Uint8Array.of(...HEADER, ...custom, ...imports));
  expect([...shared.slice(-3)]).toEqual([3, 1, 2]);
});

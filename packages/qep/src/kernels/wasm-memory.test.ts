import { expect, test } from "vitest";
import { WasmMemory } from "./wasm-memory.ts";

test("blocks are aligned, zero, and do not overlap", () => {
  const memory = new WasmMemory();
  const sizes = [1, 128, 129, 70_000, 8, 200_000];
  const blocks = sizes.map((bytes) => ({ bytes, pointer: memory.allocate(bytes) }));
  for (const [tag, { pointer, bytes }] of blocks.entries()) {
    expect(pointer % 128).toBe(0);
    const block = new Uint8Array(memory.memory.buffer, pointer, bytes);
    expect(block.every((value) => value === 0)).toBe(true);
    block.fill(tag + 1);
  }
  for (const [tag, { pointer, bytes }] of blocks.entries()) {
    expect(new Uint8Array(memory.memory.buffer, pointer, bytes).every((value) => value === tag + 1)).toBe(
      true,
    );
  }
  expect(memory.bytesInUse).toBe(128 + 128 + 256 + 70_016 + 128 + 200_064);
});

test("a released block is handed out again, zeroed unless that is not wanted", () => {
  const memory = new WasmMemory();
  const pointer = memory.allocate(1000);
  new Uint8Array(memory.memory.buffer, pointer, 1000).fill(7);
  memory.release(pointer, 1000);
  expect(memory.bytesInUse).toBe(0);
  expect(memory.allocate(1024, false)).toBe(pointer);
  expect(new Uint8Array(memory.memory.buffer, pointer, 1000).every((value) => value === 7)).toBe(true);
  memory.release(pointer, 1024);
  expect(memory.allocate(1000)).toBe(pointer);
  expect(new Uint8Array(memory.memory.buffer, pointer, 1000).every((value) => value === 0)).toBe(true);
  expect(memory.allocate(1000)).not.toBe(pointer);
});

test("what does not fit is refused with the bytes, and the rest goes on", () => {
  const memory = new WasmMemory();
  memory.allocate(256);
  const bytes = 2 ** 32;
  expect(() => memory.allocate(bytes)).toThrow(
    expect.objectContaining({
      code: "out-of-memory",
      context: { bytes, bytesInUse: 256 },
      message: expect.stringMatching(/needs 4294967296 bytes more than the 256 bytes in use/),
    }),
  );
  expect(memory.bytesInUse).toBe(256);
  const pointer = memory.allocate(100_000);
  expect(pointer + 100_000).toBeLessThanOrEqual(memory.memory.buffer.byteLength);
});

test("what one problem has used makes room for another with other sizes, in whatever order it is released", () => {
  const memory = new WasmMemory();
  const kept = memory.allocate(1000);
  const half = 2 ** 31;
  for (const [first, second] of [
    [0, 5000],
    [4096, 3000],
    [8192, 20_000],
  ] as const) {
    // A basis, states above it that outlive it, and another basis of nearly the size: three would not fit.
    const basis = memory.allocate(half - first, false);
    const state = memory.allocate(second);
    memory.release(basis, half - first);
    expect(memory.allocate(half - first, false)).toBe(basis);
    memory.release(basis, half - first);
    memory.release(state, second);
  }
  expect(memory.bytesInUse).toBe(1024);
  expect(memory.allocate(128)).toBe(kept + 1024);
});

import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { stateLayout } from "./layout.ts";

describe.each(["relaxed-simd", "simd"] as const)("%s memory", (variant) => {
  const table = { size: 2, x: Uint32Array.of(1, 0), z: Uint32Array.of(0, 3) };
  const layout = stateLayout(6, true);

  test("everything released is given back and used again", () => {
    const kernels = testKernels(variant);
    const allocateAll = () => [
      kernels.allocate(layout.length),
      kernels.allocateBlock(7, layout.length),
      kernels.planOperator(table, layout),
      kernels.planObservables(table, layout),
    ];
    const first = allocateAll();
    const used = kernels.bytesInUse;
    expect(used).toBeGreaterThanOrEqual(8 * 8 * layout.length);
    for (const memory of first) kernels.release(memory);
    expect(kernels.bytesInUse).toBe(0);
    const sizeOfBuffer = () => kernels.allocate(16).values.buffer.byteLength;
    const before = sizeOfBuffer();
    for (let round = 0; round < 200; round++) for (const memory of allocateAll()) kernels.release(memory);
    expect(sizeOfBuffer()).toBe(before);
  });

  test("vectors keep their numbers when memory grows", () => {
    const kernels = testKernels(variant);
    const vector = kernels.allocate(32);
    vector.values.fill(5);
    kernels.allocateBlock(100, 2 ** 12);
    expect([...vector.values]).toEqual(new Array(32).fill(5));
  });

  test("a vector that cannot be had is refused with its bytes; the kernels stay usable", () => {
    const kernels = testKernels(variant);
    expect(() => kernels.allocate(2 ** 29)).toThrow(
      expect.objectContaining({ code: "out-of-memory", context: { bytes: 2 ** 32, bytesInUse: 0 } }),
    );
    expect(() => kernels.allocateBlock(2 ** 14, 2 ** 16)).toThrow(
      expect.objectContaining({ code: "out-of-memory" }),
    );
    const vector = kernels.allocate(16);
    vector.values.fill(2);
    expect(kernels.dot(vector, vector)).toBe(64);
    expect(kernels.bytesInUse).toBe(128);
  });

  test("a row beyond the block is refused", () => {
    expect(() => testKernels(variant).allocateBlock(3, 16).row(3)).toThrow(/row 3 of a block of 3/);
  });
});

import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { combineRows } from "./combine-rows.ts";

/** More than one tile. */
const QUBITS = 13;

function randomNumbers(length: number, ...key: (string | number)[]): Float64Array {
  const stream = new RandomStream(...key);
  return Float64Array.from({ length }, () => stream.normal());
}

describe.each(["relaxed-simd", "reference"] as const)("rows combined in place, kernels %s", (variant) => {
  test.each([
    [5, 2],
    [12, 12],
    [9, 1],
  ])("%i rows to %i", (size, count) => {
    const kernels = testKernels(variant);
    const length = 2 ** QUBITS;
    const block = kernels.allocateBlock(size + 1, length);
    block.values.set(randomNumbers(block.values.length, "rows"));
    const before = block.values.slice();
    const used = kernels.bytesInUse;
    const c = randomNumbers(count * size, "coefficients");
    combineRows(kernels, block, c, count);
    expect(kernels.bytesInUse).toBe(used);
    const after = block.values;
    for (const column of [0, 1, 4095, 4096, length - 1]) {
      for (let row = 0; row <= size; row++) {
        let expected = row < count ? 0 : before[row * length + column];
        if (row < count)
          for (let k = 0; k < size; k++) expected += c[row * size + k] * before[k * length + column];
        expect(Math.abs(after[row * length + column] - expected)).toBeLessThan(1e-13);
      }
    }
  });
});

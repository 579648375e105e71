import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { Kernels, OperatorPlan, PauliTable, Vector } from "./kernels.ts";
import { stateLayout } from "./layout.ts";

// A vector of 26 qubits takes half a GiB, so solvers have vectors beyond 2 GiB, where an address is negative as a signed
// number. Blocks that nobody touches push small vectors up there; they cost address space but no memory.

const GIBIBYTE = 2 ** 30;
const layout = stateLayout(7, true);
const table: PauliTable = {
  size: 6,
  // Flips of whole tiles, of registers, of lanes; signs within a tile and beyond it.
  x: Uint32Array.of(0b1010000, 0b0000110, 0b0010001, 0, 0, 0b1110000),
  z: Uint32Array.of(0b0010011, 0b1000000, 0b0000001, 0b1100110, 0b0001000, 0b0100000),
};
const coefficients = Float64Array.of(0.3, -1.1, 0.7, 2, -0.4, 0.9);

/** Everything a kernel computes from the same three vectors, as numbers. */
function results(kernels: Kernels): number[] {
  const vectors = ["a", "b", "c"].map((name) => {
    const vector = kernels.allocate(layout.length);
    fillRandom(vector, layout, new RandomStream(name));
    return vector;
  }) as [Vector, Vector, Vector];
  const [a, b, c] = vectors;
  const plan: OperatorPlan = kernels.planOperator(table, layout);
  kernels.setCoefficients(plan, coefficients);
  const observables = kernels.planObservables(table, layout);
  const numbers = [kernels.apply(plan, a, b, 0.5, c), kernels.dot(a, b), kernels.dotImaginary(a, b)];
  numbers.push(...b.values, ...kernels.expectations(observables, a, b));
  kernels.axpy(0.25, a, b);
  kernels.axpyImaginary(-0.5, a, b);
  numbers.push(kernels.axpyNorm(0.125, c, b), ...b.values);
  kernels.scale(3, a, c);
  kernels.copy(c, b);
  const block = kernels.allocateBlock(3, layout.length);
  for (const [row, vector] of vectors.entries()) kernels.copy(vector, block.row(row));
  kernels.combine(block, Float64Array.of(1, 2, 3), a, Float64Array.of(-1, 0.5, 2));
  numbers.push(...a.values, ...b.values);
  for (const memory of [...vectors, plan, observables, block]) kernels.release(memory);
  return numbers;
}

/** Kernels of which the next `bytes` bytes are taken. */
function kernelsFrom(bytes: number, variant: "simd" | "relaxed-simd"): Kernels {
  const kernels = testKernels(variant);
  kernels.allocateBlock(1, bytes / 8);
  return kernels;
}

describe.each(["relaxed-simd", "simd"] as const)("%s", (variant) => {
  const expected = results(testKernels(variant));

  test.each([
    // The vectors of the second case lie on both sides of the 2 GiB line.
    ["below 2 GiB", GIBIBYTE],
    ["around 2 GiB", 2 * GIBIBYTE - 4096],
    ["above 2 GiB", 2.5 * GIBIBYTE],
    ["at the end of the address space", 4 * GIBIBYTE - 2 ** 20],
  ])("vectors %s give the same bits", (_, bytes) => {
    const kernels = kernelsFrom(bytes, variant);
    expect(results(kernels)).toEqual(expected);
  });

  test("a block longer than 2 GiB reaches its last row", () => {
    const kernels = testKernels(variant);
    const rows = 3 * 2 ** 7;
    // Rows of 8 MiB: the last one begins 3 GiB − 8 MiB into the block.
    const block = kernels.allocateBlock(rows, 2 ** 20);
    const [last, copy] = [block.row(rows - 1), kernels.allocate(2 ** 20)];
    last.values.fill(0.5);
    kernels.copy(last, copy);
    expect(kernels.dot(last, copy)).toBe(2 ** 18);
    expect(block.values[rows * 2 ** 20 - 1]).toBe(0.5);
    expect(block.values[(rows - 1) * 2 ** 20 - 1]).toBe(0);
  });
});

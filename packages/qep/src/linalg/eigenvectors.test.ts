import { expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { type DenseEigen, denseEigen } from "./dense-eigen.ts";

/** Three batches of 96 rows, the last one of a single row. */
const ORDER = 193;

function randomEigen(kernels: Kernels, isComplex: boolean): DenseEigen {
  const block = kernels.allocateBlock(ORDER, isComplex ? 2 * ORDER : ORDER);
  const stream = new RandomStream("eigenvectors");
  for (let index = 0; index < block.values.length; index++) block.values[index] = stream.normal();
  return denseEigen(kernels, { order: ORDER, block, imaginary: isComplex ? ORDER : null });
}

test.each([false, true])(
  "a row is the same, bit by bit, whichever was asked for before; complex %s",
  (isComplex) => {
    const kernels = testKernels();
    const { vectors: all } = randomEigen(kernels, isComplex);
    const { vectors: few } = randomEigen(kernels, isComplex);
    all.first(ORDER);
    for (const k of [192, 100, 5]) expect([...few.row(k).values]).toEqual([...all.row(k).values]);
  },
);

test("a row costs its batch alone, and once", () => {
  const kernels = testKernels();
  let rows = 0;
  const counting: Kernels = Object.assign(Object.create(kernels) as Kernels, {
    dense: {
      hermitianRow: kernels.dense.hermitianRow.bind(kernels.dense),
      multiply: (...given: Parameters<Kernels["dense"]["multiply"]>) => {
        if (given[4].rows === 96) rows += 96;
        kernels.dense.multiply(...given);
      },
    },
  });
  const { vectors } = randomEigen(counting, false);
  rows = 0;
  vectors.row(100);
  const batch = rows;
  expect(batch).toBeGreaterThan(0);
  vectors.row(191);
  expect(rows).toBe(batch);
  vectors.first(ORDER);
  expect(rows).toBe(2 * batch);
});

test("what the rows are worked out from is given back with the last batch, the rest on release", () => {
  const kernels = testKernels();
  const { vectors } = randomEigen(kernels, true);
  // But for what the kernels round up to.
  const held = () => vectors.bytes / kernels.bytesInUse;
  expect(held()).toBeCloseTo(1, 2);
  vectors.row(0);
  expect(held()).toBeCloseTo(1, 2);
  vectors.first(ORDER);
  expect(vectors.bytes).toBe(8 * ORDER * 2 * ORDER);
  expect(held()).toBeCloseTo(1, 2);
  vectors.release();
  expect(kernels.bytesInUse).toBe(0);
});

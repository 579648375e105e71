import { expect, test } from "vitest";
import { addBlock, covarianceOf, diagonalMatrix, diagonalOf, squareMatrix } from "./covariance.ts";

const mean = Float64Array.of(1, 2, 3);
const standardError = Float64Array.of(0.1, 0.2, 0.3);
const covariance = Float64Array.of(1, 2, 3, 2, 5, 6, 3, 6, 9);

test("what was read together has its covariance, and any part of it", () => {
  expect(covarianceOf({ mean, standardError, covariance }).values).toEqual(covariance);
  expect(covarianceOf({ mean, standardError, covariance }, 1)).toEqual({
    order: 2,
    values: Float64Array.of(5, 6, 6, 9),
  });
  expect(covarianceOf({ mean, standardError, covariance }, 0, 1).values).toEqual(Float64Array.of(1));
});

test("what was read apart has its squared errors on a diagonal, and is exact without", () => {
  const found = covarianceOf({ mean, standardError }, 1);
  expect(found).toMatchObject({ order: 2, isDiagonal: true });
  expect([...found.values]).toEqual([expect.closeTo(0.04, 15), 0, 0, expect.closeTo(0.09, 15)]);
  expect(covarianceOf({ mean, standardError: null }, 0, 2).values).toEqual(new Float64Array(4));
});

test("a diagonal block is added as the full one that it is", () => {
  const places = [2, 0];
  const [known, full] = [diagonalMatrix([3, 4]), { order: 2, values: Float64Array.of(3, 0, 0, 4) }];
  const [sparse, dense] = [known, full].map((source) => {
    const target = squareMatrix(3);
    target.values.fill(1);
    addBlock(target, source, 0.5, places);
    return target.values;
  });
  expect(sparse).toEqual(Float64Array.of(3, 1, 1, 1, 1, 1, 1, 1, 2.5));
  expect(dense).toEqual(sparse);
  expect(diagonalOf(known)).toEqual(Float64Array.of(3, 4));
});

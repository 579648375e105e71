import { expect, test } from "vitest";
import { multiplyVector } from "../../test/support/dense.ts";
import { RandomStream } from "../base/random.ts";
import { solveShifted } from "./complex-solve.ts";
import { complexMatrix } from "./hermitian-eigen.ts";

const random = new RandomStream("complex solve");

test("(A − μ)x = b for a general matrix whose first pivot vanishes", () => {
  const matrix = complexMatrix(12);
  for (const part of [matrix.re, matrix.im]) for (const k of part.keys()) part[k] = random.normal();
  const shift = { re: matrix.re[0], im: matrix.im[0] };
  const vector = () => Float64Array.from({ length: 12 }, () => random.normal());
  const right = { re: vector(), im: vector() };
  const x = solveShifted(matrix, shift, right);
  const product = multiplyVector(matrix, x);
  for (let i = 0; i < 12; i++) {
    expect(product.re[i] - shift.re * x.re[i] + shift.im * x.im[i]).toBeCloseTo(right.re[i], 11);
    expect(product.im[i] - shift.re * x.im[i] - shift.im * x.re[i]).toBeCloseTo(right.im[i], 11);
  }
});

test("a singular matrix: along its null vector", () => {
  const matrix = complexMatrix(2);
  matrix.re.set([1, 0, 0, 3]);
  const x = solveShifted(matrix, { re: 3, im: 0 }, { re: Float64Array.of(1, 1), im: Float64Array.of(0, 0) });
  expect(Math.abs(x.re[0] / x.re[1])).toBeLessThan(1e-14);
});

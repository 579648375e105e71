import { expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { denseOperator } from "./dense-operator.ts";
import { parseOperator } from "./parse-operator.ts";

test("the matrix by Kronecker products, for every letter and complex coefficients", () => {
  const operator = parseOperator("0.5 X0 Y2 - Z1 Y0 Y2 + (0.3+2i) Y1 + Y0 Y1 Y2 + 1.5");
  expect(denseOperator(operator, 3)).toEqual(denseMatrix(operator, 3));
});

import { type ComplexMatrix, complexMatrix } from "../linalg/hermitian-eigen.ts";
import type { OperatorSum } from "./operator-sum.ts";

/** (−i)^k. */
const POWERS = [
  [1, 0],
  [0, -1],
  [-1, 0],
  [0, 1],
] as const;

/** The 2^N × 2^N matrix of an operator; for small systems. */
export function denseOperator({ terms }: OperatorSum, qubits: number): ComplexMatrix {
  const matrix = complexMatrix(2 ** qubits);
  for (const { string, coefficient } of terms) {
    const [flips, signs] = [Number(string.x), Number(string.z)];
    const [pr, pi] = POWERS[string.yCount % 4] as (typeof POWERS)[number];
    const [re, im] = [coefficient.re * pr - coefficient.im * pi, coefficient.re * pi + coefficient.im * pr];
    for (let row = 0; row < matrix.order; row++) {
      const index = row * matrix.order + (row ^ flips);
      const sign = oddBits(row & signs) ? -1 : 1;
      matrix.re[index] = (matrix.re[index] as number) + sign * re;
      matrix.im[index] = (matrix.im[index] as number) + sign * im;
    }
  }
  return matrix;
}

function oddBits(bits: number): boolean {
  let odd = false;
  for (let rest = bits; rest !== 0; rest &= rest - 1) odd = !odd;
  return odd;
}

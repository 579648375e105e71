import type { Vector } from "../../src/kernels/kernels.ts";
import type { StateLayout } from "../../src/kernels/layout.ts";
import type { ComplexMatrix } from "../../src/linalg/hermitian-eigen.ts";
import type { OperatorSum } from "../../src/operators/operator-sum.ts";
import { amplitudesOf } from "../../src/states/state-vector.ts";

/** A complex vector, real and imaginary parts apart. */
export interface DenseVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The 2×2 matrices, row by row: real parts, then imaginary parts. */
const MATRICES = {
  I: [
    [1, 0, 0, 1],
    [0, 0, 0, 0],
  ],
  X: [
    [0, 1, 1, 0],
    [0, 0, 0, 0],
  ],
  Y: [
    [0, 0, 0, 0],
    [0, -1, 1, 0],
  ],
  Z: [
    [1, 0, 0, -1],
    [0, 0, 0, 0],
  ],
} as const;

/**
 * The matrix of an operator by explicit Kronecker products, P_{N−1} ⊗ … ⊗ P_0, so that qubit 0 is the least
 * significant bit. Written without any of the library's bit tricks, to be held against them.
 */
export function denseMatrix(operator: OperatorSum, qubits: number): ComplexMatrix {
  const order = 2 ** qubits;
  const total = { order, re: new Float64Array(order * order), im: new Float64Array(order * order) };
  for (const { string, coefficient } of operator.terms) {
    let product = matrixOf("I", 1);
    for (let site = 0; site < qubits; site++) product = kronecker(matrixOf(string.letterAt(site)), product);
    for (let i = 0; i < order * order; i++) {
      total.re[i] += coefficient.re * product.re[i] - coefficient.im * product.im[i];
      total.im[i] += coefficient.re * product.im[i] + coefficient.im * product.re[i];
    }
  }
  return total;
}

function matrixOf(letter: keyof typeof MATRICES, order = 2): ComplexMatrix {
  const [re, im] = MATRICES[letter];
  const size = order * order;
  return { order, re: Float64Array.from(re.slice(0, size)), im: Float64Array.from(im.slice(0, size)) };
}

function kronecker(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const order = a.order * b.order;
  const result = { order, re: new Float64Array(order * order), im: new Float64Array(order * order) };
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < order; j++) {
      const left = Math.floor(i / b.order) * a.order + Math.floor(j / b.order);
      const right = (i % b.order) * b.order + (j % b.order);
      result.re[i * order + j] = a.re[left] * b.re[right] - a.im[left] * b.im[right];
      result.im[i * order + j] = a.re[left] * b.im[right] + a.im[left] * b.re[right];
    }
  }
  return result;
}

/** The matrix product A·B. */
export function multiplyMatrices(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const { order } = a;
  const result = { order, re: new Float64Array(order * order), im: new Float64Array(order * order) };
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < order; j++) {
      for (let k = 0; k < order; k++) {
        const [left, right] = [i * order + k, k * order + j];
        result.re[i * order + j] += a.re[left] * b.re[right] - a.im[left] * b.im[right];
        result.im[i * order + j] += a.re[left] * b.im[right] + a.im[left] * b.re[right];
      }
    }
  }
  return result;
}

/** A|v⟩. */
export function multiplyVector({ order, re, im }: ComplexMatrix, v: DenseVector): DenseVector {
  const result = { re: new Float64Array(order), im: new Float64Array(order) };
  for (let i = 0; i < order; i++) {
    for (let j = 0; j < order; j++) {
      result.re[i] += re[i * order + j] * v.re[j] - im[i * order + j] * v.im[j];
      result.im[i] += re[i * order + j] * v.im[j] + im[i * order + j] * v.re[j];
    }
  }
  return result;
}

/** ⟨a|b⟩. */
export function inner(a: DenseVector, b: DenseVector): { readonly re: number; readonly im: number } {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.re.length; i++) {
    re += a.re[i] * b.re[i] + a.im[i] * b.im[i];
    im += a.re[i] * b.im[i] - a.im[i] * b.re[i];
  }
  return { re, im };
}

/** Re⟨bra|A|ket⟩. */
export function matrixElement(bra: DenseVector, matrix: ComplexMatrix, ket: DenseVector): number {
  return inner(bra, multiplyVector(matrix, ket)).re;
}

/** Row k of a matrix of eigenvectors as a vector. */
export function rowOf({ order, re, im }: ComplexMatrix, k: number): DenseVector {
  return { re: re.slice(k * order, (k + 1) * order), im: im.slice(k * order, (k + 1) * order) };
}

/** The amplitudes of a kernel vector, in a type of this module. */
export function denseVector(vector: Vector, layout: StateLayout): DenseVector {
  return amplitudesOf(vector, layout);
}

/** max |a_i − b_i| over real and imaginary parts. */
export function largestDifference(a: DenseVector, b: DenseVector): number {
  let largest = 0;
  for (let i = 0; i < a.re.length; i++) {
    largest = Math.max(largest, Math.abs(a.re[i] - b.re[i]), Math.abs(a.im[i] - b.im[i]));
  }
  return largest;
}

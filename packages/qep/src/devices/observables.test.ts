import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DenseVector,
  denseMatrix,
  inner,
  matrixElement,
  multiplyMatrices,
  multiplyVector,
} from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { hermitianSums } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import type { Vector } from "../kernels/kernels.ts";
import { stateLayout } from "../kernels/layout.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { amplitudesOf, fillRandom } from "../states/state-vector.ts";
import { ObservableSet } from "./observables.ts";

const QUBITS = 4;
const ORDER = [2, 0, 3, 1];

/** Amplitudes with qubit j back at bit j. */
function inNaturalOrder(vector: Vector, isComplex: boolean): DenseVector {
  const { re, im } = amplitudesOf(vector, stateLayout(QUBITS, isComplex));
  const place = (i: number) => ORDER.reduce((bits, bit, qubit) => bits | (((i >> qubit) & 1) << bit), 0);
  return { re: re.map((_, i) => re[place(i)]), im: im.map((_, i) => im[place(i)]) };
}

test.each([false, true])("means, variances and images against dense matrices, complex %s", (isComplex) => {
  const layout = stateLayout(QUBITS, isComplex);
  const operators = fc.array(hermitianSums({ qubits: QUBITS, maxTerms: 5, isReal: !isComplex }), {
    minLength: 1,
    maxLength: 4,
  });
  const kernels = testKernels();
  fc.assert(
    fc.property(operators, fc.nat(1000), (list, seed) => {
      const set = new ObservableSet(
        list.map((operator, k) => ({ name: `O${k}`, operator })),
        kernels,
        layout,
        ORDER,
      );
      const [bra, ket, target] = [0, 1, 2].map(() => kernels.allocate(layout.length));
      fillRandom(bra, layout, new RandomStream(seed, "bra"));
      fillRandom(ket, layout, new RandomStream(seed, "ket"));
      const [left, right] = [bra, ket].map((vector) => inNaturalOrder(vector, isComplex));
      const matrices = list.map((operator) => denseMatrix(operator, QUBITS));
      const all = list.map((_, k) => k).reverse();
      const means = set.means(all, ket);
      const transitions = set.means(all, bra, ket);
      const variances = set.variances(all, means, ket);
      for (const [position, k] of all.entries()) {
        const mean = matrixElement(right, matrices[k], right);
        expect(Math.abs(means[position] - mean)).toBeLessThan(1e-13);
        expect(Math.abs(transitions[position] - matrixElement(left, matrices[k], right))).toBeLessThan(1e-13);
        const square = matrixElement(right, multiplyMatrices(matrices[k], matrices[k]), right);
        expect(Math.abs(variances[position] - (square - mean * mean))).toBeLessThan(1e-11);
        expect(variances[position]).toBeGreaterThanOrEqual(0);
      }
      const weights = Float64Array.from(list, (_, k) => k - 1);
      set.applySum(weights, ket, target);
      const sum = OperatorSum.sum(list.map((operator, k) => operator.scale(weights[k])));
      const expected = multiplyVector(denseMatrix(sum, QUBITS), right);
      const got = inNaturalOrder(target, isComplex);
      const difference = inner(
        { re: got.re.map((v, i) => v - expected.re[i]), im: got.im.map((v, i) => v - expected.im[i]) },
        { re: got.re.map((v, i) => v - expected.re[i]), im: got.im.map((v, i) => v - expected.im[i]) },
      ).re;
      expect(difference).toBeLessThan(1e-24);
      set.release();
      for (const vector of [bra, ket, target]) kernels.release(vector);
    }),
    { numRuns: 40, seed: 22 },
  );
  expect(kernels.bytesInUse).toBe(0);
});

test("constants and the zero operator have no variance", () => {
  const kernels = testKernels();
  const layout = stateLayout(QUBITS, false);
  const named = ["3", "0", "Z0"].map((text) => ({ name: text, operator: parseOperator(text) }));
  const state = kernels.allocate(layout.length);
  fillRandom(state, layout, new RandomStream(1));
  const set = new ObservableSet(named, kernels, layout, ORDER);
  const means = set.means([0, 1], state);
  expect([...means]).toEqual([expect.closeTo(3, 14), 0]);
  expect([...set.variances([0, 1], means, state)]).toEqual([expect.closeTo(0, 13), 0]);
  const empty = new ObservableSet([{ name: "zero", operator: OperatorSum.zero }], kernels, layout, ORDER);
  expect([...empty.means([0], state)]).toEqual([0]);
  expect(empty.means([], state)).toHaveLength(0);
});

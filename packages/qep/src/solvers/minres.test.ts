import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  denseMatrix,
  denseVector,
  inner,
  largestDifference,
  multiplyVector,
  rowOf,
} from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf, vectorOf } from "../../test/support/problems.ts";
import { genericSum, hermitianSums } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { type StateLayout, stateLayout } from "../kernels/layout.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { fillRandom } from "../states/state-vector.ts";
import { groundState } from "./ground-state.ts";
import { solveSternheimer } from "./minres.ts";

const kernels = testKernels();
const OPTIONS = { tolerance: 1e-11, maxIterations: 2000 };

/** |δ⟩ = −Σ_k |k⟩⟨k|B|0⟩ / (E_k − E_0), over all excited states with k ≥ `from`. */
function sumOverStates(h: OperatorSum, b: OperatorSum, qubits: number, from = 1) {
  const { values, vectors } = hermitianEigen(denseMatrix(h, qubits));
  const image = multiplyVector(denseMatrix(b, qubits), rowOf(vectors, 0));
  const delta = { re: new Float64Array(2 ** qubits), im: new Float64Array(2 ** qubits) };
  let coupledGap = Number.POSITIVE_INFINITY;
  for (let k = from; k < values.length; k++) {
    const state = rowOf(vectors, k);
    const { re, im } = inner(state, image);
    if (Math.hypot(re, im) > 1e-6) coupledGap = Math.min(coupledGap, values[k] - values[0]);
    const factor = -1 / (values[k] - values[0]);
    for (let i = 0; i < delta.re.length; i++) {
      delta.re[i] += factor * (re * state.re[i] - im * state.im[i]);
      delta.im[i] += factor * (re * state.im[i] + im * state.re[i]);
    }
  }
  return { values, ground: rowOf(vectors, 0), image, delta, coupledGap };
}

function solve(h: OperatorSum, b: OperatorSum, qubits: number, options = OPTIONS, layout?: StateLayout) {
  const own = layout ?? stateLayout(qubits, !(h.isReal && b.isReal));
  const problem = problemOf(h, qubits, kernels, own);
  const dense = sumOverStates(h, b, qubits);
  const [ground, image] = [vectorOf(problem, dense.ground), vectorOf(problem, dense.image)];
  const solution = kernels.allocate(own.length);
  solution.values.fill(Number.NaN);
  const response = solveSternheimer(problem, ground, dense.values[0], image, solution, options);
  const delta = denseVector(solution, own);
  for (const memory of [ground, image, solution, problem.plan]) kernels.release(memory);
  return { response, delta, dense };
}

describe("against the dense sum over states", () => {
  test.each([
    ["real", true],
    ["complex", false],
  ] as const)("random %s Hamiltonians and perturbations", (_, isReal) => {
    const cases = fc
      .integer({ min: 1, max: 5 })
      .chain((qubits) =>
        fc.tuple(
          fc.constant(qubits),
          hermitianSums({ qubits, maxTerms: 12, isReal }),
          hermitianSums({ qubits, maxTerms: 4, isReal }),
        ),
      );
    fc.assert(
      fc.property(cases, ([qubits, h, b]) => {
        const { values } = hermitianEigen(denseMatrix(h, qubits));
        fc.pre(values[1] - values[0] > 1e-2);
        const { response, delta, dense } = solve(h, b, qubits);
        expect(response.isConverged).toBe(true);
        expect(largestDifference(delta, dense.delta)).toBeLessThan(1e-8);
        const overlap = inner(dense.ground, delta);
        expect(Math.hypot(overlap.re, overlap.im)).toBeLessThan(1e-12);
        if (response.coupledGap !== null)
          expect(response.coupledGap).toBeGreaterThan(values[1] - values[0] - 1e-9);
      }),
      { numRuns: 60, seed: 17 },
    );
    expect(kernels.bytesInUse).toBe(0);
  });

  test("against finite differences of the ground state", () => {
    const [h, b] = ["fd H", "fd B"].map((name, k) =>
      genericSum(new RandomStream(name), { qubits: 4, maxTerms: k ? 3 : 20 }),
    );
    const step = 1e-4;
    const groundOf = (operator: OperatorSum) => rowOf(hermitianEigen(denseMatrix(operator, 4)).vectors, 0);
    const { delta, dense } = solve(h, b, 4);
    // In the gauge ⟨0|ψ⟩ = 1: |ψ(±h)⟩ = |0⟩ ± h|δ⟩ + O(h²).
    const side = (sign: number) => {
      const state = groundOf(h.plus(b.scale(sign * step)));
      const { re, im } = inner(dense.ground, state);
      const square = re * re + im * im;
      return {
        re: state.re.map((v, i) => (v * re + state.im[i] * im) / square),
        im: state.im.map((v, i) => (v * re - state.re[i] * im) / square),
      };
    };
    const [plus, minus] = [side(1), side(-1)];
    const slope = {
      re: plus.re.map((v, i) => (v - minus.re[i]) / (2 * step)),
      im: plus.im.map((v, i) => (v - minus.im[i]) / (2 * step)),
    };
    expect(largestDifference(delta, slope)).toBeLessThan(1e-6);
  });

  test("a real problem in a complex layout has the same solution", () => {
    const [h, b] = [parseOperator("X0 + 0.3 Z0 Z1 + 0.2 X1 X2 + Z2 + 0.1 Z1"), parseOperator("Z0 + X1")];
    const { delta, dense } = solve(h, b, 3, OPTIONS, stateLayout(3, true));
    expect(largestDifference(delta, dense.delta)).toBeLessThan(1e-10);
  });
});

test("a small gap, many iterations, a ground state known to 1e-10 only: no drift along it", () => {
  const qubits = 8;
  // Levels of the ring crowd above the gap, so that some hundred iterations are needed.
  const h = parseOperator("sum(j=0..7, -1.02 X[j] - Z[j] Z[(j+1)%8]) + 0.003 Z0");
  const problem = problemOf(h, qubits, kernels);
  const allocate = () => kernels.allocate(problem.layout.length);
  const [ground, image, solution, again] = [allocate(), allocate(), allocate(), allocate()];
  fillRandom(ground, problem.layout, new RandomStream("ground"));
  const { energy } = groundState(problem, ground, new RandomStream("block"));
  const b = problemOf(parseOperator("sum(j=0..7, Z[j]) + X0 X4 + Z0 Z3"), qubits, kernels, problem.layout);
  kernels.apply(b.plan, ground, image);
  const response = solveSternheimer(problem, ground, energy, image, solution, OPTIONS);
  expect(response.isConverged).toBe(true);
  expect(response.iterations).toBeGreaterThan(30);
  expect(Math.abs(kernels.dot(ground, solution))).toBeLessThan(1e-14);
  // A tighter solution moves by no more than the residual over the gap.
  solveSternheimer(problem, ground, energy, image, again, { ...OPTIONS, tolerance: 1e-13 });
  kernels.axpy(-1, solution, again);
  expect(Math.sqrt(kernels.dot(again, again))).toBeLessThan(1e-8);
  for (const memory of [ground, image, solution, again, problem.plan, b.plan]) kernels.release(memory);
});

describe("what is recorded", () => {
  // Two qubits apart: Z0 couples to an excitation of 2, X1 is diagonal in the ground state.
  const h = parseOperator("X0 + 0.05 X1");

  test("the gap to the coupled states, not the raw one", () => {
    const { response, dense } = solve(h, parseOperator("Z0"), 2);
    expect(dense.values[1] - dense.values[0]).toBeCloseTo(0.1, 12);
    expect(response.coupledGap).toBeCloseTo(2, 10);
    expect(dense.coupledGap).toBeCloseTo(2, 10);
  });

  test("the measured residual", () => {
    const generic = genericSum(new RandomStream("residual"), { qubits: 5, maxTerms: 30 });
    const b = parseOperator("Z0 Y3 + X1");
    for (const tolerance of [1e-3, 1e-6, 1e-9]) {
      const { response, delta, dense } = solve(generic, b, 5, { tolerance, maxIterations: 1000 });
      const hDelta = multiplyVector(denseMatrix(generic, 5), delta);
      const { re, im } = inner(dense.ground, dense.image);
      const residual = Math.hypot(
        ...Array.from(delta.re.keys()).flatMap((i) => [
          hDelta.re[i] -
            dense.values[0] * delta.re[i] +
            dense.image.re[i] -
            (re * dense.ground.re[i] - im * dense.ground.im[i]),
          hDelta.im[i] -
            dense.values[0] * delta.im[i] +
            dense.image.im[i] -
            (re * dense.ground.im[i] + im * dense.ground.re[i]),
        ]),
      );
      expect(response.isConverged).toBe(true);
      expect(Math.abs(residual - response.residualNorm)).toBeLessThan(1e-12);
      const size = Math.hypot(...dense.image.re, ...dense.image.im);
      expect(residual).toBeLessThan(10 * tolerance * size);
    }
  });

  test("a perturbation that does nothing to the ground state needs no iteration", () => {
    for (const b of ["X0", "3", "0"]) {
      const { response, delta } = solve(h, parseOperator(b), 2);
      expect(response).toMatchObject({ isConverged: true, iterations: 0, coupledGap: null });
      expect(Math.max(...delta.re.map(Math.abs))).toBe(0);
    }
  });

  test("a tolerance so loose that nothing needs doing leaves the coupled gap unknown", () => {
    const { response } = solve(h, parseOperator("Z0"), 2, { tolerance: 2, maxIterations: 10 });
    expect(response.coupledGap).toBeNull();
  });

  test("too few iterations are reported", () => {
    const generic = genericSum(new RandomStream("residual"), { qubits: 5, maxTerms: 30 });
    const { response } = solve(generic, parseOperator("Z0"), 5, { tolerance: 1e-12, maxIterations: 3 });
    expect(response.isConverged).toBe(false);
    expect(response.residualNorm).toBeGreaterThan(1e-6);
  });
});

describe("degenerate ground states", () => {
  test.each<[string, string, string, number]>([
    ["coupled directly", "0.3 Z1", "X0", 2],
    ["coupled directly, beside other states", "Z0 Z1 + X2", "X0 X1 + Z2", 3],
    ["zero Hamiltonian", "0", "X0", 1],
  ])("%s: not converged", (_, h, b, qubits) => {
    const { response } = solve(parseOperator(h), parseOperator(b), qubits, {
      tolerance: 1e-10,
      maxIterations: 200,
    });
    expect(response.isConverged).toBe(false);
    expect(response.residualNorm).toBeGreaterThan(0.1);
  });

  test("a partner that the perturbation leaves alone does no harm", () => {
    // Site 0 is free, so that every level is twofold; Z1 does not touch it.
    const problem = problemOf(parseOperator("X1 + 0.4 Z1 Z2 + 0.7 X2"), 3, kernels);
    const small = sumOverStates(parseOperator("X0 + 0.4 Z0 Z1 + 0.7 X1"), parseOperator("Z0"), 2);
    // |0⟩ on site 0 times the ground state of sites 1 and 2.
    const embed = (v: Float64Array) => Float64Array.from({ length: 8 }, (_, i) => (i & 1 ? 0 : v[i >> 1]));
    const [ground, image] = [small.ground, small.image].map(({ re, im }) =>
      vectorOf(problem, { re: embed(re), im: embed(im) }),
    );
    const solution = kernels.allocate(problem.layout.length);
    const response = solveSternheimer(problem, ground, small.values[0], image, solution, OPTIONS);
    expect(response.isConverged).toBe(true);
    const expected = { re: embed(small.delta.re), im: embed(small.delta.im) };
    expect(largestDifference(denseVector(solution, problem.layout), expected)).toBeLessThan(1e-9);
  });
});

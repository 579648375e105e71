import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix, denseVector, inner, multiplyVector, rowOf } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf, vectorOf } from "../../test/support/problems.ts";
import { genericSum, hermitianSums } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { stateLayout } from "../kernels/layout.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { chainSum, transverseFieldIsing } from "../models/chains.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { fillRandom } from "../states/state-vector.ts";
import type { EigenOptions } from "./eigen-options.ts";
import { fullSpectrum } from "./full-spectrum.ts";
import { groundState } from "./ground-state.ts";
import { lowestStates } from "./lowest-states.ts";
import type { HermitianProblem } from "./problem.ts";

const kernels = testKernels();

function solve(problem: HermitianProblem, options: EigenOptions = {}, seed = 1) {
  const state = kernels.allocate(problem.layout.length);
  fillRandom(state, problem.layout, new RandomStream(seed, "start"));
  const record = groundState(problem, state, new RandomStream(seed, "block"), options);
  return { state, record };
}

/** ‖Hx − Ex‖ by the dense matrix. */
function denseResidual(
  operator: OperatorSum,
  qubits: number,
  problem: HermitianProblem,
  state: ReturnType<typeof solve>["state"],
  energy: number,
) {
  const x = denseVector(state, problem.layout);
  const y = multiplyVector(denseMatrix(operator, qubits), x);
  return Math.sqrt(
    x.re.reduce(
      (sum, _, i) => sum + (y.re[i] - energy * x.re[i]) ** 2 + (y.im[i] - energy * x.im[i]) ** 2,
      0,
    ),
  );
}

describe("ground state against dense diagonalisation", () => {
  test.each([
    ["real", true],
    ["complex", false],
  ] as const)("random %s Pauli sums", (_, isReal) => {
    const cases = fc
      .integer({ min: 1, max: 6 })
      .chain((qubits) => fc.tuple(fc.constant(qubits), hermitianSums({ qubits, maxTerms: 12, isReal })));
    const before = kernels.bytesInUse;
    fc.assert(
      fc.property(cases, ([qubits, operator]) => {
        const problem = problemOf(operator, qubits, kernels);
        const { values } = hermitianEigen(denseMatrix(operator, qubits));
        const { state, record } = solve(problem);
        const scale = Math.max(1, problem.normBound);
        expect(record.isConverged).toBe(true);
        // The error of the energy is quadratic in the residual over the gap; rounding of H is what remains.
        expect(Math.abs(record.energy - values[0])).toBeLessThan(1e-13 * scale);
        expect(kernels.dot(state, state)).toBeCloseTo(1, 13);
        const residual = denseResidual(operator, qubits, problem, state, record.energy);
        expect(residual).toBeLessThan(1.1e-10 + 1e-14 * scale);
        expect(Math.abs(residual - record.residualNorm)).toBeLessThan(1e-14 * scale);
        for (const memory of [state, problem.plan]) kernels.release(memory);
      }),
      { numRuns: 60, seed: 15 },
    );
    expect(kernels.bytesInUse).toBe(before);
  });

  test("the state itself, up to its phase", () => {
    for (const isReal of [true, false]) {
      const operator = genericSum(new RandomStream("generic"), { qubits: 6, maxTerms: 30, isReal });
      const problem = problemOf(operator, 6, kernels);
      const { state, record } = solve(problem);
      const { values, vectors } = hermitianEigen(denseMatrix(operator, 6));
      const { re, im } = inner(rowOf(vectors, 0), denseVector(state, problem.layout));
      expect(1 - (re * re + im * im)).toBeLessThan(1e-14);
      // The second Ritz value need not have converged; it lies above the level it stands for.
      expect(record.gapSource).toBe("ritz");
      expect(record.gap).toBeGreaterThan(values[1] - values[0] - 1e-9);
    }
  });

  test("the variational bound holds at every tolerance, and loosens no residual beyond what was asked", () => {
    const operator = genericSum(new RandomStream("variational"), { qubits: 6, maxTerms: 20, isReal: true });
    const exact = hermitianEigen(denseMatrix(operator, 6)).values[0];
    const problem = problemOf(operator, 6, kernels);
    let previous = Number.POSITIVE_INFINITY;
    for (const tolerance of [1, 1e-1, 1e-2, 1e-4, 1e-8]) {
      const { record } = solve(problem, { tolerance });
      expect(record.energy).toBeGreaterThan(exact - 1e-12);
      expect(record.energy).toBeLessThanOrEqual(previous);
      expect(record.residualNorm).toBeLessThanOrEqual(tolerance);
      // Temple: an eigenvalue lies within the residual.
      previous = record.energy;
    }
    expect(previous - exact).toBeLessThan(1e-13 * problem.normBound);
  });

  test("a real operator in a complex layout has the same ground state energy", () => {
    const operator = genericSum(new RandomStream("layout"), { qubits: 5, maxTerms: 20, isReal: true });
    const complex = problemOf(operator, 5, kernels, stateLayout(5, true));
    const difference = solve(complex).record.energy - solve(problemOf(operator, 5, kernels)).record.energy;
    expect(Math.abs(difference)).toBeLessThan(1e-12);
  });
});

describe("starts", () => {
  const field = 0.3;
  const operator = transverseFieldIsing({ sites: 8 }).inputs.reduce(
    (sum, input, k) => sum.plus(input.operator.scale(k === 0 ? 1 : field)),
    OperatorSum.zero,
  );
  const parity = OperatorSum.of(chainSum("XXXXXXXX", 8, "open").terms[0].string);
  const problem = problemOf(operator, 8, kernels);
  const { values, vectors } = hermitianEigen(denseMatrix(operator, 8));
  const partner = [1, 2, 3].find((k) => {
    const v = rowOf(vectors, k);
    return inner(v, multiplyVector(denseMatrix(parity, 8), v)).re < 0;
  }) as number;

  test("the partner of the ground state lies in the other parity sector, close above", () => {
    expect(partner).toBe(1);
    expect(values[1] - values[0]).toBeGreaterThan(1e-5);
    expect(values[1] - values[0]).toBeLessThan(1e-2);
  });

  test("from the exact partner state plus a small random part, the true ground state is found", () => {
    const state = vectorOf(problem, rowOf(vectors, partner));
    const noise = kernels.allocate(problem.layout.length);
    fillRandom(noise, problem.layout, new RandomStream("noise"));
    kernels.axpy(1e-3, noise, state);
    const record = groundState(problem, state, new RandomStream("block"));
    expect(Math.abs(record.energy - values[0])).toBeLessThan(1e-12);
    const { re } = inner(rowOf(vectors, 0), denseVector(state, problem.layout));
    expect(1 - re * re).toBeLessThan(1e-12);
  });

  test("a start of any norm, and the ground state itself as start", () => {
    const start = rowOf(vectors, 0);
    const exact = vectorOf(problem, { re: start.re.map((value) => 7 * value), im: start.im });
    const record = groundState(problem, exact, new RandomStream("block"));
    expect(Math.abs(record.energy - values[0])).toBeLessThan(1e-12);
    expect(record.iterations).toBeLessThan(5);
    expect(kernels.dot(exact, exact)).toBeCloseTo(1, 13);
  });

  test("the same seed gives the same bits, another seed the same energy", () => {
    const run = (seed: number) => solve(problem, {}, seed);
    const [first, again, other] = [run(1), run(1), run(2)];
    expect([...again.state.values]).toEqual([...first.state.values]);
    expect(again.record).toEqual(first.record);
    expect([...other.state.values]).not.toEqual([...first.state.values]);
    expect(Math.abs(other.record.energy - first.record.energy)).toBeLessThan(1e-12);
  });
});

describe("non-convergence", () => {
  const operator = genericSum(new RandomStream("slow"), { qubits: 8, maxTerms: 60 });
  const problem = problemOf(operator, 8, kernels);
  const few: EigenOptions = { krylovDimension: 8, maxIterations: 12 };

  test("throws by default, with residual, iterations and what to do", () => {
    expect(() => solve(problem, few)).toThrow(
      expect.objectContaining({
        code: "not-converged",
        message: expect.stringMatching(
          /^the ground state stopped at residual \d.*after \d+ applications of H; 1\.00e-10 was asked for\. Loosen/,
        ),
        context: expect.objectContaining({ tolerance: 1e-10 }),
      }),
    );
    expect(() => lowestStates(problem, 3, new RandomStream(1), few)).toThrow(/^the 3 lowest states stopped/);
  });

  test("returns what it has, flagged, where that is the policy", () => {
    const { state, record } = solve(problem, { ...few, onNotConverged: "return" });
    expect(record.isConverged).toBe(false);
    expect(record.residualNorm).toBeGreaterThan(1e-10);
    expect(
      Math.abs(denseResidual(operator, 8, problem, state, record.energy) - record.residualNorm),
    ).toBeLessThan(1e-12);
    expect(record.iterations).toBeLessThan(60);
    const lowest = lowestStates(problem, 3, new RandomStream(1), { ...few, onNotConverged: "return" });
    expect(lowest.isConverged).toBe(false);
  });

  test("a small Krylov space with enough iterations converges by restarts", () => {
    const { energies: values } = fullSpectrum(problem);
    const { record } = solve(problem, { krylovDimension: 16 });
    expect(record.isConverged).toBe(true);
    expect(record.form).toBe("thick-restart");
    expect(Math.abs(record.energy - values[0])).toBeLessThan(1e-11);
    expect(Math.abs((record.gap as number) - (values[1] - values[0]))).toBeLessThan(1e-9);
  });
});

describe("special operators", () => {
  test.each([
    ["zero operator", "0", 0],
    ["identity", "2", 2],
    ["minus identity", "-3", -3],
    ["one qubit left alone", "Z0 Z1", -1],
  ])("%s", (_, text, energy) => {
    const { record } = solve(problemOf(parseOperator(text), 3, kernels));
    expect(record.isConverged).toBe(true);
    expect(record.energy).toBeCloseTo(energy, 13);
  });

  test("one qubit", () => {
    const { record } = solve(problemOf(parseOperator("-0.8 Z0 - 1.5 X0 + 0.1 Y0"), 1, kernels));
    expect(record.energy).toBeCloseTo(-Math.hypot(0.8, 1.5, 0.1), 13);
    expect(record.gap).toBeCloseTo(2 * Math.hypot(0.8, 1.5, 0.1), 11);
  });

  test("couplings of any size, with a tolerance in the same unit", () => {
    const operator = parseOperator("X0 X1 + 0.5 Z0 + 0.3 Y1");
    const exact = hermitianEigen(denseMatrix(operator, 2)).values[0];
    for (const size of [1e12, 1e-12, 1e-40]) {
      const { record } = solve(problemOf(operator.scale(size), 2, kernels), { tolerance: 1e-10 * size });
      expect(record.isConverged).toBe(true);
      expect(Math.abs(record.energy / size - exact)).toBeLessThan(1e-13);
    }
  });
});

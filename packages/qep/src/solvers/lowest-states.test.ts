import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMatrix, denseVector, inner, multiplyVector } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf } from "../../test/support/problems.ts";
import { genericSum, hermitianSums } from "../../test/support/random-operators.ts";
import { QepError } from "../base/errors.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { stateLayout } from "../kernels/layout.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { chainSum, clusterIsing } from "../models/chains.ts";
import type { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { EigenOptions } from "./eigen-options.ts";
import { fullSpectrum } from "./full-spectrum.ts";
import { groundLevelStates, lowestStates } from "./lowest-states.ts";

const kernels = testKernels();

/** Solves, checks states and residuals by dense matrices, and returns the energies. */
function energiesOf(
  operator: OperatorSum,
  qubits: number,
  count: number,
  options: EigenOptions = {},
): number[] {
  const problem = problemOf(operator, qubits, kernels);
  const before = kernels.bytesInUse;
  const { energies, states, residualNorms, isConverged } = lowestStates(
    problem,
    count,
    new RandomStream(1),
    options,
  );
  expect(isConverged).toBe(true);
  const matrix = denseMatrix(operator, qubits);
  const vectors = Array.from({ length: states.length }, (_, k) => denseVector(states[k], problem.layout));
  for (const [k, x] of vectors.entries()) {
    const y = multiplyVector(matrix, x);
    const residual = Math.hypot(
      ...x.re.map((v, i) => y.re[i] - energies[k] * v),
      ...x.im.map((v, i) => y.im[i] - energies[k] * v),
    );
    expect(residual).toBeLessThan(1.1e-10);
    expect(Math.abs(residual - residualNorms[k])).toBeLessThan(1e-12);
    for (const [l, other] of vectors.slice(0, k + 1).entries()) {
      const { re, im } = inner(other, x);
      expect(Math.hypot(re - (l === k ? 1 : 0), im)).toBeLessThan(1e-9);
    }
  }
  for (const state of states) kernels.release(state);
  expect(kernels.bytesInUse).toBe(before);
  return [...energies];
}

function expectClose(energies: readonly number[], expected: ArrayLike<number>): void {
  for (const [k, energy] of energies.entries()) expect(Math.abs(energy - expected[k])).toBeLessThan(1e-10);
}

describe("lowest states against dense diagonalisation", () => {
  test.each([
    ["real", true],
    ["complex", false],
  ] as const)("random %s sums, degeneracies included", (_, isReal) => {
    const cases = fc
      .integer({ min: 1, max: 5 })
      .chain((qubits) =>
        fc.tuple(
          fc.constant(qubits),
          hermitianSums({ qubits, maxTerms: 6, isReal }),
          fc.integer({ min: 1, max: 6 }),
        ),
      );
    fc.assert(
      fc.property(cases, ([qubits, operator, count]) => {
        const energies = energiesOf(operator, qubits, count);
        expect(energies).toHaveLength(Math.min(count, 2 ** qubits));
        expectClose(energies, hermitianEigen(denseMatrix(operator, qubits)).values);
      }),
      { numRuns: 40, seed: 16 },
    );
  });

  test("with restarts: eight qubits in a basis of twenty", () => {
    const operator = genericSum(new RandomStream("restarts"), { qubits: 7, maxTerms: 40 });
    expectClose(
      energiesOf(operator, 7, 4, { krylovDimension: 20 }),
      hermitianEigen(denseMatrix(operator, 7)).values,
    );
  });
});

describe("multiplicities", () => {
  test("the Ising ring without field: twofold, then −16", () => {
    const ring = clusterIsing({ sites: 8 }).inputs[1].operator.scale(4);
    expectClose(energiesOf(ring, 8, 4), [-32, -32, -16, -16]);
  });

  test("a level of multiplicity 12 is found in full", () => {
    // One flipped bond pair on a ring of four: E = 0 twelve times between −4 and 4.
    expectClose(energiesOf(chainSum("ZZ", 4, "periodic"), 4, 15), [-4, -4, ...new Array(12).fill(0), 4]);
  });

  test.each([
    ["stored", {}],
    ["thick-restart", { krylovDimension: 8 }],
    ["two-pass", {}],
  ] as const)("planted in random matrices: each level 2 or 4 times; %s", (form, memory) => {
    const cases = fc.tuple(
      hermitianSums({ qubits: 3, maxTerms: 8, isReal: false }),
      fc.integer({ min: 3, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
    );
    fc.assert(
      fc.property(cases, ([operator, qubits, count]) => {
        const energies = energiesOf(operator, qubits, count, { form, ...memory });
        expectClose(energies, hermitianEigen(denseMatrix(operator, qubits)).values);
      }),
      { numRuns: 20, seed: 17 },
    );
  });

  test("fewer wanted than the multiplicity", () => {
    expectClose(energiesOf(parseOperator("X0 X1"), 5, 3), [-1, -1, -1]);
  });

  test("zero operator and identity", () => {
    expectClose(energiesOf(parseOperator("0"), 3, 5), [0, 0, 0, 0, 0]);
    expectClose(energiesOf(parseOperator("-2"), 3, 8), new Array(8).fill(-2));
    expectClose(energiesOf(parseOperator("1"), 7, 3), [1, 1, 1]);
  });

  test("more states wanted than there are: all of them", () => {
    expectClose(energiesOf(parseOperator("Z0"), 1, 5), [-1, 1]);
    expectClose(energiesOf(parseOperator("Z0 + 2 Z1"), 2, 100), [-3, -1, 1, 3]);
    expectClose(energiesOf(parseOperator("Y0 + 2 Y1"), 2, 4), [-3, -1, 1, 3]);
  });

  test("a near-degeneracy of 1e-9 is resolved", () => {
    const energies = energiesOf(parseOperator("-Z0 Z1 - Z1 Z2 - 5e-10 Z0 + 0.001 X3 X4 + 2 X3 + 2 X4"), 5, 2);
    expect(energies[1] - energies[0]).toBeCloseTo(1e-9, 11);
  });
});

test("states of a nearby operator shorten the way", () => {
  const operator = genericSum(new RandomStream("near"), { qubits: 9, maxTerms: 40, isReal: true });
  const layout = stateLayout(9, false);
  const options: EigenOptions = { krylovDimension: 16 };
  const cold = lowestStates(problemOf(operator, 9, kernels), 2, new RandomStream(1), options);
  const nearby = problemOf(operator.plus(parseOperator("1e-4 X0")), 9, kernels, layout);
  const starts = [cold.states[0], cold.states[1]];
  const warm = lowestStates(nearby, 2, new RandomStream(1), options, starts);
  const again = lowestStates(nearby, 2, new RandomStream(1), options);
  expect(warm.iterations).toBeLessThan(0.8 * again.iterations);
  expectClose([...warm.energies], again.energies);
});

test("the same seed gives the same bits", () => {
  const operator = genericSum(new RandomStream("bits"), { qubits: 6, maxTerms: 20 });
  const run = (seed: number) => {
    const { states, energies } = lowestStates(problemOf(operator, 6, kernels), 3, new RandomStream(seed));
    return [...energies, ...states[0].values];
  };
  expect(run(1)).toEqual(run(1));
  expect(run(1)).not.toEqual(run(2));
});

describe("the ground level", () => {
  const level = (operator: OperatorSum, qubits: number, count = 1, seed = 1) => {
    const found = groundLevelStates(problemOf(operator, qubits, kernels), count, new RandomStream(seed));
    for (const state of found.states) kernels.release(state);
    return found;
  };

  test.each([
    [2, 2, false],
    [5, 5, false],
    [8, 8, false],
    [9, 8, true],
  ])(
    "memory for %i states of an eightfold level: %i are found, certain %s",
    (mostStates, degeneracy, isComplete) => {
      const problem = problemOf(parseOperator("-Z0 Z1 - Z1 Z2 - Z2 Z3"), 6, kernels);
      const before = kernels.bytesInUse;
      const found = groundLevelStates(problem, 1, new RandomStream(1), { mostStates });
      expect(found).toMatchObject({ degeneracy, isComplete });
      expect(found.states.length).toBeLessThanOrEqual(mostStates);
      for (const state of found.states) kernels.release(state);
      expect(kernels.bytesInUse).toBe(before);
    },
  );

  test.each([
    ["-Z0 Z1 - Z1 Z2 - Z2 Z3", 6, 8],
    ["Z0 + Z1", 2, 1],
    ["X0 X1 + 0.5 Y2", 4, 4],
    ["0", 3, 8],
  ])("%s on %i qubits: %i states, certainly all", (text, qubits, degeneracy) => {
    for (let seed = 0; seed < 5; seed++) {
      const found = level(parseOperator(text), qubits, 1, seed);
      expect(found.degeneracy).toBe(degeneracy);
      expect(found.isComplete).toBe(true);
      expect(found.energies.length).toBe(Math.min(2 ** qubits, Math.max(2, degeneracy + 1)));
    }
  });

  test("nothing is missing up to the lower bound", () => {
    for (let seed = 0; seed < 20; seed++) {
      const operator = genericSum(new RandomStream("bound", seed), { qubits: 6, maxTerms: 30 });
      const { energies, lowerBound } = level(operator, 6, 3, seed);
      const { energies: all } = fullSpectrum(problemOf(operator, 6, kernels));
      expect(all.filter((energy) => energy <= lowerBound).length).toBeLessThanOrEqual(energies.length);
      expect(lowerBound).toBeGreaterThan(energies[0]);
    }
  });

  /** Twofold, since the ninth qubit is idle, and levels close above. */
  const chain = parseOperator("sum(j=0..4, 0.3 Z[j] Z[j+1]) + sum(j=0..5, 0.6 X[j]) + 1e-4 Z6 + 2.3e-4 Z7");

  test("it is made sure of where the next levels are close", () => {
    const { degeneracy, isComplete, lowerBound, energies } = level(chain, 9);
    expect(degeneracy).toBe(2);
    expect(isComplete).toBe(true);
    expect(energies[2] - energies[0]).toBeCloseTo(2e-4, 9);
    expect(lowerBound).toBeGreaterThan(energies[0]);
  });

  test("without memory for that, it says so and returns what it has", () => {
    const problem = problemOf(chain, 9, kernels);
    let vectors = 3;
    const scarce: Kernels = Object.assign(Object.create(kernels) as Kernels, {
      allocate: (length: number) => {
        if (vectors-- === 0) throw new QepError("out-of-memory", "no more vectors");
        return kernels.allocate(length);
      },
    });
    const found = groundLevelStates({ ...problem, kernels: scarce }, 1, new RandomStream(1));
    expect(found).toMatchObject({ degeneracy: 2, isComplete: false, isConverged: true });
    expect(found.states).toHaveLength(3);
  });

  test("a state almost as low counts as its own level", () => {
    const found = level(parseOperator("-Z0 Z1 - Z1 Z2 - 5e-8 Z0 + 0.001 X3 X4 + 2 X3 + 2 X4"), 5);
    expect(found.degeneracy).toBe(1);
    expect(found.energies[1] - found.energies[0]).toBeCloseTo(1e-7, 11);
  });
});

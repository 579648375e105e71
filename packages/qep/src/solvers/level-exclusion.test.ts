import { describe, expect, test } from "vitest";
import { denseMatrix } from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf } from "../../test/support/problems.ts";
import { genericSum } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { lowestTridiagonalEnd } from "../linalg/tridiagonal.ts";
import { fillRandom } from "../states/state-vector.ts";
import { type ExcludedLevel, type GroundState, groundStateBelow } from "./ground-state.ts";
import { excludedBelow, LevelExclusion } from "./level-exclusion.ts";

const QUBITS = 6;

describe.each([false, true])("levels of a random H, real %s", (isReal) => {
  const operator = genericSum(new RandomStream("exclusion", String(isReal)), {
    qubits: QUBITS,
    maxTerms: 60,
    isReal,
  });
  const lowest = hermitianEigen(denseMatrix(operator, QUBITS)).values[0];
  const problem = problemOf(operator, QUBITS, testKernels());
  const ask = (level: number, seed: number): GroundState | ExcludedLevel => {
    const state = problem.kernels.allocate(problem.layout.length);
    fillRandom(state, problem.layout, new RandomStream(seed));
    const found = groundStateBelow(problem, state, new RandomStream("block"), level);
    problem.kernels.release(state);
    return found;
  };

  test("a level at or above the ground energy is never excluded, and the state is then solved", () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const above of [0, 1e-9, 1e-3, 1]) {
        const found = ask(lowest + above, seed);
        expect("isExcluded" in found ? Number.NaN : found.energy).toBeCloseTo(lowest, 9);
      }
    }
  });

  test("a level clearly below is excluded, the sooner the further below", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [far, near] = [10, 1].map((below) => ask(lowest - below, seed));
      expect([far, near]).toMatchObject([{ isExcluded: true }, { isExcluded: true }]);
      expect(far.iterations).toBeLessThan(near.iterations);
      expect(near.iterations).toBeLessThan(2 ** QUBITS);
    }
  });
});

test("the start's weight decides: an eigenvalue of weight w is not excluded before 1/w < Σ p²", () => {
  // Two levels 0 and 1 with weights w and 1 − w: α_0 = 1 − w, β_0² = w(1 − w), and Σ p_j(0)² = 1/w after one step.
  const dimension = 4;
  const least = 1e-9 / dimension;
  for (const [weight, isExcluded] of [
    [1.01 * least, false],
    [0.99 * least, true],
  ] as const) {
    const exclusion = new LevelExclusion(0, dimension, true);
    expect(exclusion.excludes(1 - weight, Math.sqrt(weight * (1 - weight)))).toBe(isExcluded);
  }
});

test("the energy that a run excludes is below the lowest level, and rises with the steps", () => {
  for (let seed = 0; seed < 50; seed++) {
    const stream = new RandomStream("bound", seed);
    // Of a dense spectrum Lanczos sees the measure of the start: a diagonal matrix and a random vector.
    const levels = Array.from({ length: 60 }, () => stream.normal()).sort((a, b) => a - b);
    const run = lanczosOfDiagonal(levels, stream, 40);
    const at = (steps: number) => {
      const [alpha, beta] = [run.alpha.slice(0, steps), run.beta.slice(0, steps)];
      const { value } = lowestTridiagonalEnd(alpha, beta, steps);
      return excludedBelow({ alpha, beta }, value, 100, { dimension: 60, isComplex: false });
    };
    const [few, many] = [at(15), at(30)];
    expect(few).toBeLessThan(many);
    expect(many).toBeLessThan(levels[0]);
    expect(many).toBeGreaterThan(levels[0] - 0.5);
  }
});

/** α and β of a diagonal matrix and a random start, reorthogonalised. */
function lanczosOfDiagonal(levels: readonly number[], stream: RandomStream, steps: number) {
  const basis: number[][] = [];
  const [alpha, beta]: [number[], number[]] = [[], []];
  let v = levels.map(() => stream.normal());
  for (let j = 0; j < steps; j++) {
    const norm = Math.hypot(...v);
    if (j > 0) beta.push(norm);
    const unit = v.map((value) => value / norm);
    basis.push(unit);
    const image = unit.map((value, k) => value * levels[k]);
    alpha.push(unit.reduce((sum, value, k) => sum + value * image[k], 0));
    v = image;
    for (let pass = 0; pass < 2; pass++) {
      for (const known of basis) {
        const overlap = known.reduce((sum, value, k) => sum + value * v[k], 0);
        v = v.map((value, k) => value - overlap * known[k]);
      }
    }
  }
  beta.push(Math.hypot(...v));
  return { alpha, beta };
}

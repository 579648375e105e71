import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { problemOf } from "../../test/support/problems.ts";
import { genericSum } from "../../test/support/random-operators.ts";
import { RandomStream } from "../base/random.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { fillRandom } from "../states/state-vector.ts";
import { type FullSpectrum, fullSpectrum } from "./full-spectrum.ts";
import { type LanczosLimits, lanczos } from "./lanczos.ts";
import type { LanczosForm } from "./lanczos-form.ts";
import type { HermitianProblem, SolveProgress } from "./problem.ts";

const QUBITS = 9;
const LIMITS: LanczosLimits = { tolerance: 1e-10, maxIterations: 2000 };

function randomProblem(kernels: Kernels, isReal: boolean): HermitianProblem {
  return problemOf(
    genericSum(new RandomStream("forms"), { qubits: QUBITS, maxTerms: 40, isReal }),
    QUBITS,
    kernels,
  );
}

const spectra = new Map<boolean, FullSpectrum>();

/** The full spectrum of {@link randomProblem}, computed once. */
function spectrumOf(isReal: boolean): FullSpectrum {
  const known = spectra.get(isReal) ?? fullSpectrum(randomProblem(testKernels(), isReal));
  spectra.set(isReal, known);
  return known;
}

function run(problem: HermitianProblem, form: LanczosForm, rows: number, limits = LIMITS) {
  const { kernels, layout } = problem;
  const state = kernels.allocate(layout.length);
  fillRandom(state, layout, new RandomStream("start"));
  const workspace = kernels.allocateBlock(rows, layout.length);
  return { state, ...lanczos(problem, state, workspace, form, limits) };
}

describe.each(["relaxed-simd", "simd", "reference"] as const)("two passes, kernels %s", (variant) => {
  test.each([true, false])("the same bits as with a stored basis, twice the products; real %s", (isReal) => {
    const problem = randomProblem(testKernels(variant), isReal);
    const stored = run(problem, "stored", 200);
    const twice = run(problem, "two-pass", 2);
    expect(stored.isConverged).toBe(true);
    expect([...twice.state.values]).toEqual([...stored.state.values]);
    expect(twice.energy).toBe(stored.energy);
    expect(twice.ritzGap).toBe(stored.ritzGap);
    // The last step of the second pass is not needed; one product measures the residual.
    expect(twice.iterations).toBe(2 * (stored.iterations - 1));
  });
});

describe.each([6, 10, 24])("thick restart with %i vectors", (rows) => {
  test.each([true, false])("the level and the gap of dense diagonalisation; real %s", (isReal) => {
    const problem = randomProblem(testKernels(), isReal);
    const { energies } = spectrumOf(isReal);
    const restarted = run(problem, "thick-restart", rows);
    expect(restarted.isConverged).toBe(true);
    expect(restarted.iterations).toBeGreaterThan(rows);
    expect(Math.abs(restarted.energy - energies[0])).toBeLessThan(1e-12);
    // A Ritz value is not below its level.
    expect((restarted.ritzGap as number) - (energies[1] - energies[0])).toBeGreaterThan(-1e-10);
    expect((restarted.ritzGap as number) - (energies[1] - energies[0])).toBeLessThan(0.02);
  });
});

test("restarting with a dozen vectors takes less than 1.6 times the products", () => {
  const problem = randomProblem(testKernels(), true);
  const stored = run(problem, "stored", 200).iterations;
  expect(run(problem, "thick-restart", 12).iterations).toBeLessThan(1.6 * stored);
});

describe.each(["stored", "thick-restart", "two-pass"] as const)(
  "%s, in the complement of known states",
  (form) => {
    test.each([true, false])("the next level, orthogonal to them; real %s", (isReal) => {
      const problem = randomProblem(testKernels(), isReal);
      const { kernels } = problem;
      const { energies, states } = fullSpectrum(problem);
      // The ground state and one from the middle.
      const known = [0, 2].map((k) => ({ vector: states.row(k), energy: energies[k], residualNorm: 1e-12 }));
      const before = kernels.bytesInUse;
      const found = run(problem, form, form === "thick-restart" ? 20 : 200, { ...LIMITS, known });
      expect(found.isConverged).toBe(true);
      expect(Math.abs(found.energy - energies[1])).toBeLessThan(1e-12);
      for (const { vector } of known) expect(Math.abs(kernels.dot(vector, found.state))).toBeLessThan(1e-14);
      expect(kernels.bytesInUse - before).toBeLessThan(8 * problem.layout.length * 202 + 4096);
    });
  },
);

test("known states are projected out in few of the steps only", () => {
  const kernels = testKernels();
  const problem = randomProblem(kernels, true);
  const { energies, states } = spectrumOf(true);
  let projections = 0;
  const counting: Kernels = Object.assign(Object.create(kernels) as Kernels, {
    axpy: (...given: Parameters<Kernels["axpy"]>) => {
      projections++;
      kernels.axpy(...given);
    },
  });
  const ground = kernels.allocate(problem.layout.length);
  ground.values.set(states.row(0).values);
  const known = [{ vector: ground, energy: energies[0], residualNorm: 1e-12 }];
  const { iterations } = run({ ...problem, kernels: counting }, "stored", 200, { ...LIMITS, known });
  expect(iterations).toBeGreaterThan(40);
  expect(projections).toBeGreaterThan(6);
  expect(projections).toBeLessThan(iterations / 2);
});

test("the second pass repeats the numbers of the first", () => {
  const kernels = testKernels();
  const norms: number[] = [];
  const observed: Kernels = Object.assign(Object.create(kernels) as Kernels, {
    axpyNorm: (...given: Parameters<Kernels["axpyNorm"]>) => {
      norms.push(kernels.axpyNorm(...given));
      return norms.at(-1) as number;
    },
  });
  run({ ...randomProblem(kernels, false), kernels: observed }, "two-pass", 2);
  const steps = norms.length >> 1;
  expect(steps).toBeGreaterThan(30);
  expect(norms.slice(steps, 2 * steps - 1)).toEqual(norms.slice(0, steps - 1));
});

test("the observer sees the residual sink to the target, and can end the solve", () => {
  const problem = randomProblem(testKernels(), true);
  const seen: SolveProgress[] = [];
  const { iterations } = run(problem, "stored", 200, { ...LIMITS, onProgress: (now) => seen.push(now) });
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.every(({ target }) => target === 1e-10)).toBe(true);
  expect(seen.at(-1)?.residualNorm).toBeLessThanOrEqual(0.9e-10);
  expect(seen.at(-1)?.iterations).toBe(iterations - 1);
  expect(seen.map(({ iterations: n }) => n)).toEqual(
    [...new Set(seen.map((s) => s.iterations))].sort((a, b) => a - b),
  );
  const stop = () => {
    throw new Error("enough");
  };
  expect(() => run(problem, "two-pass", 2, { ...LIMITS, onProgress: stop })).toThrow("enough");
});

import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { RandomStream } from "../base/random.ts";
import type { PauliPlan, Vector } from "../kernels/kernels.ts";
import { stateLayout } from "../kernels/layout.ts";
import { fillRandom } from "../states/state-vector.ts";
import { fullSpectrum } from "./full-spectrum.ts";
import type { HermitianProblem } from "./problem.ts";
import { spectralBounds } from "./spectral-bounds.ts";
import { thermalVector } from "./thermal-vector.ts";

const QUBITS = 6;

/** Random strings; real ones have an even number of Y. */
function randomProblem(
  isComplex: boolean,
  seed: number,
  scale = 1,
): HermitianProblem & { readonly plan: PauliPlan; readonly coefficients: Float64Array } {
  const kernels = testKernels();
  const layout = stateLayout(QUBITS, isComplex);
  const stream = new RandomStream("thermal vector", seed);
  const strings: [number, number][] = [];
  while (strings.length < 24) {
    const [x, z] = [stream.integer(2 ** QUBITS), stream.integer(2 ** QUBITS)];
    const ys = [...(x & z).toString(2)].filter((bit) => bit === "1").length;
    if (isComplex || ys % 2 === 0) strings.push([x, z]);
  }
  const table = {
    size: strings.length,
    x: Uint32Array.from(strings, ([x]) => x),
    z: Uint32Array.from(strings, ([, z]) => z),
  };
  const coefficients = Float64Array.from(strings, () => scale * stream.normal());
  const plan = kernels.planOperator(table, layout);
  kernels.setCoefficients(plan, coefficients);
  const normBound = coefficients.reduce((sum, value) => sum + Math.abs(value), 0);
  return { kernels, plan, layout, normBound, coefficients };
}

function randomStart({ kernels, layout }: HermitianProblem, seed = 0): Vector {
  const start = kernels.allocate(layout.length);
  fillRandom(start, layout, new RandomStream("start", seed));
  return start;
}

/** e^{−(H − E0)/2T}|start⟩ from all eigenstates. */
function byEigenstates(problem: HermitianProblem, start: Vector, temperature: number) {
  const { kernels, layout } = problem;
  const { energies, states } = fullSpectrum(problem);
  const sum = kernels.allocate(layout.length);
  for (const [n, energy] of energies.entries()) {
    const factor = Math.exp((energies[0] - energy) / (2 * temperature));
    kernels.axpy(factor * kernels.dot(states.row(n), start), states.row(n), sum);
    if (layout.isComplex)
      kernels.axpyImaginary(factor * kernels.dotImaginary(states.row(n), start), states.row(n), sum);
  }
  const norm = Math.sqrt(kernels.dot(sum, sum));
  kernels.scale(1 / norm, sum, sum);
  return { vector: sum, logWeight: 2 * Math.log(norm) - energies[0] / temperature, energies };
}

function distance(a: Vector, b: Vector): number {
  return Math.sqrt(a.values.reduce((sum, value, i) => sum + (value - b.values[i]) ** 2, 0));
}

const options = { tolerance: 1e-11, maxIterations: 20_000 };

describe.each([false, true])("complex: %s", (isComplex) => {
  test.each([1e-3, 0.1, 1, 30, 1e6])("e^(-H/2T)|r> at T = %d is that of all eigenstates", (temperature) => {
    const problem = randomProblem(isComplex, 1);
    const { kernels, layout } = problem;
    const start = randomStart(problem);
    const result = kernels.allocate(layout.length);
    const bounds = spectralBounds(problem, start, temperature);
    const { logWeight } = thermalVector(problem, start, result, { bounds, temperature, ...options });
    const expected = byEigenstates(problem, start, temperature);
    expect(distance(result, expected.vector)).toBeLessThan(1e-10);
    expect(Math.abs(logWeight - expected.logWeight)).toBeLessThan(1e-10 * Math.max(1, Math.abs(logWeight)));
    expect(bounds.lower).toBeLessThan(expected.energies[0]);
    expect(bounds.upper).toBeGreaterThan(expected.energies.at(-1) as number);
    expect(expected.energies[0] - bounds.lower).toBeLessThanOrEqual(temperature);
  });

  test.each([0.02, 0.7, 40])(
    "the derivative along a perturbation at T = %d is that of the vector",
    (temperature) => {
      const problem = randomProblem(isComplex, 2);
      const { kernels, layout, plan, coefficients } = problem;
      const perturbation = kernels.planOperator(plan.table, layout);
      const strengths = coefficients.map((_, k) => Math.cos(k) / 3);
      kernels.setCoefficients(perturbation, strengths);
      const applyPerturbation = (vector: Vector, target: Vector) => {
        kernels.apply(perturbation, vector, target);
      };
      const start = randomStart(problem);
      const [result, tangent, plus, minus] = [0, 0, 0, 0].map(() => kernels.allocate(layout.length));
      const { lower, upper } = spectralBounds(problem, start, temperature / 2);
      const expansion = {
        bounds: { lower: lower - temperature / 10, upper: upper + 0.1 },
        temperature,
        ...options,
      };
      const derivative = { applyPerturbation, result: tangent };
      const { logWeight } = thermalVector(problem, start, result, expansion, derivative);
      const h = 1e-3 * Math.min(1, temperature);
      const at = (nu: number, target: Vector) => {
        kernels.setCoefficients(
          plan,
          coefficients.map((value, k) => value + nu * strengths[k]),
        );
        const { logWeight: other } = thermalVector(problem, start, target, expansion);
        kernels.scale(Math.exp((other - logWeight) / 2), target, target);
      };
      at(h, plus);
      at(-h, minus);
      const size = Math.sqrt(kernels.dot(tangent, tangent));
      kernels.axpy(-1, minus, plus);
      kernels.scale(1 / (2 * h), plus, plus);
      expect(distance(plus, tangent) / size).toBeLessThan(1e-5);
    },
  );
});

test("a vanishing Hamiltonian leaves the vector alone, and responds to a perturbation", () => {
  const problem = randomProblem(false, 3, 0);
  const { kernels, layout } = problem;
  const start = randomStart(problem);
  const [result, tangent] = [kernels.allocate(layout.length), kernels.allocate(layout.length)];
  const bounds = spectralBounds(problem, start, 0.5);
  const applyPerturbation = (vector: Vector, target: Vector) => kernels.scale(3, vector, target);
  const derivative = { applyPerturbation, result: tangent };
  const { logWeight } = thermalVector(
    problem,
    start,
    result,
    { bounds, temperature: 0.5, ...options },
    derivative,
  );
  expect(Math.abs(logWeight)).toBeLessThan(1e-5);
  expect(distance(result, start)).toBeLessThan(1e-10);
  kernels.axpy(3, start, tangent);
  expect(kernels.dot(tangent, tangent)).toBeLessThan(1e-9);
});

test.each(["lower", "upper"] as const)("a level beyond the %s end is found, and the end moved", (end) => {
  const problem = randomProblem(true, 6);
  const start = randomStart(problem);
  const result = problem.kernels.allocate(problem.layout.length);
  const found = spectralBounds(problem, start, 0.3);
  const inward = 0.2 * (found.upper - found.lower);
  const wrong = { ...found, [end]: found[end] + (end === "lower" ? inward : -inward) };
  const before = problem.kernels.bytesInUse;
  const vector = thermalVector(problem, start, result, { bounds: wrong, temperature: 0.3, ...options });
  expect(problem.kernels.bytesInUse).toBe(before);
  const expected = byEigenstates(problem, start, 0.3);
  expect(distance(result, expected.vector)).toBeLessThan(1e-10);
  expect(Math.abs(vector.logWeight - expected.logWeight)).toBeLessThan(1e-9);
  expect(vector.bounds.lower).toBeLessThan(expected.energies[0]);
  expect(vector.bounds.upper).toBeGreaterThan(expected.energies.at(-1) as number);
});

describe("refused", () => {
  const problem = randomProblem(false, 4);
  const start = randomStart(problem);
  const result = problem.kernels.allocate(problem.layout.length);
  const bounds = spectralBounds(problem, start, 0.1);

  test("couplings that are not finite", () => {
    const broken = randomProblem(false, 4, Number.NaN);
    expect(() => spectralBounds(broken, randomStart(broken), 0.1)).toThrow(
      /spectrum is not finite.*learningRate/,
    );
    const expansion = { bounds, temperature: 0.1, ...options };
    expect(() => thermalVector(broken, randomStart(broken), broken.kernels.allocate(64), expansion)).toThrow(
      /thermal vector is not finite/,
    );
  });

  test("a temperature that takes more products than allowed, before any of them", () => {
    const expansion = { bounds, temperature: 1e-4, tolerance: 1e-10, maxIterations: 50 };
    expect(() => thermalVector(problem, start, result, expansion)).toThrow(
      /applications of H; 50 are allowed.*ground/s,
    );
  });
});

test("what is allocated is given back", () => {
  const problem = randomProblem(true, 5);
  const start = randomStart(problem);
  const result = problem.kernels.allocate(problem.layout.length);
  const before = problem.kernels.bytesInUse;
  const bounds = spectralBounds(problem, start, 1);
  thermalVector(problem, start, result, { bounds, temperature: 1, ...options });
  expect(problem.kernels.bytesInUse).toBe(before);
});

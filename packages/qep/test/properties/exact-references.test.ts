import { describe, expect, test } from "vitest";
import {
  estimateGradients,
  freeEnergyObjective,
  type GradientProblem,
  holomorphicGradient,
  parseOperator,
  RandomStream,
  Simulator,
  System,
  squareLoss,
} from "../../src/index.ts";
import { hermitianEigen } from "../../src/linalg/hermitian-eigen.ts";
import { OperatorSum } from "../../src/operators/operator-sum.ts";
import { denseMatrix, inner, multiplyVector, rowOf } from "../support/dense.ts";
import { testKernels } from "../support/kernels.ts";
import { randomSystem } from "../support/random-system.ts";

const system = randomSystem("exact references", 4);
const random = new RandomStream("exact references");
const vector = (length: number) => Float64Array.from({ length }, () => random.normal());
const [inputs, parameters] = [vector(2), vector(6)];
const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [{ points: [inputs], target: Float64Array.of(0.3, -0.4) }],
  parameters,
  stream: ["exact references"],
};
const errorSignalOf = (outputs: Float64Array) =>
  Float64Array.of(2 * (outputs[0] - 0.3), 2 * (outputs[1] + 0.4));

describe("J_β, the objective of the one-sided estimate", () => {
  test.each([
    ["ground", { kind: "ground" }],
    ["thermal", { kind: "thermal", temperature: 0.7 }],
  ] as const)(
    "%s: the estimate is its gradient to rounding, also at a large nudge",
    async (_, equilibrium) => {
      const device = new Simulator(system, testKernels(), { equilibrium, tolerance: 1e-12 });
      for (const beta of [0.3, 2]) {
        const [result] = await estimateGradients(device, problem, { method: "one-sided", beta });
        const errorSignal = errorSignalOf(result.outputs[0]);
        for (const j of parameters.keys()) {
          const at = (change: number) =>
            freeEnergyObjective(
              system,
              { inputs, parameters: parameters.map((v, k) => (k === j ? v + change : v)), errorSignal, beta },
              testKernels(),
              equilibrium,
            );
          // Central differences of fourth and, from twice the step, sixth order.
          const h = 0.01;
          const slope = (step: number) =>
            (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
          const derivative = (16 * slope(h) - slope(2 * h)) / 15;
          expect(Math.abs(result.parameters[j] - derivative)).toBeLessThan(1e-8);
        }
      }
    },
  );

  test("refused: β = 0, an error signal of another length", () => {
    const at = (beta: number, errorSignal: Float64Array) => () =>
      freeEnergyObjective(system, { inputs, parameters, errorSignal, beta }, testKernels());
    expect(at(0, vector(2))).toThrow(/divides by β.*it is 0/);
    expect(at(0.1, vector(3))).toThrow(/errorSignal: expected 2 numbers.*given 3/);
  });
});

/** 2 Re Σ_n ⟨0|A|n⟩⟨n|B|0⟩/(E_0 − E_n) from all eigenstates. */
function exactGradient(errorSignal: Float64Array): number[] {
  const scaled = (members: System["inputs"], values: Float64Array) =>
    members.map(({ operator }, k) => operator.scale(values[k]));
  const whole = OperatorSum.sum([
    system.fixed,
    ...scaled(system.inputs, inputs),
    ...scaled(system.parameters, parameters),
  ]);
  const { values, vectors } = hermitianEigen(denseMatrix(whole, 4));
  const states = Array.from(values, (_, n) => rowOf(vectors, n));
  const nudged = multiplyVector(
    denseMatrix(OperatorSum.sum(scaled(system.outputs, errorSignal)), 4),
    states[0],
  );
  return system.parameters.map(({ operator }) => {
    const image = multiplyVector(denseMatrix(operator, 4), states[0]);
    return states.reduce((sum, state, n) => {
      if (n === 0) return 0;
      const [a, b] = [inner(image, state), inner(state, nudged)];
      return sum + (2 * (a.re * b.re - a.im * b.im)) / (values[0] - values[n]);
    }, 0);
  });
}

describe("the holomorphic gradient", () => {
  const errorSignal = Float64Array.of(0.8, -0.5);
  const point = { inputs, parameters, errorSignal };
  const exact = exactGradient(errorSignal);
  const errorOf = (radius: number, points: number) => {
    const found = holomorphicGradient(system, point, { radius, points });
    const error = found.parameters.reduce((most, value, j) => Math.max(most, Math.abs(value - exact[j])), 0);
    return { error, change: found.change };
  };

  test("is exact to 1e-10 from eight points at a nudge that is not small", () => {
    const { error, change } = errorOf(0.1, 8);
    expect(error).toBeLessThan(1e-10);
    expect(change).toBeLessThan(1e-4);
  });

  test("its error falls with the number of points as a power of the radius, and is below the change", () => {
    const [wide, narrow] = [errorOf(0.6, 4), errorOf(0.3, 4)];
    expect(Math.log2(wide.error / narrow.error)).toBeGreaterThan(3.5);
    expect(Math.log2(wide.error / narrow.error)).toBeLessThan(4.5);
    expect(errorOf(0.3, 8).error).toBeLessThan(narrow.error / 20);
    for (const { error, change } of [wide, narrow]) expect(error).toBeLessThan(change);
  });

  test("a circle around a crossing is refused or shows in the change", () => {
    // H = Z0, nudged by X0: levels ±√(1 + β²) meet at β = ±i.
    const qubit = new System({
      qubits: 1,
      fixed: parseOperator("Z0"),
      parameters: [{ name: "a", operator: parseOperator("X0") }],
      outputs: [{ name: "x", operator: parseOperator("X0") }],
    });
    const at = {
      inputs: new Float64Array(0),
      parameters: Float64Array.of(0),
      errorSignal: Float64Array.of(1),
    };
    // d²E/dβ² of −√(1 + β²) at 0.
    expect(holomorphicGradient(qubit, at, { radius: 0.1 }).parameters[0]).toBeCloseTo(-1, 7);
    expect(() => holomorphicGradient(qubit, at, { radius: 1 })).toThrow(/meets another level/);
  });

  test("refused: too many qubits, points that are no multiple of 4, wrong lengths", () => {
    const large = randomSystem("large", 9);
    expect(() => holomorphicGradient(large, point, { radius: 0.1 })).toThrow(/up to 8 qubits; .* has 9/);
    expect(() => holomorphicGradient(system, point, { radius: 0.1, points: 6 })).toThrow(/multiple of 4/);
    expect(() => holomorphicGradient(system, point, { radius: 0 })).toThrow(/radius above 0/);
    expect(() =>
      holomorphicGradient(system, { ...point, errorSignal: inputs.slice(1) }, { radius: 1 }),
    ).toThrow(/errorSignal: expected 2 finite numbers/);
  });
});

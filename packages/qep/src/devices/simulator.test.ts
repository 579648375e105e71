import { describe, expect, test } from "vitest";
import {
  denseMatrix,
  inner,
  matrixElement,
  multiplyMatrices,
  multiplyVector,
  rowOf,
} from "../../test/support/dense.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { observeAll, randomSettings, randomSystem } from "../../test/support/random-system.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { ObservablesRequest, Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { Simulator, type SimulatorOptions } from "./simulator.ts";

const QUBITS = 5;
const system = randomSystem("simulator", QUBITS);
const simulator = (options: SimulatorOptions = {}) => new Simulator(system, testKernels(), options);
const named = (prefix: string, ...texts: string[]) =>
  texts.map((text, k) => ({ name: `${prefix}${k}`, operator: parseOperator(text) }));

function exactOf(setting: Setting, of = system, qubits = QUBITS) {
  const knobs = [1, ...setting.inputs, ...setting.parameters, ...setting.nudge];
  const hamiltonian = OperatorSum.sum(of.operators.map((operator, k) => operator.scale(knobs[k])));
  return hermitianEigen(denseMatrix(hamiltonian, qubits));
}

/** Every observable's mean and variance in the exact ground state, in the order outputs, parameters, inputs. */
function exactMoments(setting: Setting) {
  const ground = rowOf(exactOf(setting).vectors, 0);
  return [...system.outputs, ...system.parameters, ...system.inputs].map(({ operator }) => {
    const matrix = denseMatrix(operator, QUBITS);
    const mean = matrixElement(ground, matrix, ground);
    return { mean, variance: matrixElement(ground, multiplyMatrices(matrix, matrix), ground) - mean * mean };
  });
}

const settings = randomSettings(system, 4, "settings").map((setting, k) =>
  k < 2 ? setting : { ...setting, nudge: Float64Array.of(0.3, -0.2) },
);
const exactly: ObservablesRequest = {
  ...observeAll(system),
  shots: { outputs: null, parameters: null, inputs: null },
};

describe("measurements", () => {
  test("exact means are those of the dense ground state", async () => {
    const measurements = await measure(simulator(), settings, exactly);
    for (const [k, { mean, standardError, shots }] of measurements.entries()) {
      expect([standardError, shots]).toEqual([null, 0]);
      for (const [j, moments] of exactMoments(settings[k]).entries()) {
        expect(Math.abs(mean[j] - moments.mean)).toBeLessThan(1e-9);
      }
    }
  });

  test("with shots: standard errors √(Var/M), outputs exact, shots counted", async () => {
    const [{ mean, standardError, shots }] = await measure(simulator(), [settings[0]], observeAll(system));
    const { outputs, parameters, inputs } = system;
    expect(shots).toBe(10 * parameters.length + 100 * inputs.length);
    for (const [j, moments] of exactMoments(settings[0]).entries()) {
      const perObservable =
        j < outputs.length ? Number.POSITIVE_INFINITY : j < outputs.length + parameters.length ? 10 : 100;
      const error = Math.sqrt(moments.variance / perObservable);
      expect(standardError?.[j]).toBeCloseTo(error, 8);
      if (error === 0) expect(Math.abs(mean[j] - moments.mean)).toBeLessThan(1e-9);
      else expect(Math.abs(mean[j] - moments.mean)).toBeLessThan(5 * error);
    }
  });

  test("noise is named by the stream: the same twice, another for another stream, none shared", async () => {
    const at = (...stream: (string | number)[]) => ({ ...settings[0], stream });
    const run = () => measure(simulator(), [at(1, "a"), at(1, "b"), at(1, "a")], observeAll(system));
    const [first, other, again] = await run();
    expect(again.mean).toEqual(first.mean);
    expect((await run()).map(({ mean }) => mean)).toEqual([first.mean, other.mean, again.mean]);
    const noise = (m: typeof first) =>
      exactMoments(settings[0])
        .map((moments, j) => (m.mean[j] - moments.mean) / (m.standardError?.[j] as number))
        .slice(system.outputs.length);
    const [a, b] = [noise(first), noise(other)];
    expect(new Set([...a, ...b].map((value) => value.toFixed(6))).size).toBe(a.length + b.length);
  });

  test("the noise is normal with the stated standard error", async () => {
    const count = 400;
    const many = Array.from({ length: count }, (_, k) => ({ ...settings[0], stream: ["scatter", k] }));
    const measurements = await measure(simulator(), many, observeAll(system));
    const moments = exactMoments(settings[0]).slice(system.outputs.length);
    let chiSquare = 0;
    for (const { mean, standardError } of measurements) {
      for (const [j, exact] of moments.entries()) {
        const index = system.outputs.length + j;
        chiSquare += ((mean[index] - exact.mean) / (standardError?.[index] as number)) ** 2;
      }
    }
    // 3,200 degrees of freedom: ±4 standard deviations, false alarms 1 in 16,000 (the seed is fixed).
    const freedom = count * moments.length;
    expect(Math.abs(chiSquare - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });

  test("only what is selected is measured, in the order asked for", async () => {
    const request = { ...exactly, observables: { parameters: [4, 1], inputs: [1] } };
    const [{ mean }] = await measure(simulator(), [settings[0]], request);
    const all = exactMoments(settings[0]).map((m) => m.mean);
    const { outputs, parameters } = system;
    const wanted = [
      all[outputs.length + 4],
      all[outputs.length + 1],
      all[outputs.length + parameters.length + 1],
    ];
    expect([...mean]).toEqual(wanted.map((value) => expect.closeTo(value, 8)));
  });

  test("health: gap, residual, and the range of the nudge", async () => {
    const [free, , nudged] = (await measure(simulator(), settings, exactly)).map(({ health }) => health);
    expect(free).toMatchObject({ gapSource: "ritz", nudgeRange: null, nudgeRangeSource: "unknown" });
    const { values } = exactOf(settings[0]);
    expect(free.gap).toBeCloseTo(values[1] - values[0], 3);
    expect(free.residualNorm).toBeLessThan(2e-10);
    const nudge = OperatorSum.sum(
      system.outputs.map(({ operator }, l) => operator.scale(settings[2].nudge[l])),
    );
    const range = hermitianEigen(denseMatrix(nudge, QUBITS)).values;
    expect(nudged.nudgeRangeSource).toBe("exact");
    expect(nudged.nudgeRange).toBeCloseTo((range.at(-1) as number) - range[0], 10);
  });
});

describe("exact response", () => {
  test("against the dense sum over states, for several directions", async () => {
    const directions = [
      Float64Array.of(1, 0),
      Float64Array.of(-0.4, 2),
      Float64Array.of(0, 1),
      Float64Array.of(3, 3),
    ];
    const responses = await simulator().respond(settings, directions, exactly.observables);
    for (const [k, { response, coupledGap, residualNorm }] of responses.entries()) {
      const { values, vectors } = exactOf(settings[k]);
      const ground = rowOf(vectors, 0);
      const b = OperatorSum.sum(system.outputs.map(({ operator }, l) => operator.scale(directions[k][l])));
      const image = multiplyVector(denseMatrix(b, QUBITS), ground);
      const observables = [...system.outputs, ...system.parameters, ...system.inputs];
      for (const [j, { operator }] of observables.entries()) {
        const row = multiplyVector(denseMatrix(operator, QUBITS), ground);
        let expected = 0;
        for (let n = 1; n < values.length; n++) {
          const state = rowOf(vectors, n);
          const [left, right] = [inner(row, state), inner(state, image)];
          expected += (-2 * (left.re * right.re - left.im * right.im)) / (values[n] - values[0]);
        }
        expect(Math.abs(response[j] - expected)).toBeLessThan(1e-7);
      }
      expect(coupledGap).toBeCloseTo(values[1] - values[0], 4);
      expect(residualNorm).toBeLessThan(1e-8);
    }
  });

  test("no direction, no response", async () => {
    const [{ response, coupledGap }] = await simulator().respond(
      [settings[0]],
      [new Float64Array(2)],
      exactly.observables,
    );
    expect([...response].map((value) => value + 0)).toEqual(new Array(10).fill(0));
    expect(coupledGap).toBeNull();
  });

  const degenerate = new System({
    qubits: 2,
    fixed: parseOperator("Z1"),
    parameters: named("a", "X0"),
    outputs: named("b", "X0", "X1"),
  });
  const free: Setting = {
    inputs: new Float64Array(0),
    parameters: Float64Array.of(0),
    nudge: new Float64Array(2),
    stream: [],
  };

  test("degenerate ground states that the nudge couples are refused, or returned where that is the policy", async () => {
    const direction = [Float64Array.of(1, 0)];
    await expect(
      new Simulator(degenerate, testKernels()).respond([free], direction, { parameters: [0] }),
    ).rejects.toThrow(
      expect.objectContaining({
        code: "not-converged",
        message: expect.stringMatching(/does the nudge couple degenerate ground states\?/),
      }),
    );
    const lenient = new Simulator(degenerate, testKernels(), { onNotConverged: "return" });
    const [{ residualNorm }] = await lenient.respond([free], direction, { parameters: [0] });
    expect(residualNorm).toBeGreaterThan(0.1);
  });

  test("degenerate ground states that the nudge leaves alone do no harm", async () => {
    const [{ response, coupledGap }] = await new Simulator(degenerate, testKernels()).respond(
      [free],
      [Float64Array.of(0, 1)],
      { outputs: [1] },
    );
    // Z + νX: ⟨X⟩ = −ν/√(1+ν²)
    expect(response[0]).toBeCloseTo(-1, 9);
    expect(coupledGap).toBeCloseTo(2, 9);
  });
});

describe("the device port", () => {
  test("capabilities name the knobs and what computes", () => {
    expect(simulator().capabilities()).toMatchObject({
      name: "exact simulator",
      inputs: [{ name: "x0" }, { name: "x1" }],
      parameters: ["a0", "a1", "a2", "a3", "a4", "a5"].map((name) => ({ name })),
      outputs: ["b0", "b1"],
      hasExactResponse: true,
      hasExactMeans: true,
      record: { kernels: "relaxed-simd", solver: "stored lanczos", qubits: 5, arithmetic: "complex" },
    });
    const real = new System({ qubits: 3, fixed: parseOperator("Y0 Y1 + X2") });
    expect(new Simulator(real, testKernels("reference")).capabilities().record).toMatchObject({
      kernels: "reference",
      arithmetic: "real",
    });
  });

  test("where Y and Z can change places to make it real, a system is solved in real arithmetic", async () => {
    const turned = new System({
      qubits: 4,
      fixed: parseOperator("sum(j=0..2, X[j] X[j+1]) + 0.3 Z0 Z1 + 0.2 Y2 Z3 Y0"),
      inputs: named("x", "Y0 + Y1 + Y2 + Y3", "Z1 Y2 Z3"),
      parameters: named("a", "Y0 Y3 + 0.5 Y1", "X1 X3 - Y2", "Y3"),
      outputs: named("b", "0.5 + 0.5 Y2", "X0 X3"),
    });
    const device = new Simulator(turned, testKernels(), { symmetries: "off" });
    expect(device.capabilities().record).toMatchObject({ arithmetic: "real" });
    expect(turned.isReal).toBe(false);
    const [setting] = randomSettings(turned, 1, "turned");
    const [{ mean }] = await measure(device, [{ ...setting, nudge: Float64Array.of(0.2, -0.3) }], {
      ...observeAll(turned),
      shots: exactly.shots,
    });
    const ground = rowOf(exactOf({ ...setting, nudge: Float64Array.of(0.2, -0.3) }, turned, 4).vectors, 0);
    const all = [...turned.outputs, ...turned.parameters, ...turned.inputs];
    for (const [j, { operator }] of all.entries()) {
      expect(mean[j]).toBeCloseTo(matrixElement(ground, denseMatrix(operator, 4), ground), 9);
    }
  });

  test("a job is handed out once; cancelled and unknown ones are not there", async () => {
    const device = simulator();
    const job = await device.submit([settings[0]], exactly);
    expect((await device.poll(job)).state).toBe("done");
    await expect(device.poll(job)).rejects.toThrow(/there is no job 1, or its result was handed out already/);
    const second = await device.submit([settings[0]], exactly);
    await device.cancel(second);
    await expect(device.poll(second)).rejects.toThrow(/there is no job 2/);
  });

  test("what fails is a failed job, with the error", async () => {
    const device = simulator({ krylovDimension: 4, maxIterations: 2 });
    const job = await device.submit([settings[0]], exactly);
    expect(await device.poll(job)).toMatchObject({ state: "failed", error: { code: "not-converged" } });
    await expect(measure(device, [settings[0]], exactly)).rejects.toMatchObject({ code: "not-converged" });
  });

  test("a setting with a number too many is refused, not read as the next kind", async () => {
    const longer = { ...settings[0], parameters: new Float64Array(system.parameters.length + 1) };
    await expect(measure(simulator(), [longer], exactly)).rejects.toThrow(
      /needs 2 inputs, 6 parameters and 2 nudges; given were 2 inputs, 7 parameters and 2 nudges/,
    );
  });

  test("states that do not fit are refused before any work", () => {
    const large = new System({
      qubits: 40,
      fixed: parseOperator("sum(j=0..38, Z[j] Z[j+1]) + sum(j=0..39, X[j] + Z[j])"),
    });
    expect(() => new Simulator(large, testKernels())).toThrow(
      expect.objectContaining({
        code: "out-of-memory",
        context: expect.objectContaining({ bytes: 5 * 8 * 2 ** 40 }),
      }),
    );
    expect(() => simulator({ memoryLimit: 2 ** 17 })).toThrow(/there are 128 KiB of memory/);
  });

  test("closing gives everything back", async () => {
    const kernels = testKernels();
    const device = new Simulator(system, kernels);
    await measure(device, settings, observeAll(system));
    await device.respond(
      settings,
      settings.map(() => Float64Array.of(1, 1)),
      exactly.observables,
    );
    expect(kernels.bytesInUse).toBeGreaterThan(0);
    await device.close();
    expect(kernels.bytesInUse).toBe(0);
  });

  test.each(["relaxed-simd", "simd", "reference"] as const)(
    "%s kernels give the same physics",
    async (variant) => {
      const [{ mean }] = await measure(new Simulator(system, testKernels(variant)), [settings[2]], exactly);
      for (const [j, { mean: exact }] of exactMoments(settings[2]).entries()) {
        expect(Math.abs(mean[j] - exact)).toBeLessThan(1e-9);
      }
    },
  );
});

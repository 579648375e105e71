import { describe, expect, test } from "vitest";
import {
  absoluteExpectationLoss,
  clusterIsing,
  estimateGradients,
  kitaevHoneycomb,
  measure,
  OperatorSum,
  parseOperator,
  RandomStream,
  Simulator,
  type SimulatorOptions,
  System,
} from "../../src/index.ts";
import { hermitianEigen } from "../../src/linalg/hermitian-eigen.ts";
import type { ObservablesRequest, Setting } from "../../src/propagation/device.ts";
import { chainExploration } from "../support/chain-exploration.ts";
import { denseMatrix, matrixElement, rowOf } from "../support/dense.ts";
import { testKernels } from "../support/kernels.ts";
import { observeAll } from "../support/random-system.ts";

const open = (system: System, options: SimulatorOptions = {}) =>
  new Simulator(system, testKernels(), { tolerance: 1e-11, ...options });

const exactly = (system: System): ObservablesRequest => ({
  ...observeAll(system),
  shots: { outputs: null, parameters: null, inputs: null },
});

const free = (system: System, inputs: readonly number[], parameters: readonly number[]): Setting => ({
  inputs: Float64Array.from(inputs),
  parameters: Float64Array.from(parameters),
  nudge: new Float64Array(system.outputs.length),
  stream: [],
});

const nudged = (near: Setting, strength: number): Setting => ({
  ...near,
  near,
  nudge: near.nudge.map((_, l) => strength * (l % 2 === 0 ? 1 : -0.4)),
});

/** A complex system with two planted symmetries: the parities of the even and of the odd sites. */
function twoParities(): System {
  const random = new RandomStream("two parities");
  const sum = (terms: readonly string[]) =>
    OperatorSum.sum(terms.map((text) => parseOperator(text).scale(random.normal())));
  const pairs = [0, 1, 2, 3, 4, 5].flatMap((j) => [`Z${j} Z${j + 2}`, `Y${j} Z${j + 2}`, `X${j} X${j + 1}`]);
  return new System({
    qubits: 8,
    fixed: sum(pairs),
    inputs: [{ name: "x", operator: sum(["X0", "X3", "X5", "X6"]) }],
    parameters: [
      { name: "a", operator: parseOperator("Y1 Y3 + X7") },
      { name: "b", operator: sum(["X0 X1", "X2 Z4 Y6", "X7"]) },
    ],
    outputs: [
      { name: "u", operator: parseOperator("0.5 + 0.5 X0") },
      { name: "v", operator: parseOperator("Z1 Z7") },
    ],
  });
}

function chainSystem(): System {
  const { qubits, inputs } = clusterIsing({ sites: 8, boundary: "periodic" });
  return new System({
    qubits,
    inputs,
    parameters: [{ name: "a", operator: parseOperator("X0 + Z1 Z3") }],
    outputs: [{ name: "b", operator: parseOperator("X4 X6") }],
  });
}

/** Ground energy and gap of the whole matrix, and every mean in its ground state. */
function dense(system: System, { inputs, parameters, nudge }: Setting) {
  const knobs = [1, ...inputs, ...parameters, ...nudge];
  const h = OperatorSum.sum(system.operators.map((operator, m) => operator.scale(knobs[m])));
  const { values, vectors } = hermitianEigen(denseMatrix(h, system.qubits));
  const ground = rowOf(vectors, 0);
  const observables = [...system.outputs, ...system.parameters, ...system.inputs];
  const means = observables.map(({ operator }) =>
    matrixElement(ground, denseMatrix(operator, system.qubits), ground),
  );
  return { gap: values[1] - values[0], means };
}

describe("a system in the sectors of its symmetries", () => {
  const cases: readonly [string, System, Setting][] = [
    ["two parities", twoParities(), free(twoParities(), [0.4], [0.3, -0.6])],
    ["two parities, elsewhere", twoParities(), free(twoParities(), [-1.4], [-0.8, 1.1])],
    ["cluster Ising ring, paramagnet", chainSystem(), free(chainSystem(), [0.5, 0.4, 1.6], [0.2])],
    ["cluster Ising ring, odd sector", chainSystem(), free(chainSystem(), [0.3, -1.1, 0.6], [-2.3])],
  ];

  test.each(cases)(
    "%s: means and gaps are those of the whole matrix, free and nudged",
    async (_, system, at) => {
      const device = open(system);
      expect(device.capabilities().record.symmetries).toBeGreaterThan(0);
      const settings = [at, nudged(at, 0.3), nudged(at, -0.3), nudged(at, 2)];
      const measurements = await measure(device, settings, exactly(system));
      for (const [k, { mean, health }] of measurements.entries()) {
        const expected = dense(system, settings[k]);
        for (const [j, value] of expected.means.entries()) expect(mean[j]).toBeCloseTo(value, 8);
        expect(health.gap).toBeCloseTo(expected.gap, 6);
        expect(health.sector).toMatch(/^[+-]+$/);
      }
      await device.close();
    },
  );

  test.each(cases)(
    "%s: exact responses and variances agree with those without symmetries",
    async (_, system, at) => {
      const [tapered, whole] = [open(system), open(system, { symmetries: "off" })];
      const directions = [Float64Array.from(system.outputs, (_, l) => 1 - 0.3 * l)];
      const [a, b] = await Promise.all(
        [tapered, whole].map((device) => device.respond([at], directions, exactly(system).observables)),
      );
      for (const [j, value] of b[0].response.entries()) expect(a[0].response[j]).toBeCloseTo(value, 7);
      const [c, d] = await Promise.all(
        [tapered, whole].map((device) => measure(device, [at], observeAll(system))),
      );
      for (const [j, error] of (d[0].standardError as Float64Array).entries()) {
        expect(c[0].standardError?.[j]).toBeCloseTo(error, 7);
      }
    },
  );

  test("the number of symmetries, and no sector where there are none in use", async () => {
    const system = chainSystem();
    const [measurement] = await measure(
      open(system, { symmetries: "off" }),
      [free(system, [0.5, 0.4, 1.6], [0.2])],
      exactly(system),
    );
    expect(measurement.health.sector).toBeNull();
    expect(open(system).capabilities().record).toMatchObject({ symmetries: 1, qubits: 8 });
  });

  test("what was computed before changes no bit", async () => {
    const system = twoParities();
    const at = free(system, [0.4], [0.3, -0.6]);
    const targets = [nudged(at, 0.3), at, nudged(at, -2)];
    const fresh = await Promise.all(
      targets.map(async (target) => (await measure(open(system), [target], exactly(system)))[0]),
    );
    const used = open(system);
    await measure(used, [free(system, [1], [1, 1]), nudged(at, 1)], exactly(system));
    expect(await measure(used, targets, exactly(system))).toEqual(fresh);
  });
});

describe("a sector that is asked for", () => {
  test("the state stays in it, whatever the lowest energy is", async () => {
    const system = twoParities();
    const at = free(system, [0.4], [0.3, -0.6]);
    const signs = [-1, 1];
    const lowest = await Promise.all(
      signs.flatMap((a) =>
        signs.map(async (b) => {
          const device = open(system, { symmetries: { sector: [a, b] } });
          const [{ health, mean }] = await measure(device, [nudged(at, 0.3)], exactly(system));
          return { sector: health.sector, mean };
        }),
      ),
    );
    expect(lowest.map(({ sector }) => sector)).toEqual(["--", "-+", "+-", "++"]);
    const [auto] = await measure(open(system), [nudged(at, 0.3)], exactly(system));
    const same = lowest.find(({ sector }) => sector === auto.health.sector);
    for (const [j, value] of auto.mean.entries()) expect(same?.mean[j]).toBeCloseTo(value, 9);
    expect(new Set(lowest.map(({ mean }) => mean[0].toFixed(6))).size).toBe(4);
  });

  test("all symmetries of a classical chain leave one state", async () => {
    const system = new System({
      qubits: 3,
      inputs: [{ name: "x", operator: parseOperator("Z0 + 2 Z1 + 4 Z2") }],
      outputs: [{ name: "b", operator: parseOperator("Z0 Z2") }],
    });
    const device = open(system, { symmetries: { sector: [-1, 1, 1] } });
    const [{ mean, health }] = await measure(device, [free(system, [1], [])], exactly(system));
    expect([...mean]).toEqual([expect.closeTo(-1, 12), expect.closeTo(5, 12)]);
    expect([health.gap, health.sector]).toEqual([null, "-++"]);
  });
});

test("observables of several strings follow the sector from setting to setting", async () => {
  const system = new System({
    qubits: 8,
    fixed: parseOperator("sum(j=1..6, Z[j] Z[j+1] + 0.8 X[j+1])"),
    parameters: [
      { name: "f", operator: parseOperator("Z0") },
      { name: "g", operator: parseOperator("Z0 X1 + 0.7 X1 + Z1 + 0.4 Z0 Z2") },
    ],
    outputs: [{ name: "z", operator: parseOperator("Z3") }],
  });
  const settings = [1, -1, 1].map((f) => free(system, [], [f, 0.6]));
  const [tapered, whole] = await Promise.all(
    (["auto", "off"] as const).map((symmetries) =>
      measure(open(system, { symmetries }), settings, observeAll(system)),
    ),
  );
  expect(new Set(tapered.map(({ health }) => health.sector)).size).toBe(2);
  for (const [k, { standardError }] of whole.entries()) {
    expect(tapered[k].standardError?.[2]).toBeCloseTo(standardError?.[2] as number, 9);
  }
  const directions = settings.map(() => Float64Array.of(1));
  const selection = { parameters: [1] };
  const [a, b] = await Promise.all(
    (["auto", "off"] as const).map((symmetries) =>
      open(system, { symmetries }).respond(settings, directions, selection),
    ),
  );
  for (const [k, { response }] of b.entries()) expect(a[k].response[0]).toBeCloseTo(response[0], 7);
});

describe("degenerate sectors", () => {
  test("are reported by a gap of 0, and the first one is taken", async () => {
    // Nothing flips qubit 0: every level occurs with Z0 = 1 and with Z0 = −1.
    const system = new System({
      qubits: 8,
      fixed: parseOperator("sum(j=1..6, Z[j] Z[j+1] + 0.8 X[j+1])"),
      outputs: [{ name: "z", operator: parseOperator("Z0") }],
      parameters: [{ name: "f", operator: parseOperator("Z0") }],
    });
    const at = (f: number) => free(system, [], [f]);
    const [{ health, mean }] = await measure(open(system), [at(0)], exactly(system));
    expect(health).toMatchObject({ gap: 0, gapSource: "converged" });
    expect(health.sector).toMatch(/^\++$/);
    expect(mean[0]).toBeCloseTo(1, 12);
    const [lifted] = await measure(open(system), [at(1e-6)], exactly(system));
    expect(lifted.mean[0]).toBeCloseTo(-1, 12);
    expect(lifted.health.gap).toBeCloseTo(2e-6, 12);
  });
});

describe("phase exploration on the open chain of ten", () => {
  const loss = absoluteExpectationLoss({ output: 0, goal: "maximize" });
  test.each([
    ["run 1", [-0.1, 0.4], 3.9e-5],
    ["run 2", [0.2, 0.9], 2.4e-7],
  ] as const)(
    "%s: the gradient with symmetries is the one without, and so is the raw gap",
    async (_, theta, gap) => {
      const problem = {
        loss,
        samples: [{ points: [new Float64Array(0)] }],
        parameters: Float64Array.from(theta),
        stream: [],
      };
      const settings = { method: "one-sided", beta: 0.1, nudge: "each-output" } as const;
      const [[auto], [off]] = await Promise.all(
        (["auto", "off"] as const).map((symmetries) =>
          estimateGradients(open(chainExploration(), { symmetries }), problem, settings),
        ),
      );
      expect(auto.loss).toBeCloseTo(off.loss, 9);
      for (const [j, slope] of off.parameters.entries()) expect(auto.parameters[j]).toBeCloseTo(slope, 7);
      expect(auto.health.gap).toBeCloseTo(off.health.gap as number, 10);
      expect(Math.abs((auto.health.gap as number) / gap - 1)).toBeLessThan(0.03);
    },
  );
});

test("the bare Kitaev honeycomb: sixteen qubits in seven, the published gap", async () => {
  const { qubits, inputs, observables } = kitaevHoneycomb({ columns: 8, rows: 2 });
  const system = new System({ qubits, inputs, outputs: observables });
  const device = open(system);
  const [{ mean, health }] = await measure(device, [free(system, [1, 1, 1], [])], exactly(system));
  const energy = mean.subarray(1).reduce((sum, value) => sum + value, 0);
  expect(energy.toFixed(8)).toBe("-13.44113247");
  expect(mean[0]).toBeCloseTo(1, 12);
  expect((health.gap as number).toFixed(7)).toBe((-13.40033919 + 13.44113247).toFixed(7));
});

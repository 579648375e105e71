import { describe, expect, test } from "vitest";
import { chiSquareRatio, histogram } from "../../test/support/chi-square.ts";
import { denseMatrix, rowOf } from "../../test/support/dense.ts";
import { denseDistribution } from "../../test/support/dense-circuit.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { memoryLine } from "../../test/support/memory-channel.ts";
import { randomSettings, randomSystem } from "../../test/support/random-system.ts";
import { hermitianEigen } from "../linalg/hermitian-eigen.ts";
import type { Basis, Readout } from "../measurement/basis.ts";
import type { CliffordGate } from "../measurement/clifford-circuit.ts";
import type { Counts } from "../measurement/counts.ts";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { loadKernelModule } from "../platform/node/load-kernels.ts";
import type { Device, Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { PooledDevice } from "./pooled-device.ts";
import { Simulator, type SimulatorOptions } from "./simulator.ts";
import { serveSimulator } from "./simulator-worker.ts";

const simulator = (system: System, options: SimulatorOptions = {}) =>
  new Simulator(system, testKernels(), options);
const letters = (text: string): Basis => ({ kind: "pauli", letters: text });
const gates = (...circuit: CliffordGate[]): Basis => ({ kind: "clifford", circuit });

async function count(device: Device, setting: Setting, ...readouts: Readout[]): Promise<readonly Counts[]> {
  const [{ counts }] = await measure(device, [setting], { readouts: [readouts] });
  return counts as readonly Counts[];
}

/** H0 alone. */
function fixed(qubits: number, text: string): { system: System; setting: Setting } {
  const none = new Float64Array(0);
  return {
    system: new System({ qubits, fixed: parseOperator(text) }),
    setting: { inputs: none, parameters: none, nudge: none, stream: ["fixed"] },
  };
}

/** Outcomes as texts, qubit 0 first. */
function texts({ qubits, outcomes, occurrences }: Counts): Record<string, number> {
  const text = (outcome: number) =>
    Array.from({ length: qubits }, (_, j) => `${(outcome >>> j) & 1}`).join("");
  return Object.fromEntries(Array.from(outcomes, (outcome, k) => [text(outcome), occurrences[k]]));
}

describe("counts of states known by hand", () => {
  test("one qubit along −X, read in X, Y and Z", async () => {
    const { system, setting } = fixed(1, "X0");
    const asked = ["X", "Y", "Z"].map((text) => ({ basis: letters(text), shots: 10_000 }));
    const [x, y, z] = await count(simulator(system), setting, ...asked);
    expect(texts(x)).toEqual({ 1: 10_000 });
    // A fair coin leaves 5000 ± 250 once in two million times.
    for (const fair of [y, z]) expect(Math.abs(histogram(fair)[0] - 5000)).toBeLessThan(250);
    expect(histogram(y)).not.toEqual(histogram(z));
  });

  test("one qubit along −Y, with either sign", async () => {
    for (const [text, outcome] of [
      ["Y0", "1"],
      ["-Y0", "0"],
    ]) {
      const { system, setting } = fixed(1, text);
      const [y] = await count(simulator(system), setting, { basis: letters("Y"), shots: 100 });
      expect(texts(y)).toEqual({ [outcome]: 100 });
    }
  });

  test("a Bell state: equal in Z and X, opposite in Y, and a product after the circuit that undoes it", async () => {
    const { system, setting } = fixed(2, "-X0 X1 - Z0 Z1");
    const asked = ["ZZ", "XX", "YY"].map((text) => ({ basis: letters(text), shots: 1000 }));
    const undone = gates({ gate: "CX", qubits: [0, 1] }, { gate: "H", qubit: 0 });
    const [zz, xx, yy, product] = await count(simulator(system), setting, ...asked, {
      basis: undone,
      shots: 1000,
    });
    expect(Object.keys(texts(zz)).sort()).toEqual(["00", "11"]);
    expect(Object.keys(texts(xx)).sort()).toEqual(["00", "11"]);
    expect(Object.keys(texts(yy)).sort()).toEqual(["01", "10"]);
    expect(texts(product)).toEqual({ "00": 1000 });
  });

  test("a GHZ state of eight qubits, tapered to six: all equal in Z, an even number of 1 in X", async () => {
    const { system, setting } = fixed(8, "-sum(j=0..6, Z[j] Z[j+1]) - 0.5 X0 X1 X2 X3 X4 X5 X6 X7");
    const device = simulator(system);
    expect(device.capabilities().record.symmetries).toBeGreaterThan(0);
    const [z, x] = await count(
      device,
      setting,
      { basis: letters("ZZZZZZZZ"), shots: 4000 },
      { basis: letters("XXXXXXXX"), shots: 4000 },
    );
    // 2000 ± 160 is left once in two million times.
    expect(Object.keys(texts(z)).sort()).toEqual(["00000000", "11111111"]);
    expect(Math.abs(texts(z)["00000000"] - 2000)).toBeLessThan(160);
    const even = Float64Array.from({ length: 256 }, (_, b) =>
      [...b.toString(2)].filter((digit) => digit === "1").length % 2 === 0 ? 1 / 128 : 0,
    );
    expect(chiSquareRatio(histogram(x), even)).toBeLessThan(1);
  });
});

describe("counts against exact probabilities (false alarm: one in a million each)", () => {
  const QUBITS = 5;
  const system = randomSystem("counts", QUBITS);
  const setting = { ...randomSettings(system, 1, "counts")[0], nudge: Float64Array.of(0.3, -0.2) };
  const knobs = [1, ...setting.inputs, ...setting.parameters, ...setting.nudge];
  const operator = OperatorSum.sum(system.operators.map((part, k) => part.scale(knobs[k])));
  const { values, vectors } = hermitianEigen(denseMatrix(operator, QUBITS));
  const bases = [
    letters("ZZZZZ"),
    letters("XYZXY"),
    gates(
      { gate: "H", qubit: 2 },
      { gate: "CX", qubits: [2, 4] },
      { gate: "S", qubit: 4 },
      { gate: "H", qubit: 4 },
    ),
  ];
  const readouts = bases.map((basis) => ({ basis, shots: 200_000 }));

  test("of a ground state", async () => {
    const counts = await count(simulator(system), setting, ...readouts);
    for (const [k, basis] of bases.entries()) {
      const exact = denseDistribution(rowOf(vectors, 0), basis);
      expect(chiSquareRatio(histogram(counts[k]), exact)).toBeLessThan(1);
    }
  });

  test("of a thermal state", async () => {
    const temperature = 1.5;
    const equilibrium = { kind: "thermal", temperature } as const;
    const counts = await count(simulator(system, { equilibrium }), setting, ...readouts);
    const factors = [...values].map((energy) => Math.exp((values[0] - energy) / temperature));
    const sum = factors.reduce((total, factor) => total + factor, 0);
    for (const [k, basis] of bases.entries()) {
      const exact = new Float64Array(2 ** QUBITS);
      for (const [n, factor] of factors.entries()) {
        const of = denseDistribution(rowOf(vectors, n), basis);
        for (const [b, probability] of of.entries()) exact[b] += (factor / sum) * probability;
      }
      expect(chiSquareRatio(histogram(counts[k]), exact)).toBeLessThan(1);
    }
  });

  test("which another basis does not fit", async () => {
    const [zs] = await count(simulator(system), setting, ...readouts);
    expect(chiSquareRatio(histogram(zs), denseDistribution(rowOf(vectors, 0), bases[1]))).toBeGreaterThan(10);
  });
});

describe("where symmetries are used", () => {
  const fieldsAndPairs = "-sum(j=0..6, Z[j] Z[j+1]) - 0.9 sum(j=0..7, X[j]) + 0.3 Z0 Z4";
  const { system, setting } = fixed(8, fieldsAndPairs);

  test("counts in bases that break them have the distribution of a simulator without", async () => {
    const readouts = ["ZZZZZZZZ", "XXXXXXXX", "ZXYZXYZX"].map((text) => ({
      basis: letters(text),
      shots: 100_000,
    }));
    const tapered = simulator(system);
    const whole = simulator(system, { symmetries: "off" });
    expect(tapered.capabilities().record.symmetries).toBe(1);
    const counts = await count(tapered, setting, ...readouts);
    const others = await count(whole, setting, ...readouts);
    for (const [k, { basis }] of readouts.entries()) {
      const ground = rowOf(hermitianEigen(denseMatrix(system.fixed, 8)).vectors, 0);
      const exact = denseDistribution(ground, basis);
      expect(chiSquareRatio(histogram(counts[k]), exact)).toBeLessThan(1);
      expect(chiSquareRatio(histogram(others[k]), exact)).toBeLessThan(1);
    }
  });
});

describe("the request", () => {
  const system = randomSystem("requests", 4);
  const settings = randomSettings(system, 7, "requests");
  const readouts = settings.map((_, k) =>
    ["ZZZZ", "XYXY", "YYZX"].slice(k % 3).map((text) => ({ basis: letters(text), shots: 50 + k })),
  );

  test("counts are named by stream and position, and counted in shots", async () => {
    const device = simulator(system);
    const first = await measure(device, settings, { readouts });
    const again = await measure(device, settings.toReversed(), { readouts: readouts.toReversed() });
    expect(again.toReversed()).toEqual(first);
    expect(first.map(({ shots }) => shots)).toEqual(readouts.map((list, k) => list.length * (50 + k)));
    expect(first[0].mean).toHaveLength(0);
    expect(first[0].health.gap).toBeGreaterThan(0);
    const [a, b] = await count(device, settings[0], readouts[0][0], readouts[0][0]);
    expect(a).not.toEqual(b);
  });

  test("several workers give the counts of one, bit for bit", async () => {
    const kernels = await loadKernelModule();
    const [alone, pooled] = await Promise.all(
      [1, 3].map(async (workers) => {
        const lines = Array.from({ length: workers }, memoryLine);
        for (const { worker } of lines) serveSimulator(worker);
        const channels = lines.map(({ owner }) => owner);
        const device = await PooledDevice.open(system, { channels, kernels });
        const measurements = await measure(device, settings, { readouts });
        await expect(device.submit(settings, { readouts: [] })).rejects.toThrow("7 settings, 0 lists");
        await device.close();
        return measurements;
      }),
    );
    expect(pooled).toEqual(alone);
    expect(alone).toEqual(await measure(simulator(system), settings, { readouts }));
  });

  test("is refused before anything runs where it makes no sense", async () => {
    const refused = (basis: Basis, shots: number) =>
      expect(count(simulator(system), settings[0], { basis: letters("ZZZZ"), shots: 1 }, { basis, shots }))
        .rejects;
    await refused(letters("ZZZ"), 10).toThrow("readout 1 of setting 0: a basis of 4 qubits");
    await refused(letters("ZZZZ"), 0).toThrow("whole number from 1 to 16777216, it is 0");
    await refused(letters("ZZZZ"), 2 ** 25).toThrow("divide them over several readouts");
    await expect(measure(simulator(system), settings, { readouts: [] })).rejects.toThrow(
      "7 settings, 0 lists",
    );
  });

  test("a state sampled with random vectors gives no counts, and says why", async () => {
    const equilibrium = { kind: "thermal", temperature: 1, method: "typicality" } as const;
    const device = simulator(system, { equilibrium });
    expect(device.capabilities().counts).toBeUndefined();
    await expect(measure(device, settings, { readouts })).rejects.toThrow("Use the exact method");
  });

  test("takes no more memory than the solver did, even where a real state is read in a complex basis", async () => {
    const kernels = testKernels();
    const { system: chain, setting } = fixed(10, "-sum(j=0..8, Z[j] Z[j+1]) - sum(j=0..9, X[j]) - 0.1 Z0");
    const device = new Simulator(chain, kernels, { form: "two-pass" });
    expect(device.capabilities().record.arithmetic).toBe("real");
    let peak = 0;
    const { allocate, allocateBlock } = kernels;
    const noting = <Memory>(memory: Memory): Memory => {
      peak = Math.max(peak, kernels.bytesInUse);
      return memory;
    };
    kernels.allocate = (length) => noting(allocate.call(kernels, length));
    kernels.allocateBlock = (rows, length) => noting(allocateBlock.call(kernels, rows, length));
    await measure(device, [setting], {
      observables: {},
      shots: { outputs: null, parameters: null, inputs: null },
    });
    const solving = peak;
    await count(device, setting, { basis: letters("YYYYYYYYYY"), shots: 1 });
    expect(solving).toBeGreaterThan(0);
    expect(peak).toBeLessThanOrEqual(solving);
  });

  test("can be for any basis", () => {
    const { counts } = simulator(system).capabilities();
    expect(counts).toEqual({ qubits: 4, bases: "clifford", maxShots: 2 ** 24 });
  });
});

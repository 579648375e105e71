import { describe, expect, it } from "vitest";
import { CountingDevice, type CountingDeviceOptions } from "../../test/support/counting-device.ts";
import { denseMatrix, matrixElement } from "../../test/support/dense.ts";
import { randomState } from "../../test/support/dense-readout.ts";
import { testKernels } from "../../test/support/kernels.ts";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import { RandomStream, type StreamKey } from "../base/random.ts";
import { countShots } from "../measurement/counts.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { CountedDevice } from "./counted-device.ts";
import type { CountedDeviceOptions } from "./counted-options.ts";
import { RestrictedDevice } from "./restricted-device.ts";
import { Simulator } from "./simulator.ts";

const named = (texts: readonly string[]) => texts.map((name) => ({ name, operator: parseOperator(name) }));
const SYSTEM = new System({
  qubits: 3,
  outputs: named(["0.5 + 0.5 Z0 Z1", "Z2"]),
  parameters: named(["X0 X1", "Y0 Y1", "Z1 Z2 + 0.3 X0", "X2"]),
  inputs: named(["Z0 + Z1"]),
});
const STATE = randomState(3, new RandomStream("counted", "state"));
const ALL = { outputs: [0, 1], parameters: [0, 1, 2, 3], inputs: [0] };
const EXACT = [...SYSTEM.outputs, ...SYSTEM.parameters, ...SYSTEM.inputs].map(({ operator }) =>
  matrixElement(STATE, denseMatrix(operator, 3), STATE),
);

function laboratory(changes: Partial<CountingDeviceOptions> = {}): CountingDevice {
  return new CountingDevice({
    state: () => STATE,
    counts: { qubits: 3, bases: "clifford" },
    names: {
      outputs: SYSTEM.outputs.map(({ name }) => name),
      parameters: SYSTEM.parameters,
      inputs: SYSTEM.inputs,
    },
    ...changes,
  });
}

function setting(...stream: StreamKey[]): Setting {
  const zeros = (length: number) => new Float64Array(length);
  return { inputs: zeros(1), parameters: zeros(4), nudge: zeros(2), stream };
}

async function measureOnce(device: CountedDevice, total: number, ...stream: StreamKey[]) {
  const [measurement] = await measure(device, [setting(...stream)], { observables: ALL, budget: { total } });
  return measurement;
}

const ERRORS = { p01: [0.03, 0.1, 0.02], p10: [0.08, 0.02, 0.15] };
const CASES: [string, CountedDeviceOptions, Partial<CountingDeviceOptions>][] = [
  ["qubit-wise", {}, {}],
  ["commuting", { grouping: "commuting" }, {}],
  ["uniform", { allocation: "uniform" }, {}],
  ["shadows", { grouping: "shadows" }, {}],
  ["pilot", { pilot: 0.25 }, {}],
  ["readout errors", { grouping: "commuting", readout: ERRORS }, { errors: ERRORS }],
  ["interleaved, with lost shots", { order: "interleaved", pilot: 0.2 }, { loss: 0.3 }],
];

describe("CountedDevice", () => {
  it.each(CASES)(
    "%s: the means scatter about the exact values as the covariance says",
    async (_, options, changes) => {
      // 300 estimates of 7 observables. Each sum of deviations is below 4.5 of its standard errors (7 × 7e-6), and each
      // sum of squares, of relative deviation (2/300)^½ = 0.08 where normal, within 0.35 of what is claimed (7 × 2e-5):
      // false alarms 2e-4 for each case.
      const device = new CountedDevice(laboratory(changes), SYSTEM, options);
      const sums = {
        deviation: new Float64Array(7),
        square: new Float64Array(7),
        claimed: new Float64Array(7),
      };
      for (let run = 0; run < 300; run++) {
        const { mean, covariance } = await measureOnce(device, 400, "scatter", run);
        for (const [i, exact] of EXACT.entries()) {
          sums.deviation[i] += mean[i] - exact;
          sums.square[i] += (mean[i] - exact) ** 2;
          sums.claimed[i] += (covariance as Float64Array)[8 * i];
        }
      }
      for (const [i, claimed] of sums.claimed.entries()) {
        expect(Math.abs(sums.deviation[i])).toBeLessThan(4.5 * Math.sqrt(claimed));
        expect(Math.abs(sums.square[i] / claimed - 1)).toBeLessThan(0.35);
      }
    },
  );

  it("says what it spends, and has the standard errors of its covariance", async () => {
    const device = new CountedDevice(laboratory(), SYSTEM, { keepCounts: true });
    const { mean, covariance, standardError, shots, counts, readouts } = await measureOnce(device, 400, 1);
    expect(mean).toHaveLength(7);
    expect(shots).toBe(400);
    for (let i = 0; i < 7; i++) expect(standardError?.[i]).toBe(Math.sqrt(covariance?.[8 * i] ?? Number.NaN));
    expect(readouts?.map((readout) => readout.shots)).toEqual(counts?.map(countShots));
    expect(readouts?.reduce((sum, readout) => sum + readout.shots, 0)).toBe(400);
    expect(device.capabilities()).toMatchObject({
      name: "counting device, counted",
      hasBudget: true,
      hasExactMeans: false,
      hasExactResponse: false,
      record: { grouping: "qubit-wise", allocation: "variance", pilot: 0, readoutInverted: false },
    });
  });

  it("moves shots to what varies, and to what weighs", async () => {
    const up = { re: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), im: new Float64Array(8) };
    const inZ = async (options: CountedDeviceOptions, weights?: Float64Array) => {
      const device = new CountedDevice(laboratory({ state: () => up }), SYSTEM, {
        ...options,
        keepCounts: true,
      });
      const budget = weights ? { total: 1000, weights } : { total: 1000 };
      const observables = { outputs: [1], parameters: [3] };
      const [{ readouts = [] }] = await measure(device, [setting(2)], { observables, budget });
      const letters = ({ basis }: (typeof readouts)[number]) =>
        basis.kind === "pauli" ? basis.letters[2] : "";
      return readouts
        .filter((readout) => letters(readout) === "Z")
        .reduce((sum, { shots }) => sum + shots, 0);
    };
    expect(await inZ({})).toBe(500);
    expect(await inZ({}, Float64Array.of(3, 1))).toBe(750);
    // All spins up: Z2 is certain, so nothing is left to find out after the pilot's 50 shots.
    expect(await inZ({ pilot: 0.1 })).toBeLessThan(250);
    expect(await inZ({ pilot: 0.1, allocation: "uniform" })).toBe(500);
  });

  it("is the same for a setting whatever else is in the job, and for any number of polls", async () => {
    const device = new CountedDevice(laboratory(), SYSTEM, { pilot: 0.3, order: "interleaved" });
    const request = { observables: ALL, budget: { total: 100 } };
    const [, together] = await measure(device, [setting(1), setting(2)], request);
    const [alone] = await measure(device, [setting(2)], request);
    expect(alone).toEqual(together);
    const [other] = await measure(device, [setting(3)], request);
    expect(other.mean).not.toEqual(alone.mean);
  });

  it("cycles through the settings, keeps to the device's limit, and passes requests for counts on", async () => {
    const inner = laboratory({ counts: { qubits: 3, bases: "pauli", maxShots: 30 } });
    const device = new CountedDevice(inner, SYSTEM, { order: "interleaved", chunks: 2 });
    await measure(device, [setting("a"), setting("b")], { observables: ALL, budget: { total: 400 } });
    const [{ settings, request }] = inner.asked;
    expect(new Set(settings.map(({ stream }) => stream.join())).size).toBe(settings.length);
    expect(settings.map(({ stream }) => stream[0]).slice(0, 4)).toEqual(["a", "b", "b", "a"]);
    const shots = request.readouts.flatMap((readouts) => readouts.map((readout) => readout.shots));
    expect(Math.max(...shots)).toBeLessThanOrEqual(30);
    expect(shots.reduce((sum, value) => sum + value, 0)).toBe(800);
    const readouts = [[{ basis: { kind: "pauli", letters: "XYZ" }, shots: 5 }]] as const;
    const [{ counts = [] }] = await measure(device, [setting("c")], { readouts });
    expect(counts.map(countShots)).toEqual([5]);
  });

  it("reads ground states of the simulator: a device that knows H0, behind one that does not", async () => {
    const fixed = parseOperator("sum(j=0..1, Z[j] Z[j+1]) - 0.7 X0 - 0.4 X1 - 0.9 X2 - 0.2 Z0");
    const { outputs, parameters, inputs } = SYSTEM;
    const simulator = new Simulator(
      new System({ qubits: 3, fixed, outputs, parameters, inputs }),
      testKernels("reference"),
    );
    const shots = { outputs: null, parameters: null, inputs: null };
    const [exact] = await measure(simulator, [setting(1)], { observables: ALL, shots });
    const device = new CountedDevice(simulator, SYSTEM, { grouping: "commuting" });
    const { mean, standardError } = await measureOnce(device, 100_000, "simulator");
    for (const [i, error] of standardError?.entries() ?? []) {
      expect(error).toBeLessThan(0.01);
      // Seven numbers within 4.5 standard errors: 5e-5.
      expect(Math.abs(mean[i] - exact.mean[i])).toBeLessThan(4.5 * error);
    }
    await device.close();
  });

  it("lets a linear drift cancel between interleaved settings, not between sequential ones", async () => {
    // ⟨Z2⟩ = cos(1 + t/1000), t in seconds, and a shot takes one. Shots of a visit are all taken at its start, so that two
    // sequential settings of 400 shots have 1 and 1.4 rad; interleaved both have 1.35 on average.
    const drifting = ({ time = 0 }: Setting) => {
      const [c, s] = [Math.cos((1 + time / 1000) / 2), Math.sin((1 + time / 1000) / 2)];
      return { re: Float64Array.of(c, 0, 0, 0, s, 0, 0, 0), im: new Float64Array(8) };
    };
    const difference = async (order: "sequential" | "interleaved") => {
      const platform = { name: "slow laboratory", bases: "clifford", times: { shot: 1 } } as const;
      const clocked = new RestrictedDevice(laboratory({ state: drifting }), platform);
      const device = new CountedDevice(clocked, SYSTEM, { order });
      let sum = 0;
      for (let run = 0; run < 100; run++) {
        const both = [{ ...setting("a", run), time: 0 }, setting("b", run)];
        const [a, b] = await measure(device, both, { observables: { outputs: [1] }, budget: { total: 400 } });
        sum += (b.mean[0] - a.mean[0]) / 100;
      }
      return sum;
    };
    // The standard error of a mean difference is 0.007 at most: 4.5 of them, 1e-5.
    expect(Math.abs(await difference("interleaved"))).toBeLessThan(0.032);
    expect(Math.abs((await difference("sequential")) - (Math.cos(1.4) - Math.cos(1)))).toBeLessThan(0.032);
  });

  it("refuses what it cannot do, saying why", async () => {
    expect(() => new CountedDevice(new PolynomialDevice(), SYSTEM)).toThrow(/polynomial gives no counts/);
    const misnamed = {
      outputs: SYSTEM.outputs.toReversed(),
      parameters: SYSTEM.parameters,
      inputs: SYSTEM.inputs,
    };
    expect(() => new CountedDevice(laboratory(), misnamed)).toThrow(
      /outputs of the counted device are Z2, .* in its order/,
    );
    expect(() => new CountedDevice(laboratory(), SYSTEM, { pilot: 1 })).toThrow(/0 ≤ pilot < 1; it is 1/);
    expect(() => new CountedDevice(laboratory(), SYSTEM, { chunks: 0 })).toThrow(/chunks must be .* it is 0/);
    const device = new CountedDevice(laboratory(), SYSTEM);
    const ask = (budget: { total: number; weights?: Float64Array }, observables = ALL) =>
      measure(device, [setting(1)], { observables, budget });
    await expect(ask({ total: 2.5 })).rejects.toThrow(/whole number of shots, at least 1; it is 2.5/);
    await expect(ask({ total: 2 })).rejects.toThrow(/2 shots are too few.* 3 bases/);
    await expect(ask({ total: 9, weights: Float64Array.of(1) })).rejects.toThrow(
      /7 observables .* 1 weights/,
    );
    const weights = new Float64Array(7).fill(-1);
    await expect(ask({ total: 9, weights })).rejects.toThrow(/weight 0 is -1; it must be finite/);
    await expect(ask({ total: 9 }, { ...ALL, inputs: [4] })).rejects.toThrow(
      /no member 4 among the 1 inputs/,
    );
    const each = { observables: ALL, shots: { outputs: 1, parameters: 1, inputs: 1 } };
    await expect(measure(device, [setting(1)], each)).rejects.toThrow(/ask for a budget of shots/);
  });
});

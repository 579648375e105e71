import { describe, expect, test } from "vitest";
import { CountedDevice } from "../../src/devices/counted-device.ts";
import { MiscalibratedDevice } from "../../src/devices/miscalibrated-device.ts";
import { drawMiscalibration } from "../../src/devices/miscalibration.ts";
import { RestrictedDevice } from "../../src/devices/restricted-device.ts";
import { Simulator, type SimulatorOptions } from "../../src/devices/simulator.ts";
import { parseOperator } from "../../src/operators/parse-operator.ts";
import type { Device } from "../../src/propagation/device.ts";
import { checkReciprocity, type ReciprocitySettings } from "../../src/propagation/reciprocity.ts";
import { System } from "../../src/propagation/system.ts";
import { CountingDevice } from "../support/counting-device.ts";
import { testKernels } from "../support/kernels.ts";
import { quenchedState } from "../support/quenched-state.ts";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });
const system = new System({
  qubits: 3,
  fixed: parseOperator("0.6 Z0 Z1 + 0.9 Z1 Z2"),
  inputs: [named("field", "-X0 - X1 - X2")],
  parameters: [named("a", "Z0"), named("b", "X1 X2"), named("c", "Z1 Z2"), named("d", "Y0 Y2")],
  outputs: [named("up", "0.5 + 0.5 Z2"), named("flip", "X0 X1")],
});
const point = {
  inputs: Float64Array.of(0.8),
  parameters: Float64Array.of(0.7, 0.3, -0.4, 0.25),
  stream: ["reciprocity test"],
};
const simulator = (options: SimulatorOptions = {}) => new Simulator(system, testKernels(), options);
const counted = (device: Device) => new CountedDevice(device, system);
const counts = { qubits: 3, bases: "pauli" } as const;
const names = {
  inputs: [{ name: "field" }],
  parameters: ["a", "b", "c", "d"].map((name) => ({ name })),
  outputs: ["up", "flip"],
};
const quenched = (time: number) => new CountingDevice({ state: quenchedState(system, time), counts, names });

const exact: ReciprocitySettings = { step: 0.05, shots: null };
const EVERYTHING = { pairs: "all", inputs: [0] } as const;

describe("a device in equilibrium", () => {
  test.each([
    ["ground state", {}],
    ["Gibbs state", { equilibrium: { kind: "thermal", temperature: 0.7 } }],
  ] as const)("without noise, %s: both sides are the exact response", async (_, options) => {
    const device = simulator(options);
    const check = await checkReciprocity(device, point, { ...exact, ...EVERYTHING });
    expect(check.verdict).toBe("holds");
    expect(check.pairs.length).toBe(21);
    for (const { response, reverse } of check.pairs) expect(Math.abs(response - reverse)).toBeLessThan(2e-5);
    const nudge = Float64Array.of(0, 0);
    const [{ response }] = await device.respond([{ ...point, nudge }], [Float64Array.of(1, 0)], {
      parameters: [0, 1, 2, 3],
    });
    const up = check.pairs.filter(
      ({ knob, partner }) => knob.kind === "parameters" && partner.kind === "outputs" && partner.index === 0,
    );
    expect(up.length).toBe(4);
    for (const [j, pair] of up.entries()) {
      expect(pair.reverse).toBeCloseTo(response[j], 4);
      expect(pair.response).toBeCloseTo(response[j], 4);
    }
  });

  // 200 independent checks: fewer than 2 or more than 20 below 0.05 in 1 of 1,000 cases each (binomial), as for every p above 0.5 (71…129).
  test.each([
    ["ground state", {}],
    ["Gibbs state", { equilibrium: { kind: "thermal", temperature: 0.7 } }],
  ] as const)("with counts, %s: the p-values are uniform", async (_, options) => {
    const device = counted(simulator(options));
    const checks = [];
    for (let k = 0; k < 200; k++) {
      const own = { ...point, stream: ["uniform", k] };
      checks.push(await checkReciprocity(device, own, { step: 0.4, shots: 4000 }));
    }
    for (const kind of ["asSet", "upToGains"] as const) {
      const values = checks.map((check) => check[kind]?.pValue as number);
      const below = (limit: number) => values.filter((p) => p < limit).length;
      expect(below(0.05), kind).toBeGreaterThanOrEqual(2);
      expect(below(0.05), kind).toBeLessThanOrEqual(20);
      expect(below(0.5), kind).toBeGreaterThan(71);
      expect(below(0.5), kind).toBeLessThan(129);
    }
    expect(checks[0].asSet.degreesOfFreedom).toBe(8);
    expect(checks[0].upToGains?.degreesOfFreedom).toBe(3);
    expect(checks[0].shots).toBe(6 * 2 * 4000);
    expect(checks[0].preparations).toBe(24);
  });

  // Outputs that are read together and are nearly alike: without their covariances χ² has another distribution.
  // 100 checks: more than 36 outside 0.1 to 0.9, and fewer than 31 or more than 69 below 0.5, in 1 of 10,000 cases each (binomial).
  test("with counts that are correlated, the p-values are uniform", async () => {
    const alike = new System({
      qubits: 3,
      fixed: system.fixed,
      inputs: system.inputs,
      parameters: [named("a", "Z0")],
      outputs: ["Z2", "Z2 + 0.2 Z1", "Z2 - 0.2 Z1", "Z2 + 0.2 X0"].map((text, l) => named(`up${l}`, text)),
    });
    const device = new CountedDevice(new Simulator(alike, testKernels()), alike);
    const values: number[] = [];
    for (let k = 0; k < 100; k++) {
      const own = { inputs: point.inputs, parameters: Float64Array.of(2), stream: ["alike", k] };
      values.push((await checkReciprocity(device, own, { step: 0.4, shots: 4000 })).asSet.pValue);
    }
    const those = (isMeant: (p: number) => boolean) => values.filter(isMeant).length;
    expect(those((p) => p < 0.1 || p > 0.9)).toBeLessThanOrEqual(36);
    expect(those((p) => p < 0.5)).toBeGreaterThanOrEqual(31);
    expect(those((p) => p < 0.5)).toBeLessThanOrEqual(69);
  });

  test("errors of a readout calibration are in those of both sides, and shared by all", async () => {
    const readout = { p01: [0.06, 0.05, 0.08], p10: [0.1, 0.12, 0.09] };
    const laboratory = simulator({ imperfections: { readout } });
    const deviations = { p01Error: [0.2, 0.2, 0.2], p10Error: [0.2, 0.2, 0.2] };
    const [known, measured] = await Promise.all(
      [readout, { ...readout, ...deviations }].map((own) =>
        checkReciprocity(new CountedDevice(laboratory, system, { readout: own }), point, {
          step: 0.4,
          shots: 4000,
        }),
      ),
    );
    for (const [k, { responseError, reverseError, response }] of known.pairs.entries()) {
      expect(measured.pairs[k].response).toBe(response);
      expect(measured.pairs[k].responseError).toBeGreaterThan(responseError);
      expect(measured.pairs[k].reverseError).toBeGreaterThan(reverseError);
    }
    expect(measured.asSet.chiSquare).toBeLessThan(known.asSet.chiSquare);
  });
});

describe("knobs with gains", () => {
  const errors = drawMiscalibration(
    { inputs: 1, parameters: 4, outputs: 2 },
    { gain: 0.15, offset: 0.03 },
    5,
  );
  const trueGains = (unit = errors.nudge?.matrix[0] as number) => [
    (errors.nudge?.matrix[3] as number) / unit,
    ...[0, 5, 10, 15].map((k) => (errors.parameters?.matrix[k] as number) / unit),
  ];

  test("without noise they are found", async () => {
    const device = new MiscalibratedDevice(simulator(), errors);
    const check = await checkReciprocity(device, point, exact);
    expect(check.verdict).toBe("holds-up-to-gains");
    expect(check.asSet.chiSquare).toBeGreaterThan(1000);
    expect(check.gains.map(({ knob }) => knob.kind)).toEqual(["outputs", ...Array(4).fill("parameters")]);
    const gains = trueGains();
    for (const [k, { gain }] of check.gains.entries()) expect(gain).toBeCloseTo(gains[k], 3);
  });

  // 5 gains, 60 times: their correlated mean square (gain − true)²/σ² is 1 ± 0.1; 3.5 of these are 1 in 2,000.
  test("with counts they are found within their standard errors", async () => {
    const device = counted(new MiscalibratedDevice(simulator(), errors));
    const gains = trueGains();
    const scores: number[] = [];
    for (let k = 0; k < 60; k++) {
      const own = { ...point, stream: ["gains", k] };
      const check = await checkReciprocity(device, own, { step: 0.4, shots: 20_000 });
      for (const [g, { gain, standardError }] of check.gains.entries())
        scores.push((gain - gains[g]) / standardError);
    }
    const square = scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length;
    expect(square).toBeGreaterThan(0.65);
    expect(square).toBeLessThan(1.35);
  });
});

describe("a device that is not in equilibrium", () => {
  // In equilibrium either would be seen once in 10⁷ runs.
  test.each([0.5, 1, 2])("read %s after a sudden nudge, it fails whatever the gains", async (time) => {
    const settings = { ...EVERYTHING, step: 0.4, shots: 40_000 };
    const check = await checkReciprocity(counted(quenched(time)), point, settings);
    expect(check.verdict).toBe("fails");
    expect(check.asSet.pValue).toBeLessThan(1e-7);
    expect(check.upToGains?.pValue).toBeLessThan(1e-7);
  });
});

describe("what makes no sense is refused", () => {
  test.each([
    [{ step: 0 }, "reciprocity: the step must be above 0; it is 0"],
    [{ shots: 10 }, "reciprocity: shots must be a whole number of at least 18"],
    [{ falseAlarms: 1 }, "the rate of false alarms must lie between 0 and 1; it is 1"],
    [{ parameters: [] }, "there must be an output and another knob; there are 2 outputs, 2 knobs"],
    [{ parameters: [4] }, "there is no member 4 among the 4 parameters"],
  ])("%o", async (settings, message) => {
    await expect(checkReciprocity(simulator(), point, { ...exact, ...settings })).rejects.toThrow(message);
  });

  test("a knob that is set too coarsely for the step", async () => {
    const platform = { name: "coarse", knobs: { b: { resolution: 0.1 } } };
    const device = counted(new RestrictedDevice(simulator(), platform));
    const at = (step: number, parameters = [0, 1]) =>
      checkReciprocity(device, point, { step, shots: 1000, parameters });
    await expect(at(0.3)).rejects.toThrow(
      "b is set in steps of 0.1, and is to be moved by 0.15; choose a step that is a multiple of 0.2, or leave this knob out",
    );
    await expect(at(0.1)).rejects.toThrow("b is set in steps of 0.1, and is to be moved by 0.05");
    expect((await at(0.4)).preparations).toBe(16);
    expect((await at(0.3, [0, 2])).preparations).toBe(16);
  });

  test("an equilibrium that is sampled with random vectors", async () => {
    const equilibrium = { kind: "thermal", temperature: 1, method: "typicality", samples: 4 } as const;
    await expect(checkReciprocity(simulator({ equilibrium }), point, exact)).rejects.toThrow(
      "have errors that shots do not tell; use the exact method",
    );
  });
});

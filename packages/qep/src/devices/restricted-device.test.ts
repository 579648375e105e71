import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import type { Basis, Readout } from "../measurement/basis.ts";
import { type Platform, requirePlatform } from "../measurement/platform.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { Device, Setting } from "../propagation/device.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { CountedDevice } from "./counted-device.ts";
import { RestrictedDevice } from "./restricted-device.ts";
import { Simulator } from "./simulator.ts";

const system = new System({
  qubits: 3,
  inputs: [{ name: "x", operator: parseOperator("X0 + X1 + X2") }],
  parameters: [
    { name: "a", operator: parseOperator("Z0 Z1") },
    { name: "b", operator: parseOperator("X1 Z2") },
  ],
  outputs: [{ name: "z", operator: parseOperator("Z2") }],
});

const platform: Platform = {
  name: "bench",
  knobs: { x: { bounds: [-2, 2], slew: 0.5 }, a: { bounds: [0, 1], resolution: 0.25 } },
};

const setting = (x: number, a: number, b = 0.3, rest: Partial<Setting> = {}): Setting => ({
  inputs: Float64Array.of(x),
  parameters: Float64Array.of(a, b),
  nudge: Float64Array.of(0),
  stream: ["platform"],
  ...rest,
});

const restrict = (changes: Partial<Platform> = {}) =>
  new RestrictedDevice(new Simulator(system, testKernels()), { ...platform, ...changes });
const letters = (text: string): Basis => ({ kind: "pauli", letters: text });
const readout = (text = "ZZZ", shots = 10): Readout => ({ basis: letters(text), shots });

function count(device: Device, settings: readonly Setting[], ...readouts: Readout[]) {
  return measure(device, settings, { readouts: settings.map(() => readouts) });
}

describe("knobs of a platform", () => {
  test("a value beyond the bounds is refused before anything runs, by name, with what to do", async () => {
    const device = restrict();
    await expect(count(device, [setting(0, 0.5), setting(2.5, 0.5)], readout())).rejects.toThrow(
      "setting 1, inputs: x = 2.5 is out of the bounds [-2, 2] of this platform",
    );
    await expect(count(device, [setting(0, Number.NaN)], readout())).rejects.toThrow(
      "a = NaN is out of the bounds",
    );
    expect(device.clock).toBe(0);
  });

  test("a value off the grid goes to the nearest point, and the measurement says so", async () => {
    const [rounded, kept] = await count(restrict(), [setting(1, 0.6), setting(1, 0.75)], readout());
    expect(rounded.actual).toEqual({ inputs: Float64Array.of(1), parameters: Float64Array.of(0.5, 0.3) });
    expect(kept.actual).toBeUndefined();
    const [asked] = await count(restrict(), [setting(1, 0.5)], readout());
    expect(rounded.counts).toEqual(asked.counts);
    expect(rounded.health).toEqual(asked.health);
  });

  test("the grid ends within the bounds", async () => {
    const device = restrict({ knobs: { a: { bounds: [0, 0.9], resolution: 0.25 } } });
    const [highest] = await count(device, [setting(1, 0.9)], readout());
    expect(highest.actual?.parameters[0]).toBe(0.75);
    const none = restrict({ knobs: { a: { bounds: [0.3, 0.4], resolution: 0.25 } } });
    await expect(count(none, [setting(1, 0.35)], readout())).rejects.toThrow(
      "no multiple of the resolution 0.25 of a",
    );
  });

  test("what settings share stays shared, near settings on the grid too", async () => {
    const free = setting(1, 0.6);
    const nudged = setting(1, 0.6, 0.3, { nudge: Float64Array.of(0.2), near: free });
    const exact = { observables: { outputs: [0] }, shots: { outputs: null, parameters: null, inputs: null } };
    const [, ofNudged] = await measure(restrict(), [free, nudged], exact);
    const same = setting(1, 0.5);
    const plain = { ...nudged, parameters: same.parameters, near: same };
    const [, expected] = await measure(new Simulator(system, testKernels()), [same, plain], exact);
    expect(ofNudged.mean).toEqual(expected.mean);
  });
});

describe("time on a platform", () => {
  const times = { shot: 0.01, basis: 2, setting: 10 };

  test("steps of the slew, changes of basis and shots move the clock, and settings that do not change cost no step", async () => {
    const device = restrict({ times });
    // One step at the start, none, and three of at most 0.5 from x = 0 to 1.2.
    const settings = [setting(0, 0.5), setting(0, 0.5), setting(1.2, 0.5)];
    await count(device, settings, readout("ZZZ", 100), readout("XXX", 50));
    expect(device.clock).toBeCloseTo(4 * 10 + 3 * (2 + 1 + 2 + 0.5), 12);
  });

  test("each setting is prepared at its time: one job is as good as two, and as one that is given its time", async () => {
    const drift = { correlationTime: 5, absolute: 0.3 };
    const drifting = () =>
      new RestrictedDevice(new Simulator(system, testKernels(), { imperfections: { drift } }), {
        ...platform,
        times,
      });
    const settings = [setting(1, 0.5), setting(1, 0.75), setting(0.5, 0.25)];
    const together = await count(drifting(), settings, readout("XZX", 500));
    const apart = drifting();
    const one = await count(apart, settings.slice(0, 2), readout("XZX", 500));
    const ended = apart.clock;
    const two = await count(apart, settings.slice(2), readout("XZX", 500));
    expect([...one, ...two]).toEqual(together);
    const still = await count(new Simulator(system, testKernels()), settings, readout("XZX", 500));
    expect(together.map(({ counts }) => counts)).not.toEqual(still.map(({ counts }) => counts));
    // From x = 1 to 0.5 is one step.
    const resumed = await count(
      drifting(),
      [{ ...settings[2], time: ended + times.setting }],
      readout("XZX", 500),
    );
    expect(resumed).toEqual(two);
  });
});

describe("what a platform reads", () => {
  test.each<[string, Partial<Platform>, Readout, string]>([
    [
      "a basis that is not listed",
      { bases: ["ZZZ", "XXX"] },
      readout("XYX"),
      "cannot read XYX; it reads ZZZ, XXX",
    ],
    [
      "a circuit",
      {},
      { basis: { kind: "clifford", circuit: [] }, shots: 1 },
      "has no circuits before the readout",
    ],
    [
      "too many shots",
      { maxShots: 9 },
      readout(),
      "from 1 to 9, it is 10; divide them over several readouts",
    ],
  ])("%s is refused", async (_, changes, asked, message) => {
    await expect(count(restrict(changes), [setting(0, 0.5)], asked)).rejects.toThrow(message);
  });

  test("too many bases at one setting are refused, as many as it has are read", async () => {
    const device = restrict({ maxBases: 2 });
    const all = [readout("ZZZ"), readout("XXX"), readout("YYY")];
    await expect(count(device, [setting(0, 0.5)], ...all)).rejects.toThrow(
      "in 3 bases; bench reads at most 2",
    );
    expect((await count(device, [setting(0, 0.5)], ...all.slice(1)))[0].counts).toHaveLength(2);
  });

  test("observables that cannot be read are refused, on the platform and where its counts are estimated from", async () => {
    const device = restrict({ observables: ["z", "a"] });
    const shots = { outputs: null, parameters: null, inputs: null };
    const ask = { outputs: [0], parameters: [0, 1], inputs: [0] };
    await expect(measure(device, [setting(0, 0.5)], { observables: ask, shots })).rejects.toThrow(
      "cannot read b, x; it reads z, a",
    );
    await expect(
      measure(new CountedDevice(device, system), [setting(0, 0.5)], {
        observables: ask,
        budget: { total: 50 },
      }),
    ).rejects.toThrow("cannot read b, x");
    const fine = { observables: { outputs: [0], parameters: [0] }, budget: { total: 50 } };
    const [estimated] = await measure(new CountedDevice(device, system), [setting(0, 0.5)], fine);
    expect(estimated.mean).toHaveLength(2);
  });

  test("capabilities tell all of it", () => {
    const device = restrict({ bases: ["ZZZ"], maxShots: 100, observables: ["z"] });
    expect(device.capabilities()).toMatchObject({
      name: "bench (exact simulator)",
      inputs: [{ name: "x", bounds: [-2, 2], slew: 0.5 }],
      parameters: [{ name: "a", bounds: [0, 1], resolution: 0.25 }, { name: "b" }],
      readable: ["z"],
      hasExactResponse: false,
      counts: { qubits: 3, bases: ["ZZZ"], maxShots: 100 },
      record: { platform: "bench" },
    });
    const twice = () => new RestrictedDevice(device, { name: "other", bases: ["XXX"] });
    expect(twice).toThrow("other reads XXX, and the device below ZZZ: they have no basis in common");
  });
});

describe("a platform that cannot be meant is refused", () => {
  test.each<[Partial<Platform>, string]>([
    [{ knobs: { y: {} } }, "knob y is not one of the system, which has x, a, b"],
    [{ observables: ["q"] }, "observable q is not one of the system"],
    [
      { knobs: { x: { bounds: [1, 0] } } },
      "knob x: bounds must be a lower and an upper one, they are [1, 0]",
    ],
    [{ knobs: { x: { slew: 0 } } }, "knob x: slew must be a positive number, it is 0"],
    [{ maxShots: 0.5 }, "maxShots must be a whole number from 1 on, it is 0.5"],
    [{ times: { shot: -1 } }, "times.shot must be a number of seconds"],
    [{ bases: [] }, "bases is empty"],
    [{ bases: ["ZZ"] }, "a basis of 3 qubits has as many letters"],
    [{ imperfections: { shotLoss: 2 } }, "imperfections: shotLoss must be"],
  ])("%j", (changes, message) => {
    const names = { knobs: ["x", "a", "b"], observables: ["z", "x", "a", "b"] };
    expect(() => requirePlatform({ ...platform, ...changes }, 3, names)).toThrow(message);
  });
});

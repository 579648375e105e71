import { describe, expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { PolynomialDevice } from "../../test/support/polynomial-device.ts";
import type { ParameterMap } from "../models/parameter-map.ts";
import type { Setting } from "./device.ts";
import { measure } from "./measure.ts";
import { ReparametrisedDevice } from "./reparametrised-device.ts";

/** Two numbers (s, t) that move three coefficients: (s, st, t²). */
const map: ParameterMap = {
  names: ["s", "t"],
  size: 3,
  coefficients: ([s = 0, t = 0]) => Float64Array.of(s, s * t, t * t),
  jacobian: ([s = 0, t = 0]) => Float64Array.of(1, 0, t, s, 0, 2 * t),
};

const setting = (s: number, t: number, nudge = [0, 0, 0]): Setting => ({
  inputs: Float64Array.of(0.5),
  parameters: Float64Array.of(s, t),
  nudge: Float64Array.from(nudge),
  stream: ["test", s, t],
});

const opened = () => {
  const below = new CorrelatedDevice();
  return { below, device: new ReparametrisedDevice(below, map) };
};

describe("what the device below is asked", () => {
  test("coefficients for parameters; what settings share stays shared", async () => {
    const { below, device } = opened();
    const free = setting(2, 3);
    const plus = { ...setting(2, 3, [0.1, 0, 0]), parameters: free.parameters, near: free };
    const minus = { ...setting(2, 3, [-0.1, 0, 0]), parameters: free.parameters, near: free, opposite: plus };
    await measure(device, [plus, minus], {
      observables: { outputs: [0] },
      shots: { outputs: null, parameters: null, inputs: null },
    });
    const [first, second] = below.asked[0]?.settings ?? [];
    expect([...(first?.parameters ?? [])]).toEqual([2, 6, 9]);
    expect([...(first?.near?.parameters ?? [])]).toEqual([2, 6, 9]);
    expect(second?.near).toBe(first?.near);
    expect(second?.opposite).toBe(first);
    expect(second?.parameters).toBe(first?.parameters);
    expect(second?.nudge).toBe(minus.nudge);
  });

  test("only operators that the selected numbers move", async () => {
    const { below, device } = opened();
    const shots = { outputs: null, parameters: 10, inputs: null };
    // At s = 0 the second coefficient does not move with t.
    await measure(device, [setting(0, 3)], { observables: { parameters: [1] }, shots });
    expect(below.asked[0]?.request).toMatchObject({
      observables: { outputs: [], parameters: [2], inputs: [] },
    });
    await measure(device, [setting(0, 3), setting(1, 3)], { observables: { parameters: [1] }, shots });
    expect(below.asked[1]?.request).toMatchObject({ observables: { parameters: [1, 2] } });
  });

  test("a budget with the weights that the numbers give their operators", async () => {
    const { below, device } = opened();
    await measure(device, [setting(2, 3)], {
      observables: { outputs: [1], parameters: [0, 1] },
      budget: { total: 100, weights: Float64Array.of(5, 1, 4) },
    });
    const { request } = below.asked[0] ?? {};
    // ∂g/∂s = (1, 3, 0) with weight 1, ∂g/∂t = (0, 2, 6) with weight 4.
    expect(request).toMatchObject({ budget: { total: 100 } });
    const weights = request && "budget" in request ? request.budget.weights : undefined;
    expect([...(weights ?? [])]).toEqual([5, 1, Math.hypot(3, 8), 24]);
  });
});

describe("what comes back", () => {
  const observables = { outputs: [0, 2], parameters: [1, 0], inputs: [0] };

  test("means of ∂H/∂u: outputs and inputs as they are, parameters combined in the order asked", async () => {
    const { below, device } = opened();
    const shots = { outputs: null, parameters: null, inputs: null };
    const [{ mean }] = await measure(device, [setting(2, 3)], { observables, shots });
    const coefficients = { ...setting(2, 3), parameters: Float64Array.of(2, 6, 9) };
    const all = { outputs: [0, 2], parameters: [0, 1, 2], inputs: [0] };
    const [{ mean: m }] = await measure(below, [coefficients], { observables: all, shots });
    const expected = [m[0], m[1], 2 * m[3] + 6 * m[4], m[2] + 3 * m[3], m[5]];
    for (const [k, value] of expected.entries()) expect(mean[k]).toBeCloseTo(value, 12);
  });

  test("errors with their correlation by what was measured once for both", async () => {
    const { device } = opened();
    const shots = { outputs: null, parameters: 4, inputs: null };
    const [result] = await measure(device, [setting(2, 3)], { observables: { parameters: [0, 1] }, shots });
    // Standard errors of the three operators: 0.9/2, 0.7/2, 1.1/2.
    const [a, b, c] = [0.9 / 2, 0.7 / 2, 1.1 / 2];
    const expected = [a * a + 9 * b * b, 6 * b * b, 6 * b * b, 4 * b * b + 36 * c * c];
    for (const [k, value] of expected.entries()) expect(result.covariance?.[k]).toBeCloseTo(value, 12);
    expect(result.standardError?.[0]).toBeCloseTo(Math.sqrt(expected[0]), 12);
    expect(result.standardError?.[1]).toBeCloseTo(Math.sqrt(expected[3]), 12);
    expect(result.shots).toBe(12);
  });

  test("the covariance of a budget is carried over", async () => {
    const { device } = opened();
    const [result] = await measure(device, [setting(2, 3)], {
      observables: { parameters: [0] },
      budget: { total: 4 },
    });
    // Every pair is correlated by 0.5: only the first two operators have a part in it.
    const [a, b] = [0.9 / 2, 0.7 / 2];
    expect((result.standardError?.[0] ?? 0) ** 2).toBeCloseTo(a * a + 9 * b * b + 3 * a * b, 12);
  });
});

test("it has the knobs of the map", () => {
  const { device, below } = opened();
  expect(device.capabilities()).toEqual({
    ...below.capabilities(),
    parameters: [{ name: "s" }, { name: "t" }],
  });
});

test("a map of another size is refused", () => {
  expect(() => new ReparametrisedDevice(new PolynomialDevice(), map)).toThrow(
    /^a map to 3 coefficients does not fit the device "polynomial" with 2 parameters$/,
  );
});

test("an exact response is refused where the device below has none", async () => {
  const { device } = opened();
  await expect(
    device.respond([setting(1, 1)], [Float64Array.of(1, 0, 0)], { parameters: [0] }),
  ).rejects.toThrow(/^the device "correlated" has no exact response/);
});

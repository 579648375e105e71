import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import type { Setting } from "../propagation/device.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import type { Loss } from "../propagation/loss.ts";
import { measure } from "../propagation/measure.ts";
import { System } from "../propagation/system.ts";
import { MiscalibratedDevice } from "./miscalibrated-device.ts";
import { drawMiscalibration, type Miscalibration } from "./miscalibration.ts";
import { Simulator } from "./simulator.ts";

const named = (name: string, text: string) => ({ name, operator: parseOperator(text) });
const system = new System({
  qubits: 2,
  fixed: parseOperator("0.4 Z0 Z1"),
  inputs: [named("x", "X0 + X1")],
  parameters: [named("a", "Z0"), named("b", "Y0 Y1")],
  outputs: [named("z", "Z1"), named("y", "X0")],
});
const errors: Miscalibration = {
  inputs: { matrix: Float64Array.of(0.9), offset: Float64Array.of(0.05) },
  parameters: { matrix: Float64Array.of(1.1, 0.02, -0.03, 0.95), offset: Float64Array.of(-0.01, 0.04) },
  nudge: { matrix: Float64Array.of(1.2, 0, 0, 0.8) },
};
const setting = (x: number, parameters: readonly number[], nudge: readonly number[]): Setting => ({
  inputs: Float64Array.of(x),
  parameters: Float64Array.from(parameters),
  nudge: Float64Array.from(nudge),
  stream: ["miscalibrated"],
});
const set = setting(0.7, [0.5, -0.3], [0.1, -0.2]);
const actual = setting(
  0.9 * 0.7 + 0.05,
  [1.1 * 0.5 + 0.02 * -0.3 - 0.01, -0.03 * 0.5 + 0.95 * -0.3 + 0.04],
  [0.12, -0.16],
);
const everything = { outputs: [0, 1], parameters: [0, 1], inputs: [0] };
const exact = { observables: everything, shots: { outputs: null, parameters: null, inputs: null } };
const simulator = () => new Simulator(system, testKernels(), { tolerance: 1e-12 });
const device = () => new MiscalibratedDevice(simulator(), errors);

/** L = Σ_l w_l ⟨B_l⟩. */
const weighted = (weights: readonly number[]): Loss => ({
  name: "weighted",
  evaluate: ({ outputs: [means], inputs }) => ({
    value: means.reduce((sum, mean, l) => sum + weights[l] * mean, 0),
    errorSignals: [Float64Array.from(weights)],
    inputDerivatives: inputs.map((x) => x.map(() => 0)),
  }),
});

const expectClose = (given: ArrayLike<number>, expected: ArrayLike<number>, digits = 9) => {
  expect(given.length).toBe(expected.length);
  for (const [k, value] of Array.from(expected).entries()) expect(given[k]).toBeCloseTo(value, digits);
};

describe("a miscalibrated device", () => {
  test("is the exact device at M v + o, and does not say so", async () => {
    const free = setting(0.7, [0.5, -0.3], [0, 0]);
    const nudged = { ...set, near: free };
    const [seen] = await measure(device(), [nudged], exact);
    const [expected] = await measure(simulator(), [actual], exact);
    expectClose(seen.mean, expected.mean);
    expect(seen.actual).toBeUndefined();
    expect(device().capabilities()).toEqual(simulator().capabilities());
  });

  test("moves the settings that others are near and opposite to alike, and keeps what they share", async () => {
    const below = simulator();
    const asked: Setting[] = [];
    const spied = Object.assign(Object.create(below), {
      submit: (settings: readonly Setting[], request: typeof exact) => {
        asked.push(...settings);
        return below.submit(settings, request);
      },
    });
    const free = setting(0.7, [0.5, -0.3], [0, 0]);
    const plus = { ...set, near: free };
    const minus = { ...setting(0.7, [0.5, -0.3], [-0.1, 0.2]), near: free, opposite: plus };
    await measure(new MiscalibratedDevice(spied, errors), [free, plus, minus], exact);
    expect(asked[1].near).toBe(asked[0]);
    expect(asked[2].opposite).toBe(asked[1]);
    expectClose(asked[0].parameters, actual.parameters);
    expectClose(asked[2].nudge, [-0.12, 0.16]);
  });

  test("responds along the actual nudge", async () => {
    const free = setting(0.7, [0.5, -0.3], [0, 0]);
    const actualFree = { ...actual, nudge: Float64Array.of(0, 0) };
    const [seen] = await device().respond([free], [Float64Array.of(1, -2)], everything);
    const [expected] = await simulator().respond([actualFree], [Float64Array.of(1.2, -1.6)], everything);
    expectClose(seen.response, expected.response, 8);
  });

  test("gives the gradient in the actual couplings, each output weighed with the gain of its nudge", async () => {
    const problem = (weights: readonly number[], { inputs, parameters }: Setting) => ({
      loss: weighted(weights),
      samples: [{ points: [inputs] }],
      parameters,
      stream: ["gains"],
    });
    const settings = { method: "linear-response", shots: null } as const;
    const [seen] = await estimateGradients(device(), problem([1, 0.5], set), settings);
    const [expected] = await estimateGradients(simulator(), problem([1.2, 0.4], actual), settings);
    expectClose(seen.parameters, expected.parameters, 8);
    // The gradient in what is set is another: Mᵀ times that of the loss as it is.
    const [plain] = await estimateGradients(simulator(), problem([1, 0.5], actual), settings);
    const [p, q] = plain.parameters;
    const finite = { method: "finite-difference", shots: null, step: 1e-3 } as const;
    const [true_] = await estimateGradients(device(), problem([1, 0.5], set), finite);
    expectClose(true_.parameters, [1.1 * p - 0.03 * q, 0.02 * p + 0.95 * q], 4);
  });

  test.each([
    [
      "inputs",
      { matrix: new Float64Array(4), offset: new Float64Array(1) },
      "matrix of 1 numbers and 1 offsets, given 4 and 1",
    ],
    [
      "parameters",
      { matrix: new Float64Array(4), offset: new Float64Array(1) },
      "matrix of 4 numbers and 2 offsets, given 4 and 1",
    ],
    ["nudge", { matrix: new Float64Array(1) }, "errors of the 2 knobs for nudge"],
  ])("errors of other knobs are refused: %s", (kind, wrong, message) => {
    expect(() => new MiscalibratedDevice(simulator(), { [kind]: wrong })).toThrow(message);
  });
});

describe("an instance drawn at random", () => {
  const counts = { inputs: 2, parameters: 40, outputs: 3 };
  const size = { gain: 0.05, offset: 0.02, crosstalk: 0.01 };
  const deviation = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

  // The standard deviation of 40 numbers is wrong by 11 %, of 1560 by 1.8 %; four times that is 1 in 15,000.
  test("has the sizes asked for", () => {
    const { matrix, offset } = drawMiscalibration(counts, size, 1).parameters as NonNullable<
      Miscalibration["inputs"]
    >;
    const gains = Array.from({ length: 40 }, (_, j) => matrix[41 * j] - 1);
    const others = Array.from(matrix).filter((_, place) => place % 41 !== 0);
    expect(Math.abs(deviation(gains) / 0.05 - 1)).toBeLessThan(0.45);
    expect(Math.abs(deviation([...offset]) / 0.02 - 1)).toBeLessThan(0.45);
    expect(Math.abs(deviation(others) / 0.01 - 1)).toBeLessThan(0.072);
  });

  test("is the same for a seed, and a knob's errors do not depend on other knobs or sizes", () => {
    const whole = drawMiscalibration(counts, size, 7);
    expect(drawMiscalibration(counts, size, 7)).toEqual(whole);
    expect(drawMiscalibration(counts, size, 8)).not.toEqual(whole);
    const { inputs } = drawMiscalibration({ ...counts, inputs: 1 }, { gain: 0.05 }, 7);
    expect(inputs?.matrix[0]).toBe(whole.inputs?.matrix[0]);
    expect(inputs?.offset[0]).toBe(0);
  });

  test("of no size is exact", () => {
    const { inputs } = drawMiscalibration({ inputs: 2, parameters: 0, outputs: 0 }, {}, 1);
    expect(inputs).toEqual({ matrix: Float64Array.of(1, 0, 0, 1), offset: Float64Array.of(0, 0) });
  });

  test("sizes are standard deviations", () => {
    expect(() => drawMiscalibration(counts, { offset: -1 }, 1)).toThrow(
      "offset of a miscalibration is a standard deviation, finite and not negative; it is -1",
    );
  });
});

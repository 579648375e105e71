import { describe, expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { measureResponses } from "./static-responses.ts";

/** ⟨A_a⟩ = a + 1.1u + 0.3u² + 0.2u⁵, ⟨A_b⟩ = 0.5u and ⟨B_p⟩ = a + 0.3x + 0.4u of the first nudge u. */
const point = {
  inputs: Float64Array.of(0.7),
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["responses"],
};
const nudge = { kind: "outputs", index: 0 } as const;
const observables = { outputs: [0], parameters: [0, 1] };
const STEP = 0.8;
/** Deviations of a single shot of these observables; all correlations are 1/2. */
const DEVIATIONS = [0.8, 0.9, 0.7];

describe("∂⟨O⟩/∂u = (4 D(h/2) − D(h))/3", () => {
  test("even orders drop out, and what is left of the fifth is −h⁴/4 of it", async () => {
    const settings = { step: STEP, shots: null };
    const [found] = await measureResponses(
      new CorrelatedDevice(),
      { point, knobs: [nudge], observables },
      settings,
    );
    const expected = [0.4, 1.1 - (0.2 * STEP ** 4) / 4, 0.5].map((value) => expect.closeTo(value, 12));
    expect([...found.values]).toEqual(expected);
    // Without shots the error is the last correction, |D(h/2) − D(h)|/3 = (1 − 1/16)·0.2·h⁴/3.
    const error = Math.sqrt(found.covariance.values[4]);
    expect(error).toBeCloseTo((0.2 * STEP ** 4 * 15) / 16 / 3, 6);
    expect(found.shots).toBe(0);
  });

  test("with shots: variances of the two quotients by the squares of their weights, 16/9 and 1/9", async () => {
    const device = new CorrelatedDevice({ isNoiseless: true });
    const settings = { step: STEP, shots: 20 };
    const [found] = await measureResponses(device, { point, knobs: [nudge], observables }, settings);
    // Of 20 shots 2 at h and 18 at h/2, not quite 1 to 8: at that division weights would do as well as their squares.
    const unit = (1 / 9) * (2 / 2 / (2 * STEP) ** 2) + (16 / 9) * (2 / 18 / STEP ** 2);
    for (const [a, own] of DEVIATIONS.entries()) {
      for (const [b, other] of DEVIATIONS.entries()) {
        const correlation = a === b ? 1 : 0.5;
        expect(found.covariance.values[3 * a + b]).toBeCloseTo(correlation * own * other * unit, 12);
      }
    }
    expect(found.shots).toBe(40);
  });

  test("each knob is moved alone, up and down, at two distances, with streams of their own", async () => {
    const device = new CorrelatedDevice();
    const knobs = [nudge, { kind: "parameters", index: 2 }, { kind: "inputs", index: 0 }] as const;
    await measureResponses(device, { point, knobs, observables: {} }, { step: STEP, shots: null });
    const asked = device.asked.flatMap(({ settings }) => settings);
    const moves = asked.map(({ nudge: [u], parameters: [, , c], inputs: [x] }) => [u, c + 0.6, x - 0.7]);
    const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12));
    const expected = [STEP, STEP / 2].flatMap((h) =>
      [0, 1, 2].flatMap((k) => [h, -h].map((move) => [0, 1, 2].map((own) => (own === k ? move : 0)))),
    );
    expect(moves).toEqual(expected.map(near));
    expect(new Set(asked.map(({ stream }) => JSON.stringify(stream))).size).toBe(asked.length);
  });
});

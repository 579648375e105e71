import { expect, test } from "vitest";
import { chiSquareTail } from "../base/chi-square.ts";
import { RandomStream } from "../base/random.ts";
import { chiSquareOf, type ReversiblePair } from "./gain-fit.ts";
import type { StaticResponse } from "./static-responses.ts";

const KNOBS = 4;
/** What one constant of a calibration changes the responses to each knob by; far more than shots do. */
const SHIFTS = [0.3, -0.2, 0.5, 0.1].map((size, knob) =>
  Float64Array.from({ length: KNOBS }, (_, a) => size * (1 + a - 2 * knob)),
);
const SHOT_ERROR = 0.02;

/** Responses of a device in equilibrium, wrong by shots and by one constant, with or without saying so. */
function responses(stream: RandomStream, saysShifts: boolean): StaticResponse[] {
  const constant = stream.normal();
  return SHIFTS.map((shift, knob) => {
    const covariance = { order: KNOBS, values: new Float64Array(KNOBS * KNOBS) };
    for (let a = 0; a < KNOBS; a++) covariance.values[a * (KNOBS + 1)] = SHOT_ERROR ** 2;
    const values = shift.map((own, a) => 1 / (1 + a + knob) + constant * own + SHOT_ERROR * stream.normal());
    return { values, covariance, shifts: saysShifts ? [shift] : [], shots: 1 };
  });
}

function pValue(all: readonly StaticResponse[]): number {
  const side = (observable: number, knob: number) => ({
    observable,
    knob,
    response: all[knob] as StaticResponse,
    place: observable,
  });
  const pairs = all.flatMap((_, b): ReversiblePair[] =>
    all.slice(0, b).map((__, a) => ({ forward: side(a, b), backward: side(b, a) })),
  );
  return chiSquareTail(chiSquareOf(pairs, new Float64Array(KNOBS).fill(1)), pairs.length);
}

// 1,000 independent p-values: outside 0.05 ± 0.03 or 0.5 ± 0.06 in 1 of 10,000 cases each (binomial).
test("a constant that all responses share is told from a state out of equilibrium: p is uniform", () => {
  const values = Array.from({ length: 1000 }, (_, k) =>
    pValue(responses(new RandomStream("shared", k), true)),
  );
  const below = (limit: number) => values.filter((p) => p < limit).length / values.length;
  expect(Math.abs(below(0.05) - 0.05)).toBeLessThan(0.03);
  expect(Math.abs(below(0.5) - 0.5)).toBeLessThan(0.06);
  const unsaid = Array.from({ length: 100 }, (_, k) =>
    pValue(responses(new RandomStream("unsaid", k), false)),
  );
  expect(unsaid.filter((p) => p < 0.001).length).toBeGreaterThan(80);
});

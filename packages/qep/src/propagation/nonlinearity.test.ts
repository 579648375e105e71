import { expect, test } from "vitest";
import type { Measurement } from "./device.ts";
import type { FreePoint } from "./free-phase.ts";
import { nonlinearity } from "./nonlinearity.ts";
import type { NudgedPoint } from "./nudged-phases.ts";

const phase = (mean: readonly number[], residualNorm: number | null, nudgeRange: number | null = null) =>
  ({ mean: Float64Array.from(mean), health: { residualNorm, nudgeRange } }) as unknown as Measurement;

interface Phases {
  readonly free: readonly number[];
  readonly plus: readonly number[];
  readonly minus: readonly number[];
  readonly range?: number | null;
  readonly residual?: number | null;
}

function ratioOf({ free, plus, minus, range = null, residual = null }: Phases, readOutputs = 0) {
  const observables = Float64Array.from(free);
  const point = {
    outputs: observables,
    observables,
    measurement: phase(free, residual),
  } as unknown as FreePoint;
  const pair = { plus: phase(plus, residual, range), minus: phase(minus, residual, range) };
  return nonlinearity([point], [{ directions: [pair] }] as unknown as NudgedPoint[], readOutputs);
}

/** Curved parts 0.02 and 0.01, straight ones 0.3 and 0.4. */
const bent = { free: [1, -2], plus: [1.16, -1.795], minus: [0.86, -2.195] };

test("the curved part of the response over the straight one", () => {
  expect(ratioOf(bent)).toBeCloseTo(Math.hypot(0.02, 0.01) / 0.5, 12);
});

test("a nudge within the residual norm of the states tells nothing", () => {
  expect(ratioOf({ ...bent, range: 1e-9, residual: 1e-9 })).toBeNull();
  expect(ratioOf({ ...bent, range: 1.01e-9, residual: 1e-9 })).not.toBeNull();
  // A laboratory knows no residual norm.
  expect(ratioOf({ ...bent, range: 1e-9 })).not.toBeNull();
});

test("a difference within rounding is none, one above it is", () => {
  const free = [0.7, 0.7];
  const difference = 2 * Number.EPSILON;
  const apart = (times: number) => ({ free, plus: [0.7 + times * difference, 0.7], minus: free });
  expect(ratioOf(apart(0))).toBeNull();
  expect(ratioOf(apart(4))).toBeNull();
  expect(ratioOf(apart(40))).toBeCloseTo(1, 12);
});

import { expect, test } from "vitest";
import { squareMatrix } from "./covariance.ts";
import type { LossResult } from "./loss.ts";
import { type MeasuredSample, type PointResponses, shotCovariance } from "./shot-covariance.ts";

const BETA = 0.5;
/** Var and Cov of two outputs, and of the one baseline observable that was read with them. */
const [V0, V1, COV, BASE, WITH_0, WITH_1] = [0.04, 0.09, 0.02, 0.01, 0.005, -0.003];
/** ∂ε_d/∂⟨B_l⟩, row by row for l. */
const CURVATURE = [
  [2, 0.5],
  [0.5, -1],
] as const;
/** The error signal along the two outputs, and the response of one observable to each. */
const [C0, C1, R0, R1] = [0.7, -0.2, 3, -4];
/** Var of each response by the shots of its nudged phase. */
const [OWN_0, OWN_1] = [0.6, 0.3];

const matrix = (order: number, values: readonly number[]) => ({ order, values: Float64Array.from(values) });
const result = (errorSignal: readonly number[]): LossResult => ({
  value: 0,
  errorSignals: [Float64Array.from(errorSignal)],
  inputDerivatives: [new Float64Array(0)],
});

/** Two outputs, and where a baseline was read with them its observable. */
function sample(covariance: readonly number[], order: number): MeasuredSample {
  const measurement = {
    mean: new Float64Array(order),
    standardError: new Float64Array(order),
    covariance: matrix(order, covariance).values,
  };
  return {
    points: [{ measurement, outputs: new Float64Array(2) }],
    noise: { variance: 0, slopes: [CURVATURE.map(result)] },
  };
}

const outputsAlone = sample([V0, COV, COV, V1], 2);

function nudged(own: readonly number[], baseline: PointResponses["baseline"] | undefined): PointResponses {
  const responses = [
    { direction: Float64Array.of(1, 0), response: Float64Array.of(R0), weight: C0 },
    { direction: Float64Array.of(0, 1), response: Float64Array.of(R1), weight: C1 },
  ].map((response, d) => ({ ...response, covariance: matrix(1, [own[d]]) }));
  return { responses, ...(baseline ? { baseline } : {}) };
}

const variance = (free: MeasuredSample, measured: PointResponses) =>
  shotCovariance(free, [measured], { parameters: 1, trainedInputs: [], points: 1 }, BETA).values[0];

/** aᵀ Σ b of the two outputs. */
const inner = ([a0, a1]: readonly number[], [b0, b1]: readonly number[]) =>
  a0 * V0 * b0 + a1 * V1 * b1 + COV * (a0 * b1 + a1 * b0);
/** ∂c_d/∂⟨B_l⟩ of each direction. */
const [SLOPE_0, SLOPE_1] = [0, 1].map((d) => CURVATURE.map((row) => row[d]));
/** ∂g/∂⟨B_l⟩ = Σ_d r_d ∂c_d/∂⟨B_l⟩. */
const GRADIENT_SLOPES = [0, 1].map((l) => R0 * SLOPE_0[l] + R1 * SLOPE_1[l]);

test("Σ c² Var r + JᵀΣJ less Σ Var(c) Var(r), what the noise of the responses makes of JᵀΣJ on average", () => {
  const own = C0 ** 2 * OWN_0 + C1 ** 2 * OWN_1;
  const plain = inner(GRADIENT_SLOPES, GRADIENT_SLOPES);
  const excess = inner(SLOPE_0, SLOPE_0) * OWN_0 + inner(SLOPE_1, SLOPE_1) * OWN_1;
  expect(plain).toBeGreaterThan(excess);
  expect(variance(outputsAlone, nudged([OWN_0, OWN_1], undefined))).toBeCloseTo(own + plain - excess, 12);
});

test("never below what it would be with exact outputs", () => {
  expect(variance(outputsAlone, nudged([100, 100], undefined))).toBeCloseTo(100 * (C0 ** 2 + C1 ** 2), 12);
});

test("a baseline stands in all quotients: (Σ c)² Var/β² of it, and Var(Σ c) Var/β² in the excess", () => {
  const baseline = { covariance: matrix(1, [BASE]), isFree: false };
  const own = C0 ** 2 * OWN_0 + C1 ** 2 * OWN_1 + ((C0 + C1) ** 2 * BASE) / BETA ** 2;
  const both = [0, 1].map((l) => SLOPE_0[l] + SLOPE_1[l]);
  const excess =
    inner(SLOPE_0, SLOPE_0) * OWN_0 +
    inner(SLOPE_1, SLOPE_1) * OWN_1 +
    (inner(both, both) * BASE) / BETA ** 2;
  expect(variance(outputsAlone, nudged([OWN_0, OWN_1], baseline))).toBeCloseTo(
    own + inner(GRADIENT_SLOPES, GRADIENT_SLOPES) - excess,
    12,
  );
});

test("a baseline from the shots of the outputs is correlated with the error signal: ∂g/∂⟨A⟩_0 = −Σ c/β", () => {
  const free = sample([V0, COV, WITH_0, COV, V1, WITH_1, WITH_0, WITH_1, BASE], 3);
  const baseline = { covariance: matrix(1, [BASE]), isFree: true };
  const subtracted = -(C0 + C1) / BETA;
  const both = [0, 1].map((l) => SLOPE_0[l] + SLOPE_1[l]);
  const plain =
    inner(GRADIENT_SLOPES, GRADIENT_SLOPES) +
    subtracted ** 2 * BASE +
    2 * subtracted * (GRADIENT_SLOPES[0] * WITH_0 + GRADIENT_SLOPES[1] * WITH_1);
  const excess = (inner(both, both) * BASE) / BETA ** 2;
  expect(variance(free, nudged([0, 0], baseline))).toBeCloseTo(plain - excess, 12);
});

test("the excess scales covariances as it does variances", () => {
  const shape = { parameters: 2, trainedInputs: [], points: 1 };
  const covariance = squareMatrix(2);
  covariance.values.set([0.1, 0, 0, 0.2]);
  const responses = [
    { direction: Float64Array.of(1, 0), response: Float64Array.of(3, -5), weight: 1, covariance },
  ];
  const found = shotCovariance(outputsAlone, [{ responses }], shape, BETA).values;
  const varianceOfWeight = inner(SLOPE_0, SLOPE_0);
  // A factor 1 − Var(r)/r² for each component.
  const scale = [1 - 0.1 / 9, 1 - 0.2 / 25];
  expect(found[0]).toBeCloseTo(0.1 + varianceOfWeight * 9 * scale[0], 12);
  expect(found[3]).toBeCloseTo(0.2 + varianceOfWeight * 25 * scale[1], 12);
  expect(found[1]).toBeCloseTo(varianceOfWeight * -15 * Math.sqrt(scale[0] * scale[1]), 12);
  expect(found[2]).toBe(found[1]);
});

test("an explicit ∂L/∂x changes with the outputs too: each trained input of each point by its own slope", () => {
  const shape = { parameters: 1, trainedInputs: [2, 0], points: 2 };
  const empty = new Float64Array(0);
  // ∂²L/∂x_k⁽ᵖ⁾∂⟨B⟩ for three inputs of two points, and the one output of the second point that is measured.
  const slopes = [
    {
      value: 0,
      errorSignals: [Float64Array.of(0), Float64Array.of(0)],
      inputDerivatives: [Float64Array.of(2, 9, 3), Float64Array.of(5, 9, 7)],
    },
  ];
  const mean = Float64Array.of(0);
  const free: MeasuredSample = {
    points: [
      { measurement: { mean: empty, standardError: empty }, outputs: empty },
      { measurement: { mean, standardError: Float64Array.of(0.1) }, outputs: mean },
    ],
    noise: { variance: 0, slopes: [[], slopes] },
  };
  const found = shotCovariance(free, [{ responses: [] }, { responses: [] }], shape, BETA);
  const expected = [0, 3, 2, 7, 5];
  for (const [a, slope] of expected.entries()) {
    for (const [b, other] of expected.entries()) {
      expect(found.values[5 * a + b]).toBeCloseTo(slope * other * 0.01, 12);
    }
  }
});

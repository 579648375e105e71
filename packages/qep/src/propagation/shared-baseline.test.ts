import { expect, test } from "vitest";
import { CorrelatedDevice } from "../../test/support/correlated-device.ts";
import { customLoss } from "./custom-loss.ts";
import { estimateGradients } from "./gradient.ts";
import type { GradientSettings } from "./gradient-settings.ts";
import { jacobianGradients } from "./jacobian-gradient.ts";
import { squareLoss } from "./losses.ts";
import type { GradientProblem } from "./problem.ts";

const [BETA, FREE] = [0.5, 100];
const problem: GradientProblem = {
  loss: squareLoss(),
  samples: [{ points: [Float64Array.of(0.7)], target: Float64Array.of(0.9, -0.3, 0.6) }],
  parameters: Float64Array.of(0.5, 0.4, -0.6),
  stream: ["baseline"],
};
/** Deviations of a single shot; all correlations are 1/2. */
const [OUTPUTS, OBSERVABLES] = [
  [0.8, 0.6, 1],
  [0.9, 0.7, 1.1],
];
/** Cov(⟨B_m⟩, −⟨A_j⟩_0/β) of one free phase. */
const shared = OUTPUTS.map((b) => OBSERVABLES.map((a) => (-0.5 * b * a) / FREE / BETA));
/** Means as they are, with the errors of these shots; a nudge as good as exact. */
const device = () => new CorrelatedDevice({ isNoiseless: true });
const budget = { free: FREE, nudged: 1e12, probe: 0 };

test("a one-sided gradient says what it has in common with its outputs, times how often the baseline is subtracted", async () => {
  const linear = customLoss("linear", ({ outputs: [[p, q, r]] }) => ({
    value: p - 3 * q + r,
    errorSignals: [Float64Array.of(1, -3, 1)],
  }));
  const settings: GradientSettings = { method: "one-sided", beta: BETA, budget };
  const [along] = await estimateGradients(device(), { ...problem, loss: linear }, settings);
  expect([...(along.baselineCovariances?.[0] ?? [])]).toEqual(
    shared.flat().map((value) => expect.closeTo(value, 12)),
  );
  const each = { ...settings, nudge: "each-output" } as const;
  const [apart] = await estimateGradients(device(), { ...problem, loss: linear }, each);
  expect([...(apart.baselineCovariances?.[0] ?? [])]).toEqual(
    shared.flat().map((value) => expect.closeTo((1 - 3 + 1) * value, 12)),
  );
});

test("with each output nudged, ε_l times a baseline from the same shots is put right by Σ_l Cov(ε_l, ⟨A⟩_0)/β", async () => {
  const each: GradientSettings = { method: "one-sided", beta: BETA, nudge: "each-output" };
  const [exact] = await estimateGradients(device(), problem, each);
  const [found] = await estimateGradients(device(), problem, { ...each, budget });
  for (const [j, value] of found.parameters.entries()) {
    const putBack = shared.reduce((sum, row) => sum - 2 * row[j], 0);
    expect(value - exact.parameters[j]).toBeCloseTo(putBack, 12);
  }
});

test("nothing is shared with an interleaved baseline, nor without one", async () => {
  for (const own of [{ method: "one-sided", baseline: "interleaved" }, { method: "symmetric" }] as const) {
    const [found] = await estimateGradients(device(), problem, { beta: BETA, budget, ...own });
    expect(found.baselineCovariances).toBeUndefined();
  }
});

test("a gradient from one-sided rows is corrected by Σ_l ∂ε_l/∂⟨B_l⟩ Cov(⟨B_l⟩, −⟨A⟩_0/β)/L, and its variance by 2 D·S", async () => {
  const oneSided: GradientSettings = { method: "one-sided", beta: BETA };
  const [exact] = await jacobianGradients(device(), problem, oneSided);
  const [found] = await jacobianGradients(device(), problem, { ...oneSided, budget });
  const signal = [0.71 - 0.9, 0.26 + 0.3, -0.42 - 0.6].map((distance) => 2 * distance);
  const rows = exact.responses[0].map(({ parameters }) => parameters);
  for (const [j, a] of OBSERVABLES.entries()) {
    const bias = OUTPUTS.reduce((sum, _, l) => sum + (2 * shared[l][j]) / 3, 0);
    expect(found.parameters[j]).toBeCloseTo(exact.parameters[j] - bias, 9);
    // Free phases of three rows: outputs are means over them, and each row subtracts its own baseline.
    const ofRows = signal.reduce((sum, own) => sum + (own * a) ** 2 / FREE / BETA ** 2, 0);
    const ofSignal = OUTPUTS.flatMap((b, l) =>
      OUTPUTS.map((c, m) => 4 * rows[l][j] * rows[m][j] * b * c * (l === m ? 1 : 0.5)),
    ).reduce((sum, value) => sum + value / FREE / 3, 0);
    const excess = OUTPUTS.reduce(
      (sum, b) => sum + ((4 * b * b) / FREE / 3) * ((a * a) / FREE / BETA ** 2),
      0,
    );
    const both = OUTPUTS.reduce(
      (sum, _, m) => sum + 2 * rows[m][j] * signal.reduce((all, own) => all + (own * shared[m][j]) / 3, 0),
      0,
    );
    const expected = ofRows + ofSignal - excess + 2 * both;
    expect(Math.abs(2 * both)).toBeGreaterThan(1e-4);
    expect((found.standardError?.parameters[j] ?? 0) ** 2).toBeCloseTo(expected, 9);
  }
});

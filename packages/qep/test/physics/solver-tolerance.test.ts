import { expect, test } from "vitest";
import { type Measurement, measure, type Setting, Simulator, solveGroundLevel } from "../../src/index.ts";
import { testKernels } from "../support/kernels.ts";
import { observeAll, randomSettings, randomSystem } from "../support/random-system.ts";

const QUBITS = 7;
const system = randomSystem("tolerance", QUBITS);
const settings = randomSettings(system, 6, "tolerance");
const request = { ...observeAll(system), shots: { outputs: null, parameters: null, inputs: null } };
const norms = [...system.outputs, ...system.parameters, ...system.inputs].map(({ operator }) =>
  operator.terms.reduce((sum, { coefficient }) => sum + Math.abs(coefficient.re), 0),
);

async function measured(tolerance: number, nudged: readonly Setting[] = settings) {
  return await measure(new Simulator(system, testKernels(), { tolerance }), nudged, request);
}

function gapAt({ inputs, parameters }: Setting): number {
  return solveGroundLevel(system, inputs, parameters, testKernels()).gap as number;
}

/** Errors of all means at one setting, in units of ‖A‖ (of a bound on it). */
function errors({ mean }: Measurement, exact: Measurement): number[] {
  return Array.from(mean, (value, j) => Math.abs(value - (exact.mean[j] as number)) / (norms[j] as number));
}

test("a residual r moves no mean by more than 2 r ‖A‖ over the gap, and some by a fair part of that", async () => {
  const exact = await measured(1e-12);
  const gaps = settings.map(gapAt);
  for (const tolerance of [1e-2, 1e-3, 1e-5]) {
    const shares = (await measured(tolerance)).map((measurement, k) => {
      const residual = measurement.health.residualNorm as number;
      expect(residual).toBeLessThanOrEqual(tolerance);
      const bound = (2 * residual) / ((gaps[k] as number) - residual);
      return Math.max(...errors(measurement, exact[k] as Measurement)) / bound;
    });
    expect(Math.max(...shares)).toBeLessThan(1);
    expect(Math.max(...shares)).toBeGreaterThan(0.01);
  }
});

test("nudged states keep to it at coarse tolerances too, from every start", async () => {
  const nudged = settings.slice(0, 3).flatMap((near): Setting[] => {
    const plus = { ...near, nudge: Float64Array.of(0.3, -0.2), near };
    return [plus, { ...plus, nudge: Float64Array.of(-0.3, 0.2), opposite: plus }];
  });
  const exact = await measured(1e-12, nudged);
  for (const tolerance of [1e-2, 1e-4]) {
    for (const [k, measurement] of (await measured(tolerance, nudged)).entries()) {
      expect(measurement.health.residualNorm).toBeLessThanOrEqual(tolerance);
      expect(Math.max(...errors(measurement, exact[k] as Measurement))).toBeLessThan(10 * tolerance);
    }
  }
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildExperiment, evaluateOutputs, parseExperiment, readNpz, readParameters } from "qep";
import { openSimulator } from "qep/node";
import { describe, expect, test } from "vitest";
import { EXAMPLES, qepJson } from "../support/cli.ts";
import { referenceDirectory } from "../support/reference.ts";

// The authors' trained sensors: their y_pred_grid, 210 points times three outputs, at the couplings stored with it.
// Wanjura & Marquardt (2025), SupervisedQEP/SoftCouplingCutoff. About half a second a run on two cores.

const reference = referenceDirectory();
const suffix = reference ? "" : " (skipped: no reference data; set QEP_REFERENCE to a clone of QuantumEP)";
const RUNS = join(reference ?? "", "SupervisedQEP/SoftCouplingCutoff/ProductionRunsNew");
const TOLERANCE = 1e-8;

const VARIANTS = [
  ["default", "phase-sensor-xyz.yaml"],
  ["xz", "phase-sensor-xz.yaml"],
  ["onlyzz", "phase-sensor-z.yaml"],
  ["patches", "phase-sensor-patches.yaml"],
  ["default_no_cutoff", "phase-sensor-no-cutoff.yaml"],
] as const;

/** Files of the final parameters and predictions of all runs of a variant. */
function filesOf(variant: string): string[] {
  const names = readdirSync(join(RUNS, variant), { recursive: true, encoding: "utf8" });
  return names.filter((name) => /results\d+\.npz$/.test(name)).map((name) => join(RUNS, variant, name));
}

/** The authors' predictions, row by row. */
function publishedGrid(file: string): Float64Array {
  const grid = readNpz(readFileSync(file), file).get("y_pred_grid");
  expect(grid?.shape).toEqual([210, 3]);
  return Float64Array.from(grid?.data ?? [], Number);
}

function largestDeviation(outputs: readonly ArrayLike<number>[], published: Float64Array): number {
  const flat = outputs.flatMap((row) => Array.from(row));
  expect(flat.length).toBe(published.length);
  return flat.reduce((most, value, k) => Math.max(most, Math.abs(value - (published[k] as number))), 0);
}

describe.skipIf(!reference)(`predictions of the authors' runs${suffix}`, () => {
  test.each(VARIANTS)("%s", async (variant, example) => {
    const path = join(EXAMPLES, "paper", example);
    const files = filesOf(variant);
    expect(files.length).toBeGreaterThanOrEqual(5);
    const experiment = buildExperiment(parseExperiment(readFileSync(path, "utf8"), { file: example }));
    const inputs = (experiment.data?.grid ?? []).map(({ points }) => points[0] as Float64Array);
    const device = await openSimulator(experiment.system, { workers: 2, tolerance: 1e-12 });
    try {
      for (const file of files) {
        const parameters = readParameters(experiment, readFileSync(file), file);
        const outputs = await evaluateOutputs(device, parameters, inputs);
        expect(largestDeviation(outputs, publishedGrid(file)), file).toBeLessThan(TOLERANCE);
      }
    } finally {
      await device.close();
    }
    // One of them through the command line.
    const file = files.at(-1) as string;
    const printed = (await qepJson(["evaluate", path, "--parameters", file])) as {
      inputs: number[][];
      outputs: number[][];
    };
    expect(printed.inputs).toEqual(inputs.map((x) => [...x]));
    expect(largestDeviation(printed.outputs, publishedGrid(file))).toBeLessThan(TOLERANCE);
  });
});

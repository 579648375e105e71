import { describe, expect, test } from "vitest";
import { testKernels } from "../../test/support/kernels.ts";
import { Simulator } from "../devices/simulator.ts";
import { isMeasured } from "../measurement/readout-calibration.ts";
import { estimateGradients } from "../propagation/gradient.ts";
import { batchOf, buildExperiment, objectiveOf, settledGradient } from "./build-experiment.ts";
import { measuredDevice } from "./build-measurement.ts";
import { readoutErrors } from "./build-readout.ts";
import { parseExperiment } from "./parse-experiment.ts";
import { simulatorSettings } from "./simulator-settings.ts";

const experiment = (readout: string, platform = "") =>
  buildExperiment(
    parseExperiment(
      `schemaVersion: 1
system: { qubits: 2, fixed: -Z0 Z1, parameters: { a: { operator: X0, initial: 0.7 }, b: { operator: Z1, initial: 0.4 } }, outputs: { z: Z1 } }
measurement: { kind: counts, shots: 400000, readout: ${readout} }
loss: { kind: square, target: { z: 0.3 } }
gradient: { method: symmetric, beta: 0.3 }
${platform}`,
      { file: "x.yaml" },
    ),
  );

const errorsOf = (readout: string) => {
  const { measurement } = experiment(readout).config;
  if (measurement.kind !== "counts") throw new Error("it counts");
  return readoutErrors(measurement, { p01: [0.5, 0.5], p10: [0, 0] }, 2);
};

describe("measurement.readout", () => {
  test("is what the platform declares, nothing, or what is given", () => {
    expect(errorsOf("inverted")).toEqual({ p01: [0.5, 0.5], p10: [0, 0] });
    expect(errorsOf("raw")).toBeUndefined();
    expect(errorsOf("{ p01: 0.02, p10: [0.03, 0.05] }")).toEqual({ p01: [0.02, 0.02], p10: [0.03, 0.05] });
  });

  test("is calibrated from counts of known states, qubit 0 first, with standard errors", () => {
    const errors = errorsOf(
      '{ calibration: { "00": { "00": 970, "10": 20, "01": 10 }, "11": { "11": 900, "01": 60, "10": 40 } } }',
    );
    expect(errors).toMatchObject({ p01: [0.02, 0.01], p10: [0.06, 0.04] });
    if (!errors || !isMeasured(errors)) throw new Error("errors of a calibration are known");
    expect(errors.p10Error[0]).toBeCloseTo(Math.sqrt((0.06 * 0.94) / 1000), 3);
  });

  test.each([
    [
      "{ p01: [0.1], p10: 0.1 }",
      /x\.yaml:3.*measurement\.readout\.p01: expected one probability for each of the 2 qubits/,
    ],
    [
      "{ p01: 0.6, p10: 0.5 }",
      /x\.yaml:3.*measurement\.readout: p01 \+ p10 of qubit 0 is 1\.1; it must be below 1/,
    ],
    [
      '{ calibration: { "000": { "00": 1 } } }',
      /x\.yaml:3.*expected a 0 or 1 for each of the 2 qubits, given "000"/,
    ],
    ['{ calibration: { "00": { "00": 9 } } }', /x\.yaml:3.*qubit 0 was never prepared in \|1⟩/],
    ["{ p01: 0.1 }", /measurement\.readout/],
  ])("%s is refused", (readout, words) => {
    expect(() => experiment(readout)).toThrow(words);
  });
});

// 400,000 shots: standard errors near 0.01, of which 5 are exceeded once in 10⁶ runs.
test("errors that are given are undone, and those taken as they are bias the gradient", async () => {
  const platform = "platform: { imperfections: { readout: { p01: 0.1, p10: 0.05 } } }";
  const gradientWith = async (readout: string) => {
    const of = experiment(readout, platform);
    const objective = objectiveOf(of);
    const settings = settledGradient(objective);
    const device = new Simulator(of.system, testKernels(), simulatorSettings(of));
    const problem = {
      loss: objective.loss,
      samples: batchOf(of, 0),
      parameters: of.variables.initial,
      stream: ["readout"],
    };
    const { method, beta } = settings;
    const [exact] = await estimateGradients(device, problem, { method, ...(beta ? { beta } : {}) });
    const [found] = await estimateGradients(measuredDevice(device, of, settings), problem, settings);
    const off = found.parameters.map((value, j) => value - exact.parameters[j]);
    return Math.max(
      ...off.map((value, j) => Math.abs(value) / (found.standardError?.parameters[j] as number)),
    );
  };
  expect(await gradientWith("{ p01: 0.1, p10: 0.05 }")).toBeLessThan(5);
  expect(await gradientWith("{ p01: 0, p10: 0 }")).toBeGreaterThan(10);
});

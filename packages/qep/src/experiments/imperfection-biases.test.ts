import { expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { imperfectionBiases } from "./imperfection-biases.ts";
import { parseExperiment } from "./parse-experiment.ts";

const biases = (...overrides: string[]) =>
  imperfectionBiases(
    buildExperiment(
      parseExperiment(
        "{ schemaVersion: 1, system: { qubits: 1, parameters: { a: X0 }, outputs: { up: Z0 } } }",
        {
          overrides: ["measurement={ kind: counts, shots: 10 }", ...overrides],
        },
      ),
    ),
  );

test("what shifts expectation values, and nothing that only widens error bars", () => {
  expect(
    biases(
      "platform.imperfections={ readout: { p01: 0.1, p10: 0 }, preparation: 0.1, depolarisation: 0.1, shotLoss: 0.1 }",
      "platform.imperfections.drift={ correlationTime: 10, relative: 0.1 }",
    ),
  ).toEqual(["preparation errors", "depolarisation", "drift"]);
  expect(biases("platform.imperfections={ shotLoss: 0.5, preparation: 0 }")).toEqual([]);
});

test("readout errors where nothing is done about them", () => {
  const readout = "platform.imperfections.readout={ p01: 0.1, p10: 0 }";
  expect(biases(readout, "measurement.readout=raw")).toEqual(["readout errors"]);
  expect(biases(readout)).toEqual([]);
});

import { expect, test } from "vitest";
import { shotsOf } from "./build-measurement.ts";
import { parseExperiment } from "./parse-experiment.ts";

const measured = (measurement: string) =>
  parseExperiment(`schemaVersion: 1
system: { qubits: 1, parameters: { a: Z0, b: X0 }, outputs: { z: Z0 } }
measurement: ${measurement}
loss: { kind: square, target: { z: 1 } }
gradient: { method: symmetric, beta: 0.1 }
`).config.measurement;

test("exact and Gaussian measurements have shots of each observable, counts a budget of each phase", () => {
  expect(shotsOf(measured("{ kind: exact }"))).toEqual({ shots: null });
  expect(shotsOf(measured("{ kind: gaussian, shots: 10 }"))).toEqual({ shots: 10 });
  expect(shotsOf(measured("{ kind: counts, shots: 300 }"))).toEqual({
    shots: null,
    budget: { free: 300, nudged: 300 },
  });
  expect(shotsOf(measured("{ kind: counts, shots: { free: 50, nudged: 400, probe: 0 } }"))).toEqual({
    shots: null,
    budget: { free: 50, nudged: 400, probe: 0 },
  });
});

test("how counts are grouped and ordered has defaults", () => {
  expect(measured("{ kind: counts, shots: 300 }")).toEqual({
    kind: "counts",
    shots: 300,
    grouping: "qubit-wise",
    allocation: "variance",
    pilot: 0,
    order: "sequential",
  });
});

import { expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import { startedAt, startingValues } from "./starting-values.ts";

const build = (value: object) => buildExperiment(resolveExperiment({ schemaVersion: 1, ...value }));

test.each([
  {
    system: {
      model: "cluster-ising",
      sites: 4,
      sensor: { qubits: 2, couples: ["X0"], outputs: "phase-projectors" },
    },
    parameters: { couplings: { initial: { uniform: 0.1 } }, sensor: { initial: 0 } },
  },
  { system: { qubits: 2, parameters: { a: { operator: "Z0", initial: 0.3 }, b: "X0", c: "X1" } } },
  {
    system: {
      model: "xyz",
      lattice: { kind: "chain", sites: 3 },
      parameters: { Jx: {}, Jy: { initial: 1 } },
    },
  },
  {
    system: {
      model: "rydberg-array",
      positions: [
        [0, 0],
        [1, 0],
      ],
      trainPositions: { interaction: 1 },
      parameters: { Delta: {} },
    },
  },
  {
    system: { qubits: 2, inputs: { g: "X0", h: "Z1" }, parameters: { a: "Z0" }, outputs: { z: "Z1" } },
    at: [
      { g: 1, h: 2 },
      { g: 3, h: 4 },
    ],
    loss: { kind: "sensitivity", output: "z", input: "g", goal: "maximize" },
    gradient: { method: "symmetric", beta: 0.1 },
    training: { optimizer: { kind: "sgd", learningRate: 0.1 }, batches: 1, trainInputs: ["h", "g"] },
  },
])("an experiment with its values written into it starts there: %o", (value) => {
  const experiment = build(value);
  const values = experiment.variables.initial.map((_, index) => 0.5 + 0.125 * index);
  const { variables } = startedAt(experiment, values);
  expect(variables.names).toEqual(experiment.variables.names);
  expect([...variables.initial]).toEqual([...values]);
});

test("trained inputs are written into the operating points, the others stay", () => {
  const system = {
    qubits: 2,
    inputs: { g: "X0", h: "Z1" },
    parameters: { a: "Z0" },
    outputs: { z: "Z1" },
  };
  const training = { optimizer: { kind: "sgd", learningRate: 0.1 }, batches: 1, trainInputs: ["h"] };
  const task = { system, training, gradient: { method: "symmetric", beta: 0.1 } };
  const single = build({ ...task, loss: { kind: "expectation", output: "z" }, at: { g: 1, h: 2 } });
  const parameter = { path: ["parameters", "all", "initial"], value: { values: { a: 0.5 } } };
  expect(startingValues(single, Float64Array.of(0.5, -3))).toEqual([
    parameter,
    { path: ["at"], value: { g: 1, h: -3 } },
  ]);
  // What stays where it is needs no line of its own.
  expect(startingValues(single, Float64Array.of(0.5, 2))).toEqual([parameter]);
  const points = [
    { g: 1, h: 2 },
    { g: 5, h: 6 },
  ];
  const pair = build({ ...task, loss: { kind: "sensitivity", output: "z", input: "g" }, at: points });
  expect(startingValues(pair, Float64Array.of(0.5, 2, -3))[1]).toEqual({
    path: ["at"],
    value: [points[0], { g: 5, h: -3 }],
  });
});

test("values outside of their bounds are refused", () => {
  const bounded = build({
    system: { qubits: 1, parameters: { a: { operator: "Z0", initial: 0, bounds: [-1, 1] } } },
  });
  expect(() => startedAt(bounded, Float64Array.of(2))).toThrow(/bounds/);
});

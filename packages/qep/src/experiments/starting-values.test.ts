import { expect, test } from "vitest";
import { buildExperiment, type Experiment } from "./build-experiment.ts";
import { resolveExperiment } from "./parse-experiment.ts";
import { startingValues } from "./starting-values.ts";

const build = (value: object) => buildExperiment(resolveExperiment({ schemaVersion: 1, ...value }));

/** The experiment with the values written into it, built again. */
function restarted(value: object, experiment: Experiment, values: Float64Array): Experiment {
  const copy = structuredClone(value) as Record<string, unknown>;
  for (const { path, value: written } of startingValues(experiment, values)) {
    let here = copy as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) {
      here[step] ??= {};
      here = here[step] as Record<string | number, unknown>;
    }
    here[path.at(-1) as string] = written;
  }
  return build(copy);
}

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
])("an experiment with its values written into it starts there: %o", (value) => {
  const experiment = build(value);
  const values = experiment.variables.initial.map((_, index) => 0.5 + 0.125 * index);
  const { variables } = restarted(value, experiment, values);
  expect(variables.names).toEqual(experiment.variables.names);
  expect([...variables.initial]).toEqual([...values]);
});

import { describe, expect, test } from "vitest";
import { parseOperator } from "../operators/parse-operator.ts";
import { buildExperiment } from "./build-experiment.ts";
import { parameterArrays, readParameters } from "./parameter-files.ts";
import { resolveExperiment } from "./parse-experiment.ts";

const build = (system: object, rest: object = {}) =>
  buildExperiment(resolveExperiment({ schemaVersion: 1, system, ...rest }, { file: "x" }));

const chain = { kind: "chain", sites: 3, boundary: "open" } as const;

describe("couplings of a model that are trained", () => {
  test("they are parameters and no inputs, with their own settings", () => {
    const { system, variables, groups, map } = build(
      {
        model: "xyz",
        lattice: chain,
        fields: ["Z"],
        parameters: { hZ: { initial: 0.5, bounds: [0, 1] }, Jx: {} },
      },
      { parameters: { model: { initial: 0.25 } } },
    );
    expect(system.inputs.map(({ name }) => name)).toEqual(["Jy", "Jz"]);
    expect(system.parameters.map(({ name, operator }) => [name, String(operator)])).toEqual([
      ["hZ", "Z0 + Z1 + Z2"],
      ["Jx", "X0 X1 + X1 X2"],
    ]);
    expect([...variables.initial]).toEqual([0.5, 0.25]);
    expect(variables.bounds).toEqual([[0, 1], undefined]);
    expect(groups).toEqual([{ name: "model", indices: [0, 1] }]);
    expect(map).toBeUndefined();
  });

  test("several move together, each with its factor", () => {
    const { system } = build({
      model: "xyz",
      lattice: chain,
      parameters: { J: { couplings: { Jx: 1, Jz: -0.5 } } },
    });
    expect(system.inputs.map(({ name }) => name)).toEqual(["Jy"]);
    const expected = parseOperator("X0 X1 + X1 X2 - 0.5 Z0 Z1 - 0.5 Z1 Z2");
    expect(system.parameters[0]?.operator.equals(expected)).toBe(true);
  });

  test("a map stands between the number and the coefficient, also beside a sensor", () => {
    const { map, variables, groups, system } = build({
      model: "ising",
      lattice: chain,
      parameters: { J: { initial: 0.4, map: { kind: "exp" } } },
      sensor: { qubits: 1, couples: ["Z0"], outputs: { up: "0.5 + 0.5 Z3" } },
    });
    expect(groups).toEqual([
      { name: "model", indices: [0] },
      { name: "couplings", indices: [1, 2, 3] },
      { name: "sensor", indices: [4, 5, 6] },
    ]);
    expect(variables.names).toEqual(["J", "Z0X3", "Z0Y3", "Z0Z3", "X3", "Y3", "Z3"]);
    expect(system.parameters.map(({ name }) => name)).toEqual(variables.names);
    const coefficients = map?.coefficients(variables.initial) ?? [];
    expect(coefficients[0]).toBe(Math.exp(0.4));
    expect([...coefficients].slice(1)).toEqual([...variables.initial].slice(1));
  });

  test("of operator texts too", () => {
    const { map, variables } = build({
      qubits: 1,
      parameters: {
        a: { operator: "Z0", initial: 0, map: { kind: "sigmoid", low: -1, high: 3 } },
        b: { operator: "X0", initial: 7 },
      },
    });
    expect([...(map?.coefficients(variables.initial) ?? [])]).toEqual([1, 7]);
  });

  test("they are written to files and read back", () => {
    const experiment = build({ model: "xxz", lattice: chain, parameters: { Jz: { initial: 2 } } });
    const bytes = parameterArrays(experiment, Float64Array.of(0.125));
    expect([...readParameters(experiment, bytes, "parameters.npz")]).toEqual([0.125]);
  });

  test("a coupling that the model does not have is refused, with the names of those it has", () => {
    expect(() => build({ model: "xxz", lattice: chain, parameters: { J: {} } })).toThrow(
      /there is no coupling of the model "J"; known: Jxy, Jz/,
    );
  });
});

describe("places of Rydberg atoms that are trained", () => {
  const positions = [
    [0, 0],
    [1, 0],
    [0, 2],
  ];

  test("start where the file says, and may stay near it", () => {
    const { system, variables, groups, map } = build({
      model: "rydberg-array",
      positions,
      trainPositions: { interaction: 64, within: 0.25 },
    });
    expect(system.inputs.map(({ name }) => name)).toEqual(["Omega", "Delta"]);
    expect(system.parameters.map(({ name }) => name)).toEqual(["n0n1", "n0n2", "n1n2"]);
    expect(variables.names).toEqual(["x0", "y0", "x1", "y1", "x2", "y2"]);
    expect([...variables.initial]).toEqual(positions.flat());
    expect(variables.bounds[2]).toEqual([0.75, 1.25]);
    expect(groups).toEqual([{ name: "positions", indices: [0, 1, 2, 3, 4, 5] }]);
    const [near, far] = map?.coefficients(variables.initial) ?? [];
    expect([near, far]).toEqual([64, 1]);
  });

  test("together with a detuning", () => {
    const { variables, system } = build({
      model: "rydberg-array",
      positions,
      parameters: { Delta: { initial: 1 } },
      trainPositions: { interaction: 64 },
    });
    expect(variables.names).toEqual(["Delta", "x0", "y0", "x1", "y1", "x2", "y2"]);
    expect(system.inputs.map(({ name }) => name)).toEqual(["Omega"]);
  });
});

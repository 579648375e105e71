import { expect, test } from "vitest";
import { buildExperiment } from "./build-experiment.ts";
import { parseExperiment, resolveExperiment } from "./parse-experiment.ts";
import { experimentToJson } from "./stored-experiment.ts";

const FILES: Readonly<Record<string, string>> = {
  "h.json": '[["ZZI", 1], ["IXX", -0.5]]',
  "h.txt": "0.5 [Z0 Z1] +\n-1.5 [X2]",
};

const readText = (file: string) => FILES[file] ?? "";

const SYSTEM = `schemaVersion: 1
system:
  qubits: 3
  fixed: { format: qiskit, file: h.json }
  inputs: { h: { format: openfermion, file: h.txt }, g: X0 }
  parameters:
    a: { format: quspin, basis: { pauli: 0 }, terms: [[zz, [[1, 0, 2]]]] }
    b: { operator: { format: pennylane, text: "0.5 * (Z(0) @ Z(1))" }, initial: 0.3 }
    c: Sx0 Sx1
  outputs: { up: { format: qiskit, terms: [[III, 0.5], [IIZ, 0.5]] } }
`;

test("operators of Python libraries become operator text, whose meaning no convention changes", () => {
  const parsed = parseExperiment(SYSTEM, { file: "x.yaml", readText });
  expect(parsed.config.system).toMatchObject({
    fixed: "Z1 Z2 - 0.5 X0 X1",
    inputs: { h: "0.5 Z0 Z1 - 1.5 X2", g: "X0" },
    parameters: {
      a: { operator: "0.25 Z0 Z2" },
      b: { operator: "0.5 Z0 Z1", initial: 0.3 },
      c: { operator: "Sx0 Sx1" },
    },
    outputs: { up: "0.5 + 0.5 Z0" },
  });
  const { system } = buildExperiment(parsed);
  expect(system.parameters.map(({ operator }) => String(operator))).toEqual([
    "0.25 Z0 Z2",
    "0.5 Z0 Z1",
    "0.25 X0 X1",
  ]);
  const stored = experimentToJson(parsed.config);
  expect(resolveExperiment(stored, { file: "experiment.json" }).config).toEqual(parsed.config);
});

test("what is hidden may name files as well, lists of operators too", () => {
  const hidden = "hidden: { disorder: { operators: [{ format: qiskit, file: h.json }, Z0], size: 0.1 } }\n";
  const { config } = parseExperiment(SYSTEM + hidden, { readText });
  expect(config.hidden?.disorder?.operators).toEqual(["Z1 Z2 - 0.5 X0 X1", "Z0"]);
});

test.each([
  [
    "fixed: { format: qiskit, terms: [[XQ, 1]] }",
    'x.yaml:4:35: system.fixed.terms: qiskit operator, term 0: expected the letters I, X, Y and Z, given "XQ"',
  ],
  [
    'fixed: { format: openfermion, text: "1.5 [W0]" }',
    "system.fixed.text: openfermion operator, line 1, column 6 of the operator: expected a factor such as X0",
  ],
  ["fixed: { format: qiskit }", "system.fixed.terms: expected one of terms, text and file; give exactly one"],
  ["fixed: { format: qiskit, term: [] }", 'unknown key "term"; did you mean "terms"?'],
  [
    "fixed: { format: qiskitt, text: X }",
    'system.fixed.format: expected "qiskit", "openfermion", "quspin" or',
  ],
  [
    "fixed: { format: quspin, basis: { pauli: 2 }, terms: [] }",
    "system.fixed.basis.pauli: expected 1, 0 or -1, given 2",
  ],
  [
    "fixed: { format: qiskit, basis: {}, terms: [] }",
    "system.fixed.basis: goes only with format: quspin; remove it",
  ],
  [
    "parameters: { a: { format: qiskit, terms: [[X, 1], 5] } }",
    "system.parameters.a.terms: qiskit operator, term 1",
  ],
  ["fixed: { format: qiskit, terms: [[XIII, 1]] }", "system.fixed: X3: the operator acts on qubit 3"],
  ["fixed: { format: qiskit, terms: [[X, 1j]] }", "system.fixed: (0+1i) X0: the operator is not Hermitian"],
  ["fixed: { format: qiskit, file: h.json }", "system.fixed.file: files are read by the command line only"],
])("%s", (line, message) => {
  const text = `schemaVersion: 1\nsystem:\n  qubits: 3\n  ${line}\n`;
  expect(() => buildExperiment(parseExperiment(text, { file: "x.yaml" }))).toThrow(message);
});

test("couplings of a model multiply spins where its convention says so; operator texts stay what they are", () => {
  const { config } = parseExperiment(`schemaVersion: 1
system:
  model: transverse-field-ising
  sites: 2
  boundary: open
  convention: { spin: half }
  outputs: { z: Z0 }
`);
  const { system } = buildExperiment({ config, locate: () => undefined });
  expect(system.inputs.map(({ operator }) => String(operator))).toEqual(["-0.25 Z0 Z1", "-0.5 X0 - 0.5 X1"]);
  expect(String(system.outputs[0]?.operator)).toBe("Z0");
  expect(config.system.convention).toEqual({ n: "down", spin: "half" });
});

test.each([
  "system: { qubits: 2, convention: { spin: half } }",
  "system: { model: kitaev-chain, sites: 4, convention: { spin: half } }",
])("no choice of spins where nothing could tell what it means: %s", (system) => {
  expect(() => parseExperiment(`schemaVersion: 1\n${system}\n`)).toThrow(/unknown key "spin"/);
});

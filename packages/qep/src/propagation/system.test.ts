import { describe, expect, test } from "vitest";
import { OperatorSum } from "../operators/operator-sum.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { System } from "./system.ts";

const op = (name: string, text: string) => ({ name, operator: parseOperator(text) });

describe("System", () => {
  test("operators stand in the order H0, C, A, B", () => {
    const system = new System({
      qubits: 3,
      fixed: parseOperator("Z0 Z1"),
      inputs: [op("x", "X0"), op("y", "X1")],
      parameters: [op("a", "Z2")],
      outputs: [op("up", "0.5 + 0.5 Z2")],
    });
    expect(system.operators.map(String)).toEqual(["Z0 Z1", "X0", "X1", "Z2", "0.5 + 0.5 Z2"]);
    expect(system.isReal).toBe(true);
  });

  test("everything but the qubits may be left out", () => {
    const system = new System({ qubits: 1 });
    expect(system.operators).toEqual([OperatorSum.zero]);
    expect([system.inputs, system.parameters, system.outputs]).toEqual([[], [], []]);
  });

  test("one operator with an odd number of Y makes it complex, also where it is only an output", () => {
    expect(new System({ qubits: 1, outputs: [op("y", "Y0")] }).isReal).toBe(false);
    expect(new System({ qubits: 2, outputs: [op("y", "Y0 Y1")] }).isReal).toBe(true);
  });

  test.each<[string, ConstructorParameters<typeof System>[0], string, RegExp]>([
    ["no qubits", { qubits: 0 }, "invalid-argument", /positive whole number of qubits, not 0/],
    ["half a qubit", { qubits: 1.5 }, "invalid-argument", /not 1\.5/],
    [
      "a fixed part that is not Hermitian",
      { qubits: 2, fixed: parseOperator("X0 Y0") },
      "not-hermitian",
      /^the fixed part: the operator is not Hermitian: the coefficient of Z0 is \(0\+1i\)/,
    ],
    [
      "an input that is not Hermitian",
      { qubits: 2, inputs: [op("g", "i X1")] },
      "not-hermitian",
      /^input g: .*coefficient of X1 is \(0\+1i\)/,
    ],
    [
      "a parameter out of range",
      { qubits: 3, parameters: [op("a", "X2"), op("b", "Z3")] },
      "qubit-out-of-range",
      /^parameter b: the operator acts on qubit 3, but the system has 3 qubits \(0 to 2\)/,
    ],
    [
      "an output out of range",
      { qubits: 3, outputs: [op("o", "Z200")] },
      "qubit-out-of-range",
      /^output o: the operator acts on qubit 200/,
    ],
    [
      "a name that stands twice, in different parts",
      { qubits: 1, inputs: [op("a", "X0")], outputs: [op("a", "Z0")] },
      "invalid-argument",
      /the name a stands twice/,
    ],
    [
      "a name that stands twice in one part",
      { qubits: 1, parameters: [op("a", "X0"), op("a", "Z0")] },
      "invalid-argument",
      /the name a stands twice/,
    ],
  ])("%s is refused", (_, definition, code, message) => {
    expect(() => new System(definition)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  test("what rounding leaves of imaginary parts in a square does not count", () => {
    const sum = "(0.1 X0 + 0.3 X0 X1 + 0.2 Z0 + 0.7 Z0 X1)";
    const square = parseOperator(`${sum} ${sum}`);
    expect(square.isHermitian()).toBe(false);
    const system = new System({ qubits: 2, outputs: [{ name: "square", operator: square }] });
    expect(system.outputs[0].operator.isHermitian()).toBe(true);
    expect(system.isReal).toBe(true);
    expect(system.outputs[0].operator.equals(square, 1e-15)).toBe(true);
    const visible = square.plus(parseOperator("1e-12i X0"));
    expect(() => new System({ qubits: 2, fixed: visible })).toThrow(
      expect.objectContaining({ code: "not-hermitian" }),
    );
  });
});

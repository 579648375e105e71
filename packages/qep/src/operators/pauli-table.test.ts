import { describe, expect, test } from "vitest";
import { parseOperator } from "./parse-operator.ts";
import { pauliTable, tabulate } from "./pauli-table.ts";

describe("tabulate", () => {
  const a = parseOperator("2 X0 Y3 - Z1");
  const b = parseOperator("0.5 + Z1 + 4 X0 Y3 + Y27");

  test("lists each string once, in order of first appearance, with bit masks", () => {
    const { table, strings } = tabulate([a, b]);
    expect(strings.map(String)).toEqual(["X0 Y3", "Z1", "I", "Y27"]);
    expect(table.size).toBe(4);
    expect([...table.x]).toEqual([0b1001, 0, 0, 2 ** 27]);
    expect([...table.z]).toEqual([0b1000, 0b10, 0, 2 ** 27]);
  });

  test("each operator is a sparse row over the list", () => {
    const rows = tabulate([a, parseOperator("0"), b]).rows.map(({ columns, coefficients }) => [
      [...columns],
      [...coefficients],
    ]);
    expect(rows).toEqual([
      [
        [0, 1],
        [2, -1],
      ],
      [[], []],
      [
        [2, 1, 0, 3],
        [0.5, 1, 4, 1],
      ],
    ]);
  });

  test("more qubits than a state vector can have are refused with the bytes", () => {
    expect(() => pauliTable(parseOperator("X28").terms.map(({ string }) => string))).toThrow(
      expect.objectContaining({
        code: "out-of-memory",
        context: { qubits: 29, bytes: 2 ** 32 },
        message: expect.stringMatching(/29 qubits needs 4294967296 bytes; at most 28 qubits/),
      }),
    );
  });
});

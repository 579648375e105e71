import { describe, expect, test } from "vitest";
import { qep, qepJson, scratch } from "../support/cli.ts";

describe("qep operator", () => {
  test("from one library to another", async () => {
    const { stdout } = await qep([
      "operator",
      "0.5 [Z0 Z2] + 2 [X1]",
      "--from",
      "openfermion",
      "--to",
      "qiskit",
    ]);
    expect(stdout).toBe('[["ZIZ", 0.5], ["IXI", 2]]\n');
  });

  test("from a file, spins, as JSON", async () => {
    const cwd = scratch({ "h.txt": "Sx0 Sx1 +\n(1+2i) Z0" });
    expect(await qepJson(["operator", "h.txt", "--to", "quspin", "--pauli", "0"], { cwd })).toEqual({
      format: "quspin",
      qubits: 2,
      isHermitian: false,
      text: '[["xx", [[1, 0, 1]]], ["z", [[(2+4j), 0]]]]',
      terms: [
        ["xx", [[1, 0, 1]]],
        ["z", [[{ re: 2, im: 4 }, 0]]],
      ],
    });
  });

  test("longer labels; a text that begins with a minus", async () => {
    const { stdout } = await qep(["operator", "--to", "qiskit", "--qubits", "3", "--", "-X0"]);
    expect(stdout).toBe('[["IIX", -1]]\n');
  });

  test.each([
    [["operator", "X0 Q1"], 'qep, line 1, column 4 of the operator: "Q" is not an operator'],
    [["operator", "1.5 [W]", "--from", "openfermion"], "openfermion, line 1, column 6 of the operator"],
    [["operator", "X0", "--to", "cirq"], "Allowed choices are qep, qiskit, openfermion, quspin, pennylane"],
    [["operator", "X3", "--to", "qiskit", "--qubits", "2"], "acts on qubit 3; labels of 2 qubits end at 1"],
  ])("%j is refused", async (args, message) => {
    const { status, stderr } = await qep(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

test("an experiment with an operator in a file beside it", async () => {
  const cwd = scratch({
    "h.json": '[["ZZ", -1], ["IX", -0.5], ["XI", -0.5]]',
    "x.yaml": "schemaVersion: 1\nsystem: { qubits: 2, fixed: { format: qiskit, file: h.json } }\n",
  });
  const { energies } = (await qepJson(["ground-state", `${cwd}/x.yaml`])) as { energies: number[] };
  // Two Ising spins, even sector: E0 = −√(1 + 4·0.5²).
  expect(energies[0]).toBeCloseTo(-Math.sqrt(2), 10);
  const missing = await qep(["ground-state", `${cwd}/x.yaml`, "--set", "system.fixed.file=k.json"]);
  expect(missing).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("k.json: there is no such file"),
  });
});

import { describe, expect, test } from "vitest";
import type { Basis, BasisSupport } from "./basis.ts";
import { requireBasis } from "./check-basis.ts";
import type { CliffordGate } from "./clifford-circuit.ts";

const letters = (text: string): Basis => ({ kind: "pauli", letters: text });
const gates = (...circuit: CliffordGate[]): Basis => ({ kind: "clifford", circuit });

describe("a basis is refused", () => {
  test.each<[string, Basis, BasisSupport, string]>([
    ["with a letter too few", letters("XZ"), "clifford", 'has as many letters, given was "XZ"'],
    ["with another letter", letters("XIZ"), "pauli", "the letters of a basis are X, Y and Z"],
    [
      "with a gate on no qubit",
      gates({ gate: "H", qubit: 3 }),
      "clifford",
      "H on 3; it acts on a qubit from 0 to 2",
    ],
    [
      "with a gate on one qubit twice",
      gates({ gate: "CZ", qubits: [1, 1] }),
      "clifford",
      "CZ on 1 and 1; it acts on two",
    ],
    [
      "with a circuit where there are none",
      gates({ gate: "H", qubit: 0 }),
      "pauli",
      "group observables qubit-wise",
    ],
    ["that is not listed", letters("XXX"), ["ZZZ"], "cannot read XXX; it reads ZZZ"],
    ["with a circuit where bases are listed", gates(), ["ZZZ"], "cannot read a Clifford circuit"],
  ])("%s", (_, basis, support, message) => {
    expect(() => requireBasis(basis, 3, support, "readout 1")).toThrow(`readout 1`);
    expect(() => requireBasis(basis, 3, support, "readout 1")).toThrow(message);
  });

  test("and is let through where the device has it", () => {
    requireBasis(letters("XYZ"), 3, "pauli", "");
    requireBasis(letters("ZZZ"), 3, ["XXX", "ZZZ"], "");
    requireBasis(gates({ gate: "CX", qubits: [2, 0] }, { gate: "S†", qubit: 1 }), 3, "clifford", "");
  });
});

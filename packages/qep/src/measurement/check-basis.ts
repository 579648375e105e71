import { QepError } from "../base/errors.ts";
import type { Basis, BasisSupport } from "./basis.ts";
import type { CliffordGate } from "./clifford-circuit.ts";

/**
 * Refuses a basis that makes no sense on N qubits, or that a device cannot read.
 *
 * @param qubits N
 * @param support what the device can read
 * @param where begins the message, for instance "readout 2 of setting 0"
 * @throws QepError wrong-shape, invalid-argument, qubit-out-of-range or unsupported
 */
export function requireBasis(basis: Basis, qubits: number, support: BasisSupport, where: string): void {
  if (basis.kind === "pauli") requireLetters(basis.letters, qubits, where);
  else
    for (const [index, gate] of basis.circuit.entries()) requireGate(gate, qubits, `${where}, gate ${index}`);
  if (support === "clifford" || (support === "pauli" && basis.kind === "pauli")) return;
  if (support === "pauli") {
    throw new QepError(
      "unsupported",
      `${where}: this device reads each qubit in a Pauli basis and has no circuits before the readout; give letters, or ` +
        "group observables qubit-wise",
    );
  }
  if (basis.kind === "pauli" && support.includes(basis.letters)) return;
  const asked = basis.kind === "pauli" ? basis.letters : "a Clifford circuit";
  throw new QepError(
    "unsupported",
    `${where}: this device cannot read ${asked}; it reads ${support.join(", ")}. Leave out the observables that need it.`,
    { bases: [...support] },
  );
}

function requireLetters(letters: string, qubits: number, where: string): void {
  if (letters.length !== qubits) {
    throw new QepError(
      "wrong-shape",
      `${where}: a basis of ${qubits} qubits has as many letters, given was "${letters}"; qubits of no interest are read ` +
        "too, for instance in Z",
    );
  }
  if (!/^[XYZ]*$/.test(letters)) {
    throw new QepError(
      "invalid-argument",
      `${where}: the letters of a basis are X, Y and Z, given was "${letters}"; a qubit of no interest is read too, for ` +
        "instance in Z",
    );
  }
}

function requireGate(gate: CliffordGate, qubits: number, where: string): void {
  const on = "qubit" in gate ? [gate.qubit] : gate.qubits;
  const isInside = on.every((qubit) => Number.isInteger(qubit) && qubit >= 0 && qubit < qubits);
  if (isInside && new Set(on).size === on.length) return;
  throw new QepError(
    "qubit-out-of-range",
    `${where}: ${gate.gate} on ${on.join(" and ")}; it acts on ${on.length === 1 ? "a qubit" : "two different qubits"} ` +
      `from 0 to ${qubits - 1}`,
  );
}

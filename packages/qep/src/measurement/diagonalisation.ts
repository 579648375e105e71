import type { PauliString } from "../operators/pauli-string.ts";
import { echelonForm, stringOfVector, vectorOf } from "../operators/symplectic.ts";
import { type CliffordCircuit, type CliffordGate, conjugate } from "./clifford-circuit.ts";

/**
 * A Clifford circuit U after which commuting Pauli strings are products of Z: U P U† = ±Z…Z for each of them.
 *
 * Where all strings have the same letter on a qubit, that qubit is turned on its own. What is left is brought to the echelon
 * form [1 A | S B] of its x and z bits over GF(2): CX takes away A, CZ and S† the symmetric S, and H on the pivots turns their X
 * into Z. B and strings of Z alone are diagonal as they are.
 *
 * @param strings commuting strings on qubits 0 to N − 1
 * @param qubits N
 * @returns at most N gates on single qubits for each kind, CX before CZ; no gate on two qubits where the strings commute
 * qubit by qubit
 * @see Aaronson & Gottesman, "Improved simulation of stabilizer circuits", Phys. Rev. A 70, 052328 (2004)
 */
export function diagonalisingCircuit(strings: readonly PauliString[], qubits: number): CliffordCircuit {
  const local = localTurns(strings, qubits);
  const turned = strings.map((string) => vectorOf(conjugate(local, { string, sign: 1 }).string, qubits));
  // Pivots are the lowest bits, and x comes before z: rows whose pivot is an x bit have it for themselves.
  const { rows, pivots } = echelonForm(turned);
  const xRows = rows.flatMap((row, k) => {
    const pivot = siteOf(pivots[k] as bigint);
    return pivot < qubits ? [{ string: stringOfVector(row, qubits), pivot }] : [];
  });
  const gates: CliffordGate[] = [];
  for (const { string, pivot } of xRows) {
    for (const site of string.support) {
      if (site !== pivot && string.letterAt(site) !== "Z") gates.push({ gate: "CX", qubits: [pivot, site] });
    }
  }
  const withoutA = xRows.map(({ string, pivot }) => ({
    string: conjugate(gates, { string, sign: 1 }).string,
    pivot,
  }));
  for (const [k, { string }] of withoutA.entries()) {
    for (const { pivot } of withoutA.slice(k + 1)) {
      const own = withoutA[k]?.pivot as number;
      if (string.letterAt(pivot) === "Z") gates.push({ gate: "CZ", qubits: [own, pivot] });
    }
  }
  for (const { string, pivot } of withoutA) {
    if (string.letterAt(pivot) === "Y") gates.push({ gate: "S†", qubit: pivot });
    gates.push({ gate: "H", qubit: pivot });
  }
  return [...local, ...gates];
}

/** Turns of the qubits on which all strings agree, up to the identity. */
function localTurns(strings: readonly PauliString[], qubits: number): CliffordGate[] {
  return Array.from({ length: qubits }, (_, qubit) => {
    const letters = new Set(strings.map((string) => string.letterAt(qubit)));
    letters.delete("I");
    if (letters.size !== 1 || letters.has("Z")) return [];
    const turn: CliffordGate = { gate: "H", qubit };
    return letters.has("X") ? [turn] : [{ gate: "S†", qubit } as const, turn];
  }).flat();
}

/** The position of a single set bit. */
function siteOf(bit: bigint): number {
  return bit.toString(2).length - 1;
}

import { PauliString } from "../operators/pauli-string.ts";
import type { SignedString } from "../operators/signed-string.ts";
import type { Basis } from "./basis.ts";
import { conjugate, inverseOf } from "./clifford-circuit.ts";

/**
 * The strings whose values a readout finds: bit j of an outcome is 1 where string j has the value −1.
 *
 * @param qubits N
 * @returns N independent strings that commute with each other: the letter of qubit j, or U† Z_j U
 */
export function measuredStrings(basis: Basis, qubits: number): SignedString[] {
  const sites = Array.from({ length: qubits }, (_, qubit) => qubit);
  if (basis.kind === "pauli") {
    return sites.map((site) => ({
      string: PauliString.single(basis.letters[site] as "X" | "Y" | "Z", site),
      sign: 1,
    }));
  }
  const undone = inverseOf(basis.circuit);
  return sites.map((site) => conjugate(undone, { string: PauliString.single("Z", site), sign: 1 }));
}

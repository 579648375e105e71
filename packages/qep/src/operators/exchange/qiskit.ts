import { QepError } from "../../base/errors.ts";
import { type Complex, OperatorSum } from "../operator-sum.ts";
import { type PauliLetter, PauliString } from "../pauli-string.ts";
import { requireCoefficient } from "./coefficient.ts";
import { type PythonArguments, readPython } from "./python-reader.ts";
import { isList, type PythonValue, plainNumber, requireSite, wrongPart } from "./python-value.ts";

/** A term of `SparsePauliOp.to_list()`; the rightmost letter is qubit 0. */
export type QiskitTerm = readonly [label: string, coefficient: number | Complex];

/**
 * Reads the terms of a Qiskit `SparsePauliOp`.
 *
 * A label has one letter for each qubit, qubit 0 rightmost: `"XZI"` is X2 Z1. In the sparse form `("XZ", [2, 1], c)`
 * letter k acts on qubit `indices[k]`. Both forms may be mixed.
 *
 * @param terms the list as data (coefficients real, `{re, im}` or text), or as Python text of `to_list()`,
 *   `to_sparse_list()` or `repr`
 * @throws QepError invalid-operator that names the term
 * @see https://docs.quantum.ibm.com/api/qiskit/qiskit.quantum_info.SparsePauliOp
 */
export function readQiskit(terms: PythonValue, where = "Qiskit operator"): OperatorSum {
  const value =
    typeof terms === "string" ? readPython(terms, where, { SparsePauliOp: sparsePauliOp }) : terms;
  if (!isList(value)) throw wrongPart(where, 'a list of ("XZI", coefficient)', value);
  return new OperatorSum(
    value.map((term, k) => {
      const place = `${where}, term ${k}`;
      if (!isList(term) || typeof term[0] !== "string" || term.length < 2 || term.length > 3) {
        throw wrongPart(place, '("XZI", coefficient) or ("XZ", [2, 1], coefficient)', term);
      }
      const letters = [...term[0]];
      const sites =
        term.length === 2 ? letters.map((_, j) => letters.length - 1 - j) : sitesOf(term[1], letters, place);
      const coefficient = requireCoefficient(term.at(-1), `${place}, coefficient`);
      return { string: stringOf(letters, sites, place), coefficient };
    }),
  );
}

/**
 * The operator as `SparsePauliOp.from_list` takes it.
 *
 * @param qubits length of the labels; default: as many as it needs
 * @throws QepError qubit-out-of-range where it acts beyond them
 */
export function writeQiskit(
  operator: OperatorSum,
  qubits = Math.max(1, operator.minimalQubits),
): QiskitTerm[] {
  if (operator.minimalQubits > qubits) {
    throw new QepError(
      "qubit-out-of-range",
      `the operator acts on qubit ${operator.minimalQubits - 1}; labels of ${qubits} qubits end at ${qubits - 1}`,
      { qubits },
    );
  }
  return operator.terms.map(({ string, coefficient }) => [
    Array.from({ length: qubits }, (_, j) => string.letterAt(qubits - 1 - j)).join(""),
    plainNumber(coefficient),
  ]);
}

/** `SparsePauliOp(["XX", "ZI"], coeffs=[1, 0.5])` as a list of terms. */
function sparsePauliOp({ positional, named }: PythonArguments): PythonValue | undefined {
  const labels = positional[0] ?? named.get("data");
  const coefficients = positional[1] ?? named.get("coeffs");
  if (!isList(labels) || (coefficients !== undefined && !isList(coefficients))) return undefined;
  if (coefficients && coefficients.length !== labels.length) return undefined;
  return labels.map((label, k) => [label, coefficients?.[k] ?? 1]);
}

function sitesOf(indices: PythonValue | undefined, letters: readonly string[], where: string): number[] {
  if (!isList(indices) || indices.length !== letters.length) {
    throw wrongPart(where, `a list of ${letters.length} qubits, one for each letter`, indices);
  }
  return indices.map((index) => requireSite(index, where));
}

function stringOf(letters: readonly string[], sites: readonly number[], where: string): PauliString {
  if (new Set(sites).size < sites.length) throw wrongPart(where, "each qubit once", [...sites]);
  return letters.reduce((string, letter, k) => {
    if (letter === "I") return string;
    if (!/^[XYZ]$/.test(letter)) throw wrongPart(where, "the letters I, X, Y and Z", letters.join(""));
    return string.times(PauliString.single(letter as PauliLetter, sites[k] as number)).string;
  }, PauliString.identity);
}

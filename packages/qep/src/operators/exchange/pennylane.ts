import { OperatorSum } from "../operator-sum.ts";
import type { PauliLetter } from "../pauli-string.ts";
import { requireCoefficient } from "./coefficient.ts";
import { type PythonArguments, type PythonCall, readPython } from "./python-reader.ts";
import { isList, type PythonValue, printNumber, wrongPart } from "./python-value.ts";

/**
 * Reads an operator as PennyLane prints it, `0.5 * (Z(0) @ Z(1)) + -1.2 * X(3)`, or the pair of lists that
 * `Hamiltonian` takes and `terms()` returns, `([0.5, -1.2], [Z(0) @ Z(1), X(3)])`.
 *
 * Wires are whole numbers; wire j is qubit j. Sums and products of sums are multiplied out.
 *
 * @param value Python text, or the pair of lists as data, its operators as texts
 * @throws QepError invalid-operator with line and column of the text
 * @see https://docs.pennylane.ai
 */
export function readPennyLane(value: PythonValue, where = "PennyLane operator"): OperatorSum {
  const read = typeof value === "string" ? readPython(value, where, CALLS) : value;
  if (read instanceof OperatorSum) return read;
  const operator = isList(read) && read.length === 2 ? linearCombination(read[0], read[1], where) : undefined;
  if (operator) return operator;
  throw wrongPart(where, "0.5 * (Z(0) @ Z(1)) + ..., or ([coefficients], [operators])", read);
}

/** The operator as PennyLane prints it; Python evaluates the text after `from pennylane import X, Y, Z, I`. */
export function writePennyLane(operator: OperatorSum): string {
  if (operator.terms.length === 0) return "0.0 * I(0)";
  return operator.terms
    .map(({ string, coefficient }) => {
      const factors = string.support.map((site) => `${string.letterAt(site)}(${site})`);
      const product = factors.length > 1 ? `(${factors.join(" @ ")})` : (factors[0] ?? "I(0)");
      return `${printNumber(coefficient)} * ${product}`;
    })
    .join(" + ");
}

function linearCombination(
  coefficients: PythonValue | undefined,
  operators: PythonValue | undefined,
  where: string,
): OperatorSum | undefined {
  if (!isList(coefficients) || !isList(operators) || coefficients.length !== operators.length)
    return undefined;
  return OperatorSum.sum(
    operators.map((operator, k) => {
      const place = `${where}, term ${k}`;
      return readPennyLane(operator, place).scale(requireCoefficient(coefficients[k], place));
    }),
  );
}

const combination: PythonCall = ({ positional, named }) =>
  linearCombination(positional[0] ?? named.get("coeffs"), positional[1] ?? named.get("ops"), "Hamiltonian");

const identity: PythonCall = () => OperatorSum.identity;

const CALLS: Readonly<Record<string, PythonCall>> = {
  X: pauli("X"),
  Y: pauli("Y"),
  Z: pauli("Z"),
  I: identity,
  PauliX: pauli("X"),
  PauliY: pauli("Y"),
  PauliZ: pauli("Z"),
  Identity: identity,
  Hamiltonian: combination,
  LinearCombination: combination,
  dot: combination,
};

function pauli(letter: PauliLetter): PythonCall {
  return ({ positional, named }: PythonArguments) => {
    const given = positional[0] ?? named.get("wires");
    const wire = isList(given) && given.length === 1 ? given[0] : given;
    return typeof wire === "number" ? OperatorSum.pauli(letter, wire) : undefined;
  };
}

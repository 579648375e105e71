import { annihilation, creation } from "../jordan-wigner.ts";
import { OperatorSum } from "../operator-sum.ts";
import { syntaxError } from "../operator-tokens.ts";
import type { PauliLetter } from "../pauli-string.ts";
import { requireCoefficient } from "./coefficient.ts";
import { printNumber } from "./python-value.ts";

/** Coefficient, then the factors in brackets. */
const TERM = /([^[\]]*)\[([^[\]]*)\]\s*/y;

/**
 * Reads OpenFermion's text: `1.5 [X0 Z3] + (0.2+0.1j) []` of a `QubitOperator`, `1.5 [0^ 1]` of a `FermionOperator`.
 *
 * Fermions become qubits by Jordan–Wigner, `2^` is c₂†; OpenFermion's own `jordan_wigner` gives the same operators.
 *
 * @throws QepError invalid-operator with line and column of the text
 * @see https://quantumai.google/openfermion
 */
export function readOpenFermion(text: string, where = "OpenFermion operator"): OperatorSum {
  if (text.trim() === "0") return OperatorSum.zero;
  const terms: OperatorSum[] = [];
  let offset = 0;
  while (offset < text.length || terms.length === 0) {
    TERM.lastIndex = offset;
    const match = TERM.exec(text);
    if (!match) throw syntaxError(text, offset, where, "expected a term such as 1.5 [X0 Z3] or 1.5 [0^ 1]");
    const [whole, before = "", factors = ""] = match;
    if (terms.length > 0 && !/^\s*[+-]/.test(before)) {
      throw syntaxError(text, offset, where, "expected + or - between terms");
    }
    const coefficient = /^[\s+-]*$/.test(before) ? `${before} 1` : before;
    const inside = offset + before.length + 1;
    const product = [...factors.matchAll(/\S+/g)].reduce(
      (product, factor) => product.times(factorOf(factor[0], text, inside + factor.index, where)),
      OperatorSum.identity,
    );
    terms.push(product.scale(requireCoefficient(coefficient, `${where}, term ${terms.length}`)));
    offset += whole.length;
  }
  return OperatorSum.sum(terms);
}

/** The text of a `QubitOperator`, which its constructor reads too. */
export function writeOpenFermion(operator: OperatorSum): string {
  if (operator.terms.length === 0) return "0";
  return operator.terms
    .map(({ string, coefficient }) => `${printNumber(coefficient)} [${string.isIdentity ? "" : string}]`)
    .join(" +\n");
}

function factorOf(factor: string, text: string, offset: number, where: string): OperatorSum {
  const [, letter, site, mode, dagger] = /^(?:([XYZ])(\d+)|(\d+)(\^?))$/.exec(factor) ?? [];
  if (letter !== undefined) return OperatorSum.pauli(letter as PauliLetter, Number(site));
  if (mode !== undefined) return dagger === "^" ? creation(Number(mode)) : annihilation(Number(mode));
  throw syntaxError(text, offset, where, `expected a factor such as X0, 2 or 2^, found "${factor}"`);
}

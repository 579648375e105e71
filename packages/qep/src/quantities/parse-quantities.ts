import { nearestName } from "../base/nearest-name.ts";
import { parseOperator } from "../operators/parse-operator.ts";
import { expectation, type Quantity } from "./quantity.ts";
import { checkedOperator, QuantityArguments } from "./quantity-arguments.ts";
import { atPiece, quantityError, readCall, splitAtCommas } from "./quantity-call.ts";
import { QUANTITY_KINDS, type QuantityScope } from "./quantity-kinds.ts";

/**
 * Reads a list of observables: operators, and quantities of a state such as `entropy(0..3)` or `structure-factor(Z, q=pi)`.
 *
 * The grammar (EBNF) and the definition of each stand in docs/conventions.md.
 *
 * @throws QepError invalid-operator with line and column; not-hermitian, qubit-out-of-range, unsupported
 *
 * @example
 * parseQuantities("X0 X1, entropy(0..3), correlator(Z0, Z4)", { qubits: 8 });
 */
export function parseQuantities(text: string, scope: QuantityScope): Quantity[] {
  const source = { text, where: scope.where ?? "observables" };
  return splitAtCommas({ text, offset: 0 }).map((piece) => {
    const call = readCall(source, piece);
    if (!call) {
      const operator = atPiece(source, piece, () =>
        parseOperator(piece.text, { n: scope.n ?? "down", bosons: scope.bosons }),
      );
      return expectation(piece.text, checkedOperator(operator, source, scope.qubits));
    }
    const kind = QUANTITY_KINDS.get(call.name.text);
    if (!kind) {
      throw quantityError(
        source,
        call.name,
        `there is no quantity "${call.name.text}"; ${quantityAdvice(call.name.text)}`,
      );
    }
    const read = new QuantityArguments(call, source, scope, kind.keys);
    return kind.make(call.whole.text.replace(/\s+/g, " "), read, scope);
  });
}

function quantityAdvice(given: string): string {
  const known = [...QUANTITY_KINDS.keys()];
  const meant = nearestName(given, known);
  return meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
}

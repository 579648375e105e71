import type { NamedOperator } from "../models/model.ts";
import { requireHermitian, requireWithin } from "../operators/operator-sum.ts";
import type { PauliString } from "../operators/pauli-string.ts";

/** Observables written over one list of Pauli strings: O_i = constant_i + Σ_k c_ik P_k. */
export interface ObservableStrings {
  readonly qubits: number;
  /** Distinct strings without the identity, in order of first appearance. */
  readonly strings: readonly PauliString[];
  readonly observables: readonly ObservableRow[];
}

/** One observable over the strings, sparse. */
export interface ObservableRow {
  readonly name: string;
  /** The coefficient of the identity. */
  readonly constant: number;
  /** Indices of strings, each once. */
  readonly columns: Uint32Array;
  readonly coefficients: Float64Array;
}

/**
 * Collects the strings that observables are made of.
 *
 * @param qubits N
 * @throws QepError not-hermitian or qubit-out-of-range, naming the observable
 */
export function observableStrings(operators: readonly NamedOperator[], qubits: number): ObservableStrings {
  const positions = new Map<string, number>();
  const strings: PauliString[] = [];
  const columnOf = (string: PauliString) => {
    const known = positions.get(string.key);
    if (known !== undefined) return known;
    positions.set(string.key, strings.length);
    return strings.push(string) - 1;
  };
  const observables = operators.map(({ name, operator }) => {
    const where = `observable ${name}`;
    requireWithin(operator, qubits, where);
    const { terms } = requireHermitian(operator, where);
    const proper = terms.filter(({ string }) => !string.isIdentity);
    return {
      name,
      constant: terms.find(({ string }) => string.isIdentity)?.coefficient.re ?? 0,
      columns: Uint32Array.from(proper, ({ string }) => columnOf(string)),
      coefficients: Float64Array.from(proper, ({ coefficient }) => coefficient.re),
    };
  });
  return { qubits, strings, observables };
}

/**
 * How much each string matters: (Σ_i w_i² c_ik²)^½.
 *
 * @param weights w_i ≥ 0, one for each observable
 */
export function stringWeights(
  { strings, observables }: ObservableStrings,
  weights: Float64Array,
): Float64Array {
  const squares = new Float64Array(strings.length);
  for (const [i, { columns, coefficients }] of observables.entries()) {
    for (const [p, column] of columns.entries()) {
      squares[column] =
        (squares[column] as number) + ((weights[i] as number) * (coefficients[p] as number)) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}

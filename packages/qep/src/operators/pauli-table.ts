import { QepError } from "../base/errors.ts";
import type { PauliTable } from "../kernels/kernels.ts";
import { MAX_QUBITS } from "../kernels/layout.ts";
import type { OperatorSum } from "./operator-sum.ts";
import type { PauliString } from "./pauli-string.ts";
import { permuteBits } from "./qubit-order.ts";

/**
 * Operators written over one common list of Pauli strings, O_m = Σ_k matrix_{mk} P_k, which is what kernels take.
 *
 * All operators must be Hermitian, so that the coefficients are real.
 */
export interface OperatorTable {
  readonly table: PauliTable;
  readonly strings: readonly PauliString[];
  /** For each operator its strings and real coefficients, sparse. */
  readonly rows: readonly { readonly columns: Uint32Array; readonly coefficients: Float64Array }[];
}

/**
 * Collects the strings of all operators, in order of first appearance.
 *
 * @param order bit of each qubit; the natural order where absent
 */
export function tabulate(operators: readonly OperatorSum[], order?: readonly number[]): OperatorTable {
  const position = new Map<string, number>();
  const strings: PauliString[] = [];
  const rows = operators.map(({ terms }) => ({
    columns: Uint32Array.from(terms, ({ string }) => {
      const key = string.key;
      const known = position.get(key);
      if (known !== undefined) return known;
      position.set(key, strings.length);
      strings.push(string);
      return strings.length - 1;
    }),
    coefficients: Float64Array.from(terms, ({ coefficient }) => coefficient.re),
  }));
  return { table: pauliTable(strings, order), strings, rows };
}

/** Bit masks of Pauli strings for the kernels. @throws QepError out-of-memory beyond what a state vector can hold */
export function pauliTable(strings: readonly PauliString[], order?: readonly number[]): PauliTable {
  const qubits = strings.reduce((most, string) => Math.max(most, string.minimalQubits), 0);
  if (qubits > MAX_QUBITS) {
    throw new QepError(
      "out-of-memory",
      `a state vector of ${qubits} qubits needs ${8 * 2 ** qubits} bytes; at most ${MAX_QUBITS} qubits can be stored`,
      { qubits, bytes: 8 * 2 ** qubits },
    );
  }
  const bits = (mask: bigint) => (order ? permuteBits(Number(mask), order) : Number(mask));
  return {
    size: strings.length,
    x: Uint32Array.from(strings, ({ x }) => bits(x)),
    z: Uint32Array.from(strings, ({ z }) => bits(z)),
  };
}

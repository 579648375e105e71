import { QepError } from "../base/errors.ts";
import type { PauliTable } from "../kernels/kernels.ts";
import { MAX_QUBITS } from "../kernels/layout.ts";
import { popcount } from "../kernels/real-form.ts";
import type { OperatorSum } from "./operator-sum.ts";
import type { PauliFrame } from "./pauli-frame.ts";
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
  readonly rows: readonly OperatorRow[];
}

/** One operator over the strings of a table, sparse. */
export interface OperatorRow {
  /** Indices of strings; after tapering one may occur several times. */
  readonly columns: Uint32Array;
  /** Real coefficients, in the sector where every generator is +1. */
  readonly coefficients: Float64Array;
  /** For each coefficient the set of generators whose eigenvalue −1 changes its sign; all 0 without tapering. */
  readonly generators: Uint32Array;
}

/** −1 where an odd number of the generators have eigenvalue −1 in the sector, whose set bits say which; else +1. */
export function sectorSign(generators: number, sector: number): 1 | -1 {
  return popcount(generators & sector) & 1 ? -1 : 1;
}

/**
 * Collects the strings of all operators, in order of first appearance.
 *
 * @param order bit of each qubit; the natural order where absent
 * @param frame where given, the strings are those in the frame; terms that lead out of its sectors are left out, and at
 * most 32 generators are allowed
 * @param most qubits that states can have
 */
export function tabulate(
  operators: readonly OperatorSum[],
  order?: readonly number[],
  frame?: PauliFrame,
  most = MAX_QUBITS,
): OperatorTable {
  const position = new Map<string, number>();
  const strings: PauliString[] = [];
  const columnOf = (string: PauliString) => {
    const key = string.key;
    const known = position.get(key);
    if (known !== undefined) return known;
    position.set(key, strings.length);
    strings.push(string);
    return strings.length - 1;
  };
  const rows = operators.map(({ terms }) => {
    const images = terms.flatMap(({ string, coefficient: { re } }) => {
      if (!frame) return [{ string, coefficient: re, generators: 0 }];
      const image = frame.image(string);
      if (!image) return [];
      return [{ string: image.string, coefficient: image.sign * re, generators: Number(image.generators) }];
    });
    return {
      columns: Uint32Array.from(images, ({ string }) => columnOf(string)),
      coefficients: Float64Array.from(images, ({ coefficient }) => coefficient),
      generators: Uint32Array.from(images, ({ generators }) => generators),
    };
  });
  return { table: pauliTable(strings, order, most), strings, rows };
}

/** Bit masks of Pauli strings for the kernels. @throws QepError out-of-memory beyond what a state vector can hold */
export function pauliTable(
  strings: readonly PauliString[],
  order?: readonly number[],
  most = MAX_QUBITS,
): PauliTable {
  const qubits = strings.reduce((most, string) => Math.max(most, string.minimalQubits), 0);
  if (qubits > most) {
    throw new QepError(
      "out-of-memory",
      `a state vector of ${qubits} qubits needs ${8 * 2 ** qubits} bytes; at most ${most} qubits can be stored`,
      { qubits, bytes: 8 * 2 ** qubits },
    );
  }
  const low = (mask: bigint) => Number(mask & 0xffffffffn);
  const bits = (mask: bigint) => (order ? permuteBits(low(mask), order) : low(mask));
  return {
    size: strings.length,
    x: Uint32Array.from(strings, ({ x }) => bits(x)),
    z: Uint32Array.from(strings, ({ z }) => bits(z)),
    ...(qubits > 32 && {
      high: {
        x: Uint32Array.from(strings, ({ x }) => Number(x >> 32n)),
        z: Uint32Array.from(strings, ({ z }) => Number(z >> 32n)),
      },
    }),
  };
}

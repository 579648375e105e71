import { PauliString } from "./pauli-string.ts";

/**
 * A Pauli string without its phase as a vector over GF(2): bits 0 to N − 1 are `x`, bits N to 2N − 1 are `z`.
 *
 * The product of strings is the sum of vectors; two strings commute where their symplectic form x·z′ + z·x′ is 0.
 */
export type BitVector = bigint;

/** The vector of a string on N qubits. */
export function vectorOf({ x, z }: PauliString, qubits: number): BitVector {
  return x | (z << BigInt(qubits));
}

/** The string of a vector on N qubits. */
export function stringOfVector(vector: BitVector, qubits: number): PauliString {
  return new PauliString(BigInt.asUintN(qubits, vector), vector >> BigInt(qubits));
}

/** The vector whose plain scalar product with w is the symplectic form of v and w: x and z exchanged. */
export function symplecticDual(vector: BitVector, qubits: number): BitVector {
  return (vector >> BigInt(qubits)) | (BigInt.asUintN(qubits, vector) << BigInt(qubits));
}

/** Rows in reduced echelon form; the pivot of each is a single bit that no other row has. */
export interface EchelonForm {
  readonly rows: readonly BitVector[];
  readonly pivots: readonly BitVector[];
}

/**
 * The reduced row echelon form over GF(2), pivots at the lowest bits; it depends on the span of the vectors alone.
 *
 * @returns independent rows, ascending by pivot
 */
export function echelonForm(vectors: Iterable<BitVector>): EchelonForm {
  const rest = [...vectors];
  const rows: BitVector[] = [];
  const pivots: BitVector[] = [];
  for (;;) {
    const union = rest.reduce((bits, row) => bits | row, 0n);
    if (union === 0n) return { rows, pivots };
    const pivot = union & -union;
    const index = rest.findIndex((candidate) => candidate & pivot);
    const [row] = rest.splice(index, 1) as [BitVector];
    for (const list of [rest, rows]) {
      for (const [position, other] of list.entries()) if (other & pivot) list[position] = other ^ row;
    }
    rows.push(row);
    pivots.push(pivot);
  }
}

/**
 * All vectors of `width` bits whose scalar product with every given vector is 0.
 *
 * @returns a basis, one vector for each bit that is no pivot
 */
export function nullSpace(vectors: Iterable<BitVector>, width: number): BitVector[] {
  const { rows, pivots } = echelonForm(vectors);
  const bound = pivots.reduce((bits, pivot) => bits | pivot, 0n);
  const basis: BitVector[] = [];
  for (let column = 0; column < width; column++) {
    const bit = 1n << BigInt(column);
    if (bound & bit) continue;
    basis.push(rows.reduce((bits, row, k) => (row & bit ? bits | (pivots[k] as BitVector) : bits), bit));
  }
  return basis;
}

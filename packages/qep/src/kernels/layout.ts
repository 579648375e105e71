/**
 * How a state vector of N qubits lies in memory.
 *
 * Qubit j is bit j of the basis index (qubit 0 is the least significant bit); bit 0 means |0⟩ with Z = +1. A complex
 * vector is planar: all real parts, then all imaginary parts. Fewer than four qubits are padded to sixteen amplitudes,
 * of which those beyond 2^N stay zero, so that kernels always work on whole tiles.
 */
export interface StateLayout {
  readonly qubits: number;
  readonly isComplex: boolean;
  /** 2^N. */
  readonly dimension: number;
  /** Amplitudes in memory: 2^max(N, 4). */
  readonly amplitudes: number;
  /** Numbers in memory: `amplitudes`, twice that where complex. */
  readonly length: number;
}

/** The largest number of qubits whose vectors 32-bit WebAssembly can address at all. */
export const MAX_QUBITS = 28;

/** @param qubits 1 to {@link MAX_QUBITS} */
export function stateLayout(qubits: number, isComplex: boolean): StateLayout {
  const amplitudes = 2 ** Math.max(qubits, 4);
  return {
    qubits,
    isComplex,
    dimension: 2 ** qubits,
    amplitudes,
    length: isComplex ? 2 * amplitudes : amplitudes,
  };
}

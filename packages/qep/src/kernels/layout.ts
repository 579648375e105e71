import type { BasisStates } from "./basis-states.ts";

/**
 * How a state vector of N qubits lies in memory.
 *
 * Qubit j is bit j of the basis index (qubit 0 is the least significant bit); bit 0 means |0⟩ with Z = +1. A complex
 * vector is planar: all real parts, then all imaginary parts. Fewer than four qubits are padded to sixteen amplitudes,
 * of which those beyond 2^N stay zero, so that kernels always work on whole tiles.
 *
 * A vector of the span of some basis states has one amplitude for each of those, in their order, padded to whole tiles.
 */
export interface StateLayout {
  readonly qubits: number;
  readonly isComplex: boolean;
  /** 2^N, or the number of listed states. */
  readonly dimension: number;
  /** Amplitudes in memory: 2^max(N, 4), or a multiple of 16. */
  readonly amplitudes: number;
  /** Numbers in memory: `amplitudes`, twice that where complex. */
  readonly length: number;
  /** The basis states, where they are not all 2^N. */
  readonly states?: BasisStates;
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

/** Real vectors on the span of some basis states. */
export function subspaceLayout(states: BasisStates): StateLayout {
  const { qubits, count } = states;
  const amplitudes = Math.max(1, Math.ceil(count / TILE)) * TILE;
  return { qubits, isComplex: false, dimension: count, amplitudes, length: amplitudes, states };
}

/** Amplitudes of a tile. */
const TILE = 16;

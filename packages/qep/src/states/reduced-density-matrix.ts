import type { Kernels } from "../kernels/kernels.ts";
import { stateLayout } from "../kernels/layout.ts";
import { complexView, type DenseMatrix, multiplyComplex } from "../linalg/dense-matrix.ts";
import { bitMove } from "./bit-moves.ts";
import type { Amplitudes } from "./turn-to-diagonal.ts";

/** Pure states with their weights, one at a time. */
export interface WeightedState {
  readonly weight: number;
  readonly amplitudes: Amplitudes;
}

/**
 * The reduced density matrix of some qubits, ρ_A = Σ_n p_n tr_B |n⟩⟨n|.
 *
 * Each state is reshaped to a matrix M of 2^|A| rows, and ρ_A = Σ_n p_n M M†: no matrix of order 2^N is formed.
 *
 * @param states amplitudes of length 2^N, qubit j at bit j; all real or all with imaginary parts
 * @param sites A, each once; sites[k] is bit k of the row and column indices
 * @returns order 2^|A|; the caller releases its block
 */
export function reducedDensityMatrix(
  kernels: Kernels,
  states: Iterable<WeightedState>,
  qubits: number,
  sites: readonly number[],
): DenseMatrix {
  let total: DenseMatrix | undefined;
  for (const { weight, amplitudes } of states) {
    total ??= zeroMatrix(kernels, sites.length, amplitudes.im !== undefined);
    const { order, block, imaginary } = total;
    const rest = stateLayout(qubits - sites.length, imaginary !== null);
    const reshaped = reshape(kernels, amplitudes, qubits, sites);
    const matrix = complexView(
      { block: reshaped, imaginary: imaginary === null ? null : rest.amplitudes },
      0,
      0,
      order,
      rest.dimension,
    );
    const target = complexView({ block, imaginary }, 0, 0, order, order);
    multiplyComplex(kernels, weight, matrix, matrix, 1, target, { transpose: "b", conjugate: "b" });
    kernels.release(reshaped);
  }
  return total ?? zeroMatrix(kernels, sites.length, false);
}

function zeroMatrix(kernels: Kernels, qubits: number, isComplex: boolean): DenseMatrix {
  const { dimension, amplitudes, length } = stateLayout(qubits, isComplex);
  const block = kernels.allocateBlock(dimension, length);
  block.values.fill(0);
  return { order: dimension, block, imaginary: isComplex ? amplitudes : null };
}

/** Row a, column b is the amplitude in which the sites are in state a and the rest, ascending, in state b. */
function reshape(kernels: Kernels, { re, im }: Amplitudes, qubits: number, sites: readonly number[]) {
  const rest = stateLayout(qubits - sites.length, im !== undefined);
  const block = kernels.allocateBlock(2 ** sites.length, rest.length);
  let next = 0;
  const targets = Array.from({ length: qubits }, (_, site) => {
    const own = sites.indexOf(site);
    return own < 0 ? next++ : qubits - sites.length + own;
  });
  const move = bitMove(targets);
  const values = block.values;
  for (let b = 0; b < re.length; b++) {
    const moved = move(b);
    const row = Math.floor(moved / rest.dimension);
    const place = row * rest.length + (moved - row * rest.dimension);
    values[place] = re[b] as number;
    if (im) values[place + rest.amplitudes] = im[b] as number;
  }
  return block;
}

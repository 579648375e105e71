import type { RandomStream } from "../../src/base/random.ts";
import type { Basis } from "../../src/measurement/basis.ts";
import type { CliffordGate } from "../../src/measurement/clifford-circuit.ts";
import { type Counts, gatherCounts } from "../../src/measurement/counts.ts";
import type { ReadoutErrors } from "../../src/measurement/readout-errors.ts";
import type { DenseVector } from "./dense.ts";

type Entry = readonly [re: number, im: number];

const H: readonly Entry[] = [
  [Math.SQRT1_2, 0],
  [Math.SQRT1_2, 0],
  [Math.SQRT1_2, 0],
  [-Math.SQRT1_2, 0],
];
const phaseGate = (im: number): readonly Entry[] => [
  [1, 0],
  [0, 0],
  [0, 0],
  [0, im],
];
const ONE_QUBIT = { H, S: phaseGate(1), "S†": phaseGate(-1) } as const;

/** U|ψ⟩ for one gate, amplitude by amplitude from its matrix. */
export function applyGate(gate: CliffordGate, { re, im }: DenseVector): DenseVector {
  const result = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  const add = (to: number, from: number, [a, b]: Entry) => {
    result.re[to] += a * re[from] - b * im[from];
    result.im[to] += a * im[from] + b * re[from];
  };
  for (let index = 0; index < re.length; index++) {
    const bit = (qubit: number) => (index >> qubit) & 1;
    if ("qubit" in gate) {
      const matrix = ONE_QUBIT[gate.gate];
      const flipped = index ^ (1 << gate.qubit);
      add(index, index, matrix[3 * bit(gate.qubit)]);
      add(flipped, index, matrix[2 - bit(gate.qubit)]);
      continue;
    }
    const [first, second] = gate.qubits;
    if (gate.gate === "CX") add(bit(first) ? index ^ (1 << second) : index, index, [1, 0]);
    else add(index, index, [bit(first) && bit(second) ? -1 : 1, 0]);
  }
  return result;
}

/** Probabilities of all 2^N outcomes of reading a state in a basis, with readout errors. */
export function readoutDistribution(state: DenseVector, basis: Basis, errors?: ReadoutErrors): Float64Array {
  const gates: CliffordGate[] =
    basis.kind === "clifford"
      ? [...basis.circuit]
      : [...basis.letters].flatMap((letter, qubit): CliffordGate[] => {
          if (letter === "Z") return [];
          const turn: CliffordGate = { gate: "H", qubit };
          return letter === "X" ? [turn] : [{ gate: "S†", qubit }, turn];
        });
  const { re, im } = gates.reduce((turned, gate) => applyGate(gate, turned), state);
  const exact = re.map((value, index) => value ** 2 + im[index] ** 2);
  return errors ? withFlips(exact, errors) : exact;
}

function withFlips(exact: Float64Array, { p01, p10 }: ReadoutErrors): Float64Array {
  return p01.reduce((probabilities, up, qubit) => {
    const bit = 1 << qubit;
    return probabilities.map((_, index) =>
      index & bit
        ? probabilities[index] * (1 - p10[qubit]) + probabilities[index ^ bit] * up
        : probabilities[index] * (1 - up) + probabilities[index ^ bit] * p10[qubit],
    );
  }, exact);
}

/** Counts of that many outcomes drawn one by one. */
export function drawCounts(probabilities: Float64Array, shots: number, stream: RandomStream): Counts {
  const running: number[] = [];
  for (const probability of probabilities) running.push((running.at(-1) ?? 0) + probability);
  const outcomes = Uint32Array.from({ length: shots }, () => {
    const level = stream.uniform() * running[running.length - 1];
    return running.findIndex((sum) => sum > level);
  });
  return gatherCounts(Math.log2(probabilities.length), outcomes);
}

/** A random normalised state. */
export function randomState(qubits: number, stream: RandomStream): DenseVector {
  const re = Float64Array.from({ length: 2 ** qubits }, () => stream.normal());
  const im = Float64Array.from({ length: 2 ** qubits }, () => stream.normal());
  const norm = Math.hypot(...re, ...im);
  return { re: re.map((value) => value / norm), im: im.map((value) => value / norm) };
}

import fc from "fast-check";
import type { Basis } from "../../src/measurement/basis.ts";
import type { CliffordCircuit, CliffordGate } from "../../src/measurement/clifford-circuit.ts";
import type { DenseVector } from "./dense.ts";

/** U|ψ⟩, gate after gate on amplitudes; written without the library's Pauli algebra, to be held against it. */
export function runCircuit(circuit: CliffordCircuit, state: DenseVector): DenseVector {
  return circuit.reduce(runGate, state);
}

/** The probability of each outcome of a readout, by its number. */
export function denseDistribution(state: DenseVector, basis: Basis): Float64Array {
  const { re, im } = runCircuit(basis.kind === "pauli" ? turning(basis.letters) : basis.circuit, state);
  return re.map((value, b) => value ** 2 + im[b] ** 2);
}

/** Random circuits of up to 3N gates. */
export function cliffordCircuits(qubits: number): fc.Arbitrary<CliffordGate[]> {
  const qubit = fc.integer({ min: 0, max: qubits - 1 });
  const single = fc.record({ gate: fc.constantFrom("H" as const, "S" as const, "S†" as const), qubit });
  const pair = fc.record({
    gate: fc.constantFrom("CX" as const, "CZ" as const),
    qubits: fc.tuple(qubit, qubit).filter(([a, b]) => a !== b),
  });
  return fc.array(fc.oneof(single, pair), { maxLength: 3 * qubits, size: "max" });
}

function turning(letters: string): CliffordGate[] {
  return [...letters].flatMap((letter, qubit): CliffordGate[] => {
    if (letter === "Z") return [];
    const hadamard = { gate: "H", qubit } as const;
    return letter === "X" ? [hadamard] : [{ gate: "S†", qubit }, hadamard];
  });
}

function runGate({ re, im }: DenseVector, gate: CliffordGate): DenseVector {
  const result = { re: re.slice(), im: im.slice() };
  const on = "qubit" in gate ? [gate.qubit] : gate.qubits;
  const bit = (b: number, position: number) => (b >> on[position]) & 1;
  for (let b = 0; b < re.length; b++) {
    if (gate.gate === "H") {
      const [zero, one] = [b & ~(1 << on[0]), b | (1 << on[0])];
      const sign = bit(b, 0) ? -1 : 1;
      result.re[b] = (re[zero] + sign * re[one]) / Math.SQRT2;
      result.im[b] = (im[zero] + sign * im[one]) / Math.SQRT2;
    } else if (gate.gate === "CX") {
      const from = bit(b, 0) ? b ^ (1 << on[1]) : b;
      [result.re[b], result.im[b]] = [re[from], im[from]];
    } else if (gate.gate === "CZ") {
      if (bit(b, 0) && bit(b, 1)) [result.re[b], result.im[b]] = [-re[b], -im[b]];
    } else if (bit(b, 0)) {
      const sign = gate.gate === "S" ? 1 : -1;
      [result.re[b], result.im[b]] = [-sign * im[b], sign * re[b]];
    }
  }
  return result;
}

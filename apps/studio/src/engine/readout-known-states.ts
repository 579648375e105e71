import { type Kernels, measure, parseOperator, Simulator, System } from "qep";
import { type BitstringCounts, bitstrings } from "./outcome-text.ts";

/**
 * Counts of the states |0…0⟩ and |1…1⟩, read with errors: what a calibration of the readout measures.
 *
 * They are ground states of a strong field on every qubit, so that the simulator reads them as it reads all others.
 *
 * @param shots of each of the two states
 * @returns outcomes of each prepared state, as experiments have them in `measurement.readout.calibration`
 */
export async function calibrationCounts(
  qubits: number,
  { p01, p10 }: { readonly p01: number; readonly p10: number },
  shots: number,
  kernels: Kernels,
): Promise<Readonly<Record<string, BitstringCounts>>> {
  const readout = { p01: Array<number>(qubits).fill(p01), p10: Array<number>(qubits).fill(p10) };
  const basis = { kind: "pauli" as const, letters: "Z".repeat(qubits) };
  const found: Record<string, BitstringCounts> = {};
  for (const bit of ["0", "1"]) {
    const field = Array.from({ length: qubits }, (_, qubit) => `${bit === "0" ? "-" : "+"} Z${qubit}`);
    const system = new System({ qubits, fixed: parseOperator(field.join(" ")) });
    const simulator = new Simulator(system, kernels, { imperfections: { readout } });
    const none = new Float64Array(0);
    const setting = { inputs: none, parameters: none, nudge: none, stream: ["studio", "calibration", bit] };
    const [measurement] = await measure(simulator, [setting], { readouts: [[{ basis, shots }]] });
    const [counts] = measurement?.counts ?? [];
    if (counts) found[bit.repeat(qubits)] = bitstrings(counts);
    await simulator.close();
  }
  return found;
}

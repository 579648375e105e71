import { QepError } from "../base/errors.ts";
import { MAX_QUBITS, stateLayout } from "../kernels/layout.ts";

/** What 32-bit WebAssembly can address. */
export const WASM_LIMIT = 2 ** 32;

/** Vectors a ground state and its gradient need at least: start, state, nudged state, image and a Krylov space of 4. */
const MINIMAL_VECTORS = 9;

/** Least bytes that exact simulation of N qubits takes. */
export function minimalBytes(qubits: number, isComplex: boolean): number {
  return MINIMAL_VECTORS * 8 * stateLayout(qubits, isComplex).length;
}

/**
 * Refuses, before any work, a system whose states do not fit.
 *
 * @param limit bytes this host can give, default 4 GiB (what WebAssembly can address)
 * @throws QepError out-of-memory with the number of bytes
 */
export function requireMemory(qubits: number, isComplex: boolean, limit = WASM_LIMIT): void {
  const bytes = minimalBytes(qubits, isComplex);
  const available = Math.min(limit, WASM_LIMIT);
  if (bytes <= available && qubits <= MAX_QUBITS) return;
  let fitting = qubits;
  while (fitting > 1 && minimalBytes(fitting, isComplex) > available) fitting--;
  throw new QepError(
    "out-of-memory",
    `exact states of ${qubits} qubits need at least ${bytes} bytes (${gibibytes(bytes)}); ${available} bytes ` +
      `(${gibibytes(available)}) can be used here, which is enough for ${fitting} qubits` +
      `${isComplex ? " (this Hamiltonian is complex; a real one needs half as much)" : ""}.`,
    { qubits, bytes, available },
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}

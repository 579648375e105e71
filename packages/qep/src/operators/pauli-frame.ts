import type { PauliString } from "./pauli-string.ts";
import { RealBasis } from "./real-basis.ts";
import type { TaperedString, Tapering } from "./tapering.ts";

/**
 * How the operators of an experiment are written for the kernels: in the sectors of their Pauli symmetries, and in a basis
 * in which they are real where there is one.
 */
export class PauliFrame {
  /** Number of qubits of the states; where tapering leaves none, one idle qubit stands for the empty space. */
  readonly qubits: number;
  readonly isReal: boolean;
  readonly tapering: Tapering | undefined;
  private readonly basis: RealBasis | null;

  /**
   * @param strings every string that occurs in the Hamiltonian
   * @param qubits N before tapering
   */
  constructor(strings: readonly PauliString[], qubits: number, tapering?: Tapering) {
    this.tapering = tapering;
    this.qubits = Math.max(1, tapering ? tapering.remaining.length : qubits);
    const tapered = strings.flatMap((string) => this.taper(string)?.string ?? []);
    this.basis = RealBasis.of(tapered, this.qubits);
    this.isReal = this.basis !== null;
  }

  /** The quarter turns Q of e^{iπQ/4} that make the operators real, none where they are as they stand. */
  get turns(): readonly PauliString[] {
    return this.basis?.turns ?? [];
  }

  /** @returns the string in this frame, null where it leads out of all sectors: its expectation value is 0 */
  image(string: PauliString): TaperedString | null {
    const tapered = this.taper(string);
    if (!tapered || !this.basis) return tapered;
    const { string: real, sign } = this.basis.image(tapered.string);
    return { ...tapered, string: real, sign: (tapered.sign * sign) as 1 | -1 };
  }

  private taper(string: PauliString): TaperedString | null {
    return this.tapering ? this.tapering.taperString(string) : { string, sign: 1, generators: 0n };
  }
}

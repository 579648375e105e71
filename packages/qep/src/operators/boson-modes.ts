import { QepError } from "../base/errors.ts";
import { OperatorSum } from "./operator-sum.ts";
import { PauliString } from "./pauli-string.ts";
import { type ForbiddenValues, Subspace } from "./subspace.ts";

/**
 * Boson modes cut to d levels, written on qubits in binary.
 *
 * Mode j takes w = ⌈log₂ d⌉ qubits, j·w to j·w + w − 1, and n_j = Σ_k 2^k (1 − Z_{jw+k})/2. Ladder operators are the d × d
 * matrices b|n⟩ = √n |n−1⟩, b†|n⟩ = √(n+1) |n+1⟩ with b†|d−1⟩ = 0, so that [b, b†] = 1 fails on the highest level alone;
 * products multiply cut matrices. Numbers d to 2^w − 1 are left out of the space.
 *
 * @see Sawaya et al., npj Quantum Information 6, 49 (2020), the standard binary code
 *
 * @example
 * const modes = new BosonModes(2, 3);
 * modes.space(2).count; // 3: |20⟩, |11⟩, |02⟩
 */
export class BosonModes {
  readonly modes: number;
  /** d, the highest number of bosons in a mode plus one. */
  readonly levels: number;
  /** w, qubits of one mode. */
  readonly width: number;
  private readonly lowering: OperatorSum;

  /** @throws QepError invalid-argument for no mode, or fewer than two levels */
  constructor(modes: number, levels: number) {
    if (!Number.isInteger(modes) || modes < 1 || !Number.isInteger(levels) || levels < 2) {
      throw new QepError(
        "invalid-argument",
        `bosons need at least one mode of at least two levels, whole numbers; given ${modes} modes of ${levels} levels`,
        { modes, levels },
      );
    }
    this.modes = modes;
    this.levels = levels;
    this.width = Math.ceil(Math.log2(levels));
    this.lowering = loweringOperator(levels, this.width);
  }

  /** Qubits of all modes together; each mode takes as many as its levels need. */
  get qubits(): number {
    return this.modes * this.width;
  }

  /** b_j. @throws QepError qubit-out-of-range */
  annihilation(mode: number): OperatorSum {
    this.requireMode(mode);
    return this.lowering.shifted(mode * this.width);
  }

  /** b†_j. @throws QepError qubit-out-of-range */
  creation(mode: number): OperatorSum {
    return this.annihilation(mode).adjoint();
  }

  /** n_j. @throws QepError qubit-out-of-range */
  number(mode: number): OperatorSum {
    this.requireMode(mode);
    const bits = Array.from({ length: this.width }, (_, k) =>
      OperatorSum.identity.minus(OperatorSum.pauli("Z", mode * this.width + k)).scale(2 ** (k - 1)),
    );
    return OperatorSum.sum(bits);
  }

  /** b†_i b_j + b†_j b_i between two modes. @throws QepError qubit-out-of-range */
  hopping(i: number, j: number): OperatorSum {
    const hop = this.creation(i).times(this.annihilation(j));
    return hop.plus(hop.adjoint());
  }

  /**
   * The states with fewer than d bosons in each mode.
   *
   * @param particles N, the number of bosons in all modes together; any number where absent
   * @throws QepError invalid-argument for a number that the modes cannot hold, or more than 64 qubits
   */
  space(particles?: number): Subspace {
    const { modes, levels, width, qubits } = this;
    const most = modes * (levels - 1);
    if (particles !== undefined && !(Number.isInteger(particles) && particles >= 0 && particles <= most)) {
      throw new QepError(
        "invalid-argument",
        `the number of bosons must be a whole number from 0 to ${most}, which is all that ${modes} modes of ${levels} levels ` +
          `hold; it is ${particles}`,
        { particles, modes, levels },
      );
    }
    const weights = Array.from({ length: qubits }, (_, qubit) => 2 ** (qubit % width));
    const forbidden = Array.from({ length: modes }, (_, mode) =>
      Array.from({ length: 2 ** width - levels }, (_, k) => this.valueOf(mode, levels + k)),
    );
    return new Subspace({
      qubits,
      forbidden: forbidden.flat(),
      ...(particles !== undefined && { charges: [{ weights, total: particles }] }),
    });
  }

  /** The values of the qubits of a mode with n bosons. */
  private valueOf(mode: number, n: number): ForbiddenValues {
    const bits = Array.from({ length: this.width }, (_, k) => k);
    return {
      qubits: bits.map((k) => mode * this.width + k),
      values: bits.map((k) => ((n >> k) & 1) as 0 | 1),
    };
  }

  private requireMode(mode: number): void {
    if (Number.isInteger(mode) && mode >= 0 && mode < this.modes) return;
    throw new QepError(
      "qubit-out-of-range",
      `there is no mode ${mode}: the bosons have modes 0 to ${this.modes - 1}`,
      { mode, modes: this.modes },
    );
  }
}

/** b = Σ_n √n |n−1⟩⟨n| on the qubits 0 to w − 1. */
function loweringOperator(levels: number, width: number): OperatorSum {
  const elements = Array.from({ length: levels - 1 }, (_, k) => {
    const n = k + 1;
    const bits = Array.from({ length: width }, (_, bit) => transition((k >> bit) & 1, (n >> bit) & 1, bit));
    return bits.reduce((product, factor) => product.times(factor)).scale(Math.sqrt(n));
  });
  return OperatorSum.sum(elements);
}

/** |to⟩⟨from| of one qubit: (I ± Z)/2, (X ± iY)/2. */
function transition(to: number, from: number, qubit: number): OperatorSum {
  const bit = 1n << BigInt(qubit);
  const flips = to === from ? 0n : bit;
  const sign = from === 0 ? 1 : -1;
  // |0⟩⟨1| = (X + iY)/2, |1⟩⟨0| = (X − iY)/2.
  const signed = to === from ? { re: sign / 2, im: 0 } : { re: 0, im: -sign / 2 };
  return new OperatorSum([
    { string: new PauliString(flips, 0n), coefficient: { re: 0.5, im: 0 } },
    { string: new PauliString(flips, bit), coefficient: signed },
  ]);
}

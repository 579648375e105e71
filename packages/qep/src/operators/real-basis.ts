import { PauliString } from "./pauli-string.ts";
import type { SignedString } from "./signed-string.ts";
import { timeReversal } from "./time-reversal.ts";

/**
 * A change of basis by quarter turns U = Π e^{iπQ/4} after which operators with a time reversal P·K are real matrices.
 *
 * Each Q is a real Pauli string: a site where P has X (the turn makes Y and Z change places there), a site where it has Z
 * (X and Y), or a pair of sites where it has Y. The Q commute with each other and their product is P; since
 * e^{iπQ/4} (P K) e^{−iπQ/4} = i Q P K, what is left of P·K after all turns is K alone: time reversal becomes complex
 * conjugation, and what commutes with it becomes real. A string that commutes with Q stays, another becomes iQS: no matrix is
 * formed, all signs are exact.
 */
export class RealBasis {
  /** The strings Q, none where the operators are real as they are. */
  readonly turns: readonly PauliString[];

  private constructor(turns: readonly PauliString[]) {
    this.turns = turns;
  }

  /**
   * The basis in which all the given strings are real.
   *
   * @param qubits N, at least as many as the strings act on
   * @returns null where no product of such turns makes them all real
   *
   * @example
   * const basis = RealBasis.of([x0x1, y0], 2); // X0 X1 stays, Y0 becomes −Z0
   */
  static of(strings: Iterable<PauliString>, qubits: number): RealBasis | null {
    const reversal = timeReversal(strings, qubits);
    return reversal && new RealBasis(quarterTurns(reversal));
  }

  /** U S U† */
  image(string: PauliString): SignedString {
    let image: SignedString = { string, sign: 1 };
    for (const turn of this.turns) {
      if (turn.commutesWith(image.string)) continue;
      const { string: next, power } = turn.times(image.string);
      // iQS is Hermitian: the powers of i add up to 0 or 2.
      image = { string: next, sign: (power === 1 ? -image.sign : image.sign) as 1 | -1 };
    }
    return image;
  }
}

function quarterTurns(reversal: PauliString): PauliString[] {
  const sites = (letter: "X" | "Y" | "Z") =>
    reversal.support.filter((site) => reversal.letterAt(site) === letter);
  const single = (letter: "X" | "Y" | "Z") => (site: number) => PauliString.single(letter, site);
  const ys = sites("Y").map(single("Y"));
  const pairs = ys.flatMap((second, k) =>
    k % 2 === 1 ? [(ys[k - 1] as PauliString).times(second).string] : [],
  );
  return [...sites("X").map(single("X")), ...sites("Z").map(single("Z")), ...pairs];
}

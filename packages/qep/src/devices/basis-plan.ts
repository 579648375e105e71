import type { BasisStates } from "../kernels/basis-states.ts";
import type { StateLayout } from "../kernels/layout.ts";
import type { Basis } from "../measurement/basis.ts";
import { wordsPerOutcome } from "../measurement/counts.ts";
import { measuredStrings } from "../measurement/measured-strings.ts";
import type { PauliFrame } from "../operators/pauli-frame.ts";
import { PauliString } from "../operators/pauli-string.ts";
import { sectorSign } from "../operators/pauli-table.ts";
import { permuteBits } from "../operators/qubit-order.ts";
import type { Turn } from "../states/turn-to-diagonal.ts";
import { frameReadout, type OutcomeBit } from "./frame-readout.ts";
import { flipAt, wordsOf } from "./outcome-words.ts";

/** How states lie in memory and what frame they are in. */
export interface StateFrame {
  /** N before tapering. */
  readonly qubits: number;
  readonly layout: StateLayout;
  /** Which bit of the basis index each qubit of the frame takes; absent: its own. */
  readonly order: readonly number[] | undefined;
  readonly frame: PauliFrame;
  /** Generators of the tapering, none without. */
  readonly generators: readonly PauliString[];
}

/** What errors of one qubit flip. */
export interface ErrorFlips {
  readonly x: Uint32Array;
  readonly z: Uint32Array;
}

/** How a state in memory is read in one basis: what to do with its amplitudes, and what an index then means. */
export class BasisPlan {
  /** To be done with the amplitudes; a basis index then decides the outcome, but for coins. */
  readonly turns: readonly Turn[];
  /** True where the turned amplitudes are complex. */
  readonly isComplex: boolean;
  /** Words of an outcome. */
  readonly words: number;
  /** What each coin flips. */
  readonly coins: readonly Uint32Array[];
  /** For each qubit what an X or a Z on it before the readout does to an outcome. */
  readonly errors: readonly ErrorFlips[];
  private readonly bits: readonly OutcomeBit[];
  /** What each bit of the basis index, or of the word of a listed state, flips. */
  private readonly indexFlips: readonly Uint32Array[];
  private readonly states: BasisStates | undefined;

  constructor(basis: Basis, { qubits, layout, order, frame, generators }: StateFrame) {
    const strings = measuredStrings(basis, qubits).map(({ string }) => string);
    const { turns, bits, coins } = frameReadout(basis, qubits, frame, generators);
    const masked = (mask: bigint) => (order ? permuteBits(Number(mask), order) : Number(mask));
    this.turns = turns.map(({ string: { x, z }, pivot }) => ({
      x: masked(x),
      z: masked(z),
      pivot: masked(1n << BigInt(pivot)),
    }));
    this.isComplex = layout.isComplex || turns.some(({ string }) => string.yCount % 2 === 1);
    this.words = wordsPerOutcome(qubits);
    this.bits = bits;
    this.errors = Array.from({ length: qubits }, (_, qubit) => {
      const flipsOf = (letter: "X" | "Z") => {
        const error = PauliString.single(letter, qubit);
        return wordsOf(
          maskWhere(strings, (string) => !string.commutesWith(error)),
          this.words,
        );
      };
      return { x: flipsOf("X"), z: flipsOf("Z") };
    });
    const flipsOf = (isFlipped: (bit: OutcomeBit) => boolean) =>
      wordsOf(maskWhere(bits, isFlipped), this.words);
    const qubitAt = (position: number) => BigInt(order ? order.indexOf(position) : position);
    this.indexFlips = Array.from({ length: layout.qubits }, (_, position) =>
      flipsOf(({ state }) => ((state >> qubitAt(position)) & 1n) === 1n),
    );
    this.states = layout.states;
    this.coins = Array.from({ length: coins }, (_, coin) =>
      flipsOf((bit) => ((bit.coins >> BigInt(coin)) & 1n) === 1n),
    );
  }

  /**
   * The outcomes of basis indices, those of coins as 0.
   *
   * @param sector bit g set where generator g has eigenvalue −1
   */
  outcomesOf(indices: Uint32Array, sector: number): Uint32Array {
    const { words, bits, indexFlips, states } = this;
    const offset = wordsOf(
      maskWhere(
        bits,
        ({ isFlipped, generators }) => isFlipped !== sectorSign(Number(generators), sector) < 0,
      ),
      words,
    );
    const outcomes = new Uint32Array(indices.length * words);
    for (let position = 0; position < indices.length; position++) {
      outcomes.set(offset, position * words);
      const index = indices[position] as number;
      const state = states ? states.words.subarray(2 * index, 2 * index + 2) : [index];
      for (const [k, bits] of state.entries()) {
        // From the lowest set bit to the highest.
        for (let left = bits; left !== 0; left &= left - 1) {
          const flips = indexFlips[32 * k + 31 - Math.clz32(left & -left)] as Uint32Array;
          flipAt(outcomes, position * words, flips);
        }
      }
    }
    return outcomes;
  }
}

/** The mask of the positions at which something holds. */
function maskWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): bigint {
  return items.reduce((mask, item, j) => (holds(item) ? mask | (1n << BigInt(j)) : mask), 0n);
}

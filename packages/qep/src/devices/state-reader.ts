import { type Drawn, drawMultinomial } from "../base/multinomial.ts";
import type { RandomStream } from "../base/random.ts";
import type { Kernels, Vector } from "../kernels/kernels.ts";
import type { Basis, Readout } from "../measurement/basis.ts";
import { type Counts, gatherCounts } from "../measurement/counts.ts";
import type { Imperfections } from "../measurement/imperfections.ts";
import { squareAmplitudes, turnToDiagonal } from "../states/turn-to-diagonal.ts";
import { BasisPlan, type StateFrame } from "./basis-plan.ts";
import { joinOutcomes, shotByShot, tossCoins } from "./outcome-words.ts";
import { depolariseShots, hasShotErrors, misreadShots, shotsKept } from "./shot-errors.ts";

/** A state in a frame. */
export interface FrameState {
  readonly state: Vector;
  /** Bit g is set where generator g of the tapering has eigenvalue −1. */
  readonly sector: number;
}

/** A mixture Σ_n p_n |n⟩⟨n| of states in a frame. */
export interface Mixture {
  /** p_n ≥ 0, up to a common factor. */
  readonly probabilities: Float64Array;
  /** The n-th state, valid until the next call. */
  state(n: number): FrameState;
}

/** Bases whose plan is remembered. */
const REMEMBERED = 512;

/** Draws counts from states: exact multinomial samples in any product of Pauli bases, and after any Clifford circuit. */
export class StateReader {
  private readonly kernels: Kernels;
  private readonly frame: StateFrame;
  private readonly imperfections: Imperfections;
  private readonly plans = new Map<string, BasisPlan>();

  /**
   * @param frame that of the states to come
   * @param imperfections of which depolarisation, readout errors and lost shots are made here
   */
  constructor(kernels: Kernels, frame: StateFrame, imperfections: Imperfections = {}) {
    this.kernels = kernels;
    this.frame = frame;
    this.imperfections = imperfections;
  }

  /**
   * Counts of one readout.
   *
   * Each state of the mixture that is met is copied, turned at most once for each qubit, and passed over once, however many
   * shots there are.
   *
   * @param stream named splits of it are drawn from, so that one imperfection leaves the draws of the others alone
   */
  count(mixture: Mixture, { basis, shots }: Readout, stream: RandomStream): Counts {
    const plan = this.planOf(basis);
    const kept = shotsKept(shots, this.imperfections, stream.split("loss"));
    const met = drawMultinomial(mixture.probabilities, kept, stream.split("state"));
    const drawn = joinOutcomes(
      Array.from(met.indices, (n, k) => {
        const { state, sector } = mixture.state(n);
        const count = met.occurrences[k] as number;
        const { indices, occurrences } = this.draw(state, plan, count, stream.split("outcome", n));
        return { outcomes: plan.outcomesOf(indices, sector), occurrences };
      }),
    );
    const { qubits } = this.frame;
    if (plan.coins.length === 0 && !hasShotErrors(this.imperfections)) {
      return gatherCounts(qubits, drawn.outcomes, drawn.occurrences);
    }
    const outcomes = shotByShot(drawn, plan.words);
    tossCoins(outcomes, plan.coins, stream.split("coin"));
    const { depolarisation = 0, readout } = this.imperfections;
    depolariseShots(outcomes, depolarisation, plan, stream.split("depolarisation"));
    if (readout) misreadShots(outcomes, readout, plan.words, stream.split("readout"));
    return gatherCounts(qubits, outcomes);
  }

  /** Basis indices of a pure state after the turns of a basis. */
  private draw(state: Vector, plan: BasisPlan, shots: number, stream: RandomStream): Drawn {
    const { amplitudes } = this.frame.layout;
    const copy = this.kernels.allocate(plan.isComplex ? 2 * amplitudes : amplitudes);
    try {
      const { values } = copy;
      values.set(state.values);
      const turned = {
        re: values.subarray(0, amplitudes),
        im: plan.isComplex ? values.subarray(amplitudes) : undefined,
      };
      for (const turn of plan.turns) turnToDiagonal(turned, turn);
      squareAmplitudes(turned);
      return drawMultinomial(turned.re, shots, stream);
    } finally {
      this.kernels.release(copy);
    }
  }

  private planOf(basis: Basis): BasisPlan {
    const key = basis.kind === "pauli" ? basis.letters : JSON.stringify(basis.circuit);
    const known = this.plans.get(key);
    if (known) return known;
    if (this.plans.size >= REMEMBERED) this.plans.delete(this.plans.keys().next().value as string);
    const plan = new BasisPlan(basis, this.frame);
    this.plans.set(key, plan);
    return plan;
  }
}

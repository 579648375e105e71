import type { Vector } from "../kernels/kernels.ts";
import { type HermitianProblem, removeComponent } from "./problem.ts";

/** A state that is known: later runs look for others. */
export interface KnownState {
  readonly vector: Vector;
  readonly energy: number;
  /** ‖Hx − Ex‖. */
  readonly residualNorm: number;
}

/** Overlaps up to this much do no harm: T of a semi-orthogonal basis is right to rounding (Simon). */
const SEMI_ORTHOGONAL = Math.sqrt(Number.EPSILON);

/** A vector hands its overlap on to the next but one: two in turn are projected. */
const PROJECTED = 2;

/**
 * Keeps the vectors of a Lanczos run orthogonal to known eigenstates, projecting only when rounding asks for it.
 *
 * Overlaps ω_j = ⟨u|v_j⟩ with an eigenstate of energy E obey the recursion of the run itself,
 * β_j ω_{j+1} = (E − α_j) ω_j − β_{j−1} ω_{j−1}, driven by rounding and by the residual of u. Following that costs
 * O(1) a state and step; when one of them reaches √ε, two vectors in turn are projected. The decisions follow from the
 * numbers α and β alone, so a second pass of the same recursion repeats them.
 *
 * @see Parlett & Scott, Math. Comput. 33, 217 (1979); Simon, Math. Comput. 42, 115 (1984)
 */
export class Deflation {
  private readonly problem: HermitianProblem;
  private readonly states: readonly KnownState[];
  /** Bounds of |ω| with sign, for v_j and v_{j−1}. */
  private readonly current: Float64Array;
  private readonly previous: Float64Array;
  private coupling = 0;
  /** How many vectors in turn are still to be projected. */
  private pending = 0;

  constructor(problem: HermitianProblem, states: readonly KnownState[]) {
    this.problem = problem;
    this.states = states;
    this.current = new Float64Array(states.length);
    this.previous = new Float64Array(states.length);
  }

  /** A run starts, or goes on from a compressed basis: its next two vectors are projected. */
  begin(): void {
    this.current.fill(SEMI_ORTHOGONAL);
    this.previous.fill(SEMI_ORTHOGONAL);
    this.coupling = 0;
    this.pending = PROJECTED;
  }

  /** Takes α_j and β_j; true where the new vector is to be projected. */
  isDue(alpha: number, beta: number): boolean {
    const { normBound } = this.problem;
    let largest = 0;
    for (const [k, { energy, residualNorm }] of this.states.entries()) {
      const [now, before] = [this.current[k] as number, this.previous[k] as number];
      const carried = ((energy - alpha) * now - this.coupling * before) / beta;
      const noise = (2 * Number.EPSILON * normBound + residualNorm) / beta;
      const next = carried + (carried < 0 ? -noise : noise);
      [this.previous[k], this.current[k]] = [now, next];
      largest = Math.max(largest, Math.abs(next));
    }
    this.coupling = beta;
    // Written so that a bound that is not a number asks for projection.
    if (this.pending === 0 && !(largest <= SEMI_ORTHOGONAL)) this.pending = PROJECTED;
    if (this.pending === 0) return false;
    this.pending--;
    this.current.fill(Number.EPSILON);
    return true;
  }

  /** v ← v − Σ |u⟩⟨u|v⟩, complex overlaps where the layout is complex. */
  project(vector: Vector): void {
    for (const state of this.states) removeComponent(this.problem, state.vector, vector);
  }
}

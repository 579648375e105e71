import type { Vector } from "../kernels/kernels.ts";
import type { NudgeRange } from "./nudge-range.ts";
import type { ObservableSet } from "./observables.ts";

/** The gap is a Ritz value, an estimate from above that is seldom more than a few per cent off: this much less is used. */
const TRUSTED = 0.8;

/**
 * Tells where a nudge cannot bring another level below the ground state.
 *
 * With V = Σ δν_l B_l the ground energy rises by at most ⟨V⟩ (variational) and no level sinks by more than −λ_min(V) (Weyl).
 * So where the gap exceeds ⟨V⟩ − λ_min(V), the ground state keeps its place, and with it every symmetry it has.
 */
export class LevelOrder {
  private readonly outputs: ObservableSet;
  private readonly range: NudgeRange;
  private readonly all: readonly number[];

  constructor(outputs: ObservableSet, range: NudgeRange) {
    this.outputs = outputs;
    this.range = range;
    this.all = Array.from({ length: outputs.size }, (_, index) => index);
  }

  /**
   * @param ground the state before the nudge, in its sector
   * @param gap above it, as the solver saw it
   * @param nudge δν, length J
   */
  isKept(ground: Vector, sector: number, gap: number, nudge: Float64Array): boolean {
    const { lowest } = this.range.of(nudge);
    const means = this.outputs.means(this.all, ground, ground, sector);
    const rise = means.reduce((sum, mean, l) => sum + mean * (nudge[l] as number), 0);
    return rise - lowest < TRUSTED * gap;
  }
}

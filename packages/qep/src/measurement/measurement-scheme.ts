import type { RandomStream } from "../base/random.ts";
import type { Readout } from "./basis.ts";
import type { Counts } from "./counts.ts";
import type { Estimate } from "./estimate.ts";

/** A readout and what came of it. */
export interface TakenReadout extends Readout {
  readonly counts: Counts;
}

/** A way to spend shots on observables and to estimate them from the counts. */
export interface MeasurementScheme {
  /** Shots without which some observable could not be estimated. */
  readonly leastShots: number;
  /** True where what was read so far changes how further shots are spent. */
  readonly isAdaptive: boolean;
  /**
   * What to read next.
   *
   * @param shots to be spent, at least `leastShots` where nothing was read so far
   * @param taken all that was read so far
   * @param stream decides what is left to chance
   */
  readouts(shots: number, taken: readonly TakenReadout[], stream: RandomStream): readonly Readout[];
  /** Means and covariances from all that was read. @throws QepError device-failed where too few shots came back */
  estimate(taken: readonly TakenReadout[]): Estimate;
}

import type { RandomStream } from "../base/random.ts";
import type { Sample } from "../propagation/problem.ts";

/** How many samples a batch has: a number, or all there are to train on. */
export type BatchSize = number | "all";

/** Where samples come from. */
export interface ExperimentData {
  /** The samples of batch number `step`, of `size` samples; "all" only where samples come from a table. */
  readonly batch: (step: number, size: BatchSize) => readonly Sample[];
  readonly test: readonly Sample[];
  /** Samples on a regular grid, for evaluation and figures; the table itself for tables. */
  readonly grid: readonly Sample[];
}

/** Batches drawn with replacement from a list of samples, or the whole list in every step. */
export function drawRows(
  samples: readonly Sample[],
  batchStream: (step: number) => RandomStream,
): (step: number, size: BatchSize) => readonly Sample[] {
  return (step, size) => {
    if (size === "all") return samples;
    const stream = batchStream(step);
    return Array.from({ length: size }, () => samples[stream.integer(samples.length)] as Sample);
  };
}

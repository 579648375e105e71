import type { RandomStream } from "./random.ts";

/** How often each of some possibilities came; those that did not come are left out. */
export interface Drawn {
  /** Ascending. */
  readonly indices: Uint32Array;
  /** At least 1 each. */
  readonly occurrences: Uint32Array;
}

/**
 * Draws `count` times, with replacement, index i with probability w_i / Σ w: an exact multinomial sample.
 *
 * Sorted uniform numbers meet the running sum of the weights, so that one pass over the weights is enough however many
 * are drawn.
 *
 * @param weights w_i ≥ 0, not all 0
 */
export function drawMultinomial(weights: Float64Array, count: number, stream: RandomStream): Drawn {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  const thresholds = new Float64Array(count);
  for (let k = 0; k < count; k++) thresholds[k] = total * stream.uniform();
  thresholds.sort();
  const indices: number[] = [];
  const occurrences: number[] = [];
  let [met, sum] = [0, 0];
  for (let i = 0; met < count && i < weights.length; i++) {
    sum += weights[i] as number;
    const before = met;
    // A product rounded up to the total lies beyond no sum; the last possibility takes it.
    while (met < count && ((thresholds[met] as number) < sum || (sum === total && sum > 0))) met++;
    if (met === before) continue;
    indices.push(i);
    occurrences.push(met - before);
  }
  return { indices: Uint32Array.from(indices), occurrences: Uint32Array.from(occurrences) };
}

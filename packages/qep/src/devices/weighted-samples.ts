/** An estimate, and what it is with one sample left out. */
export interface SampledEstimate {
  readonly mean: Float64Array;
  /** One vector for each sample, of the shape of the mean. */
  readonly replicates: readonly Float64Array[];
}

/**
 * Weighted means ⟨v⟩ = Σ_r w_r v_r / Σ_r w_r, with the same for each sample left out.
 *
 * @param logWeights ln w_r up to a common constant, for R ≥ 2 samples
 * @param values v_r, one vector for each sample
 */
export function weightedMean(
  logWeights: readonly number[],
  values: readonly Float64Array[],
): SampledEstimate {
  const weights = relativeWeights(logWeights);
  const over = (isIn: (sample: number) => boolean) => {
    const mean = new Float64Array(values[0]?.length ?? 0);
    let total = 0;
    for (const [r, weight] of weights.entries()) {
      if (!isIn(r)) continue;
      total += weight;
      for (const [j, value] of (values[r] as Float64Array).entries()) {
        mean[j] = (mean[j] as number) + weight * value;
      }
    }
    return mean.map((value) => value / total);
  };
  return { mean: over(() => true), replicates: weights.map((_, left) => over((r) => r !== left)) };
}

/** ln (Σ_r w_r / R), with the same for each sample left out. */
export function logarithmOfMean(logWeights: readonly number[]): SampledEstimate {
  const weights = relativeWeights(logWeights);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const logarithm = (sum: number, count: number) =>
    Float64Array.of(Math.max(...logWeights) + Math.log(sum / count));
  return {
    mean: logarithm(total, weights.length),
    replicates: weights.map((weight) => logarithm(total - weight, weights.length - 1)),
  };
}

/** The weights over the largest of them. */
function relativeWeights(logWeights: readonly number[]): number[] {
  const heaviest = Math.max(...logWeights);
  return logWeights.map((logWeight) => Math.exp(logWeight - heaviest));
}

/**
 * Variances of estimates from what they are with one of R random samples left out (the delete-one jackknife):
 *
 *     Var(x_j) ≈ (R − 1)/R Σ_r (x_j^{(r)} − x̄_j)²,   x̄_j the mean of x_j^{(r)} over r
 *
 * The estimates may be any smooth function of means over the samples: ratios, differences, gradients.
 *
 * @param replicates x^{(r)} for each r, R ≥ 2 vectors of one length
 * @returns one variance for each element; a normal interval takes Student's t with R − 1 degrees of freedom
 * @see Efron, The Jackknife, the Bootstrap and Other Resampling Plans (SIAM, 1982), chapter 3
 */
export function jackknifeVariances(replicates: readonly Float64Array[]): Float64Array {
  const count = replicates.length;
  const variances = new Float64Array(replicates[0]?.length ?? 0);
  for (let j = 0; j < variances.length; j++) {
    const mean = replicates.reduce((sum, replicate) => sum + (replicate[j] as number), 0) / count;
    const squares = replicates.reduce((sum, replicate) => sum + ((replicate[j] as number) - mean) ** 2, 0);
    variances[j] = ((count - 1) / count) * squares;
  }
  return variances;
}

/** Weights below this are rounding of a matrix of trace 1: they do not count for its rank. */
const LEAST_WEIGHT = 1e-14;

/**
 * The Rényi entropy of a density matrix, S_n = ln(Σ_k λ_k^n)/(1 − n); S_1 = −Σ_k λ_k ln λ_k, the entropy of von Neumann.
 *
 * @param spectrum λ_k, of sum 1; what rounding makes negative counts as 0
 * @param order n ≥ 0: 0 is the logarithm of the rank, ∞ is −ln of the largest weight
 * @param base of the logarithm, default e: entropies are in nats, with base 2 in bits
 */
export function renyiEntropy(spectrum: ArrayLike<number>, order = 1, base = Math.E): number {
  const weights = Array.from(spectrum).filter((weight) => weight > LEAST_WEIGHT);
  // + 0: a pure state has the entropy 0, not −0.
  return entropyOf(weights, order) / Math.log(base) + 0;
}

function entropyOf(weights: readonly number[], order: number): number {
  if (order === Number.POSITIVE_INFINITY) return -Math.log(Math.max(...weights));
  if (order === 1) return weights.reduce((sum, weight) => sum - weight * Math.log(weight), 0);
  return Math.log(weights.reduce((sum, weight) => sum + weight ** order, 0)) / (1 - order);
}

import type { Counts } from "../../src/measurement/counts.ts";

/** Occurrences by the number of the outcome, for up to 32 qubits. */
export function histogram({ qubits, outcomes, occurrences }: Counts): Float64Array {
  const result = new Float64Array(2 ** qubits);
  for (const [k, outcome] of outcomes.entries()) result[outcome] += occurrences[k];
  return result;
}

/**
 * Pearson's χ² of occurrences against probabilities, over what its (1 − 10⁻⁶) quantile is: a true distribution gives more
 * than 1 in one of a million tests. Cells with fewer than ten expected are taken together; an impossible outcome gives
 * infinity.
 */
export function chiSquareRatio(occurrences: ArrayLike<number>, probabilities: Float64Array): number {
  const total = Array.from(occurrences).reduce((sum, count) => sum + count, 0);
  const rest = { observed: 0, expected: 0 };
  let [sum, cells] = [0, 0];
  for (const [k, probability] of probabilities.entries()) {
    const [observed, expected] = [occurrences[k], total * probability];
    if (observed > 0 && probability < 1e-12) return Number.POSITIVE_INFINITY;
    if (expected < 10) {
      rest.observed += observed;
      rest.expected += expected;
    } else {
      sum += (observed - expected) ** 2 / expected;
      cells++;
    }
  }
  if (rest.expected > 1) {
    sum += (rest.observed - rest.expected) ** 2 / rest.expected;
    cells++;
  }
  return sum === 0 ? 0 : sum / quantile(Math.max(1, cells - 1));
}

/** Wilson & Hilferty's approximation of the (1 − 10⁻⁶) quantile. */
function quantile(freedom: number): number {
  const width = 2 / (9 * freedom);
  return freedom * (1 - width + 4.7534 * Math.sqrt(width)) ** 3;
}

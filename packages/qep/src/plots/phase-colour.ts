import { mixLight } from "./colour-scales.ts";
import { PAPER } from "./style.ts";

/**
 * Colour of a mixture of phases: c = Σ p_k c_k + (1 − Σ p_k) paper. Probabilities are cut to [0, 1], and divided by their
 * sum where that is more than 1.
 *
 * @param colours colour of each phase
 * @param probabilities as many as colours
 * @param paper what the probabilities leave over to a sum of 1, by default white
 */
export function phaseColour(
  colours: readonly string[],
  probabilities: ArrayLike<number>,
  paper: string = PAPER,
): string {
  const weights = Array.from(probabilities, (probability) => Math.min(1, Math.max(0, probability)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return mixLight([...colours, paper], [...weights, Math.max(0, 1 - sum)]);
}

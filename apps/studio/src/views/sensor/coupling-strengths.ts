import type { Link } from "../../engine/experiment-outline.ts";

/**
 * Strength of each link: the length of the vector of its parameters.
 *
 * @param values θ
 */
export function couplingStrengths(links: readonly Link[], values: Float64Array): number[] {
  return links.map(({ parameters }) => Math.hypot(...parameters.map((index) => values[index] ?? 0)));
}

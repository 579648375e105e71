import { RandomStream } from "../base/random.ts";

/** A distribution of mean 0 that quenched disorder is drawn from. */
export type DisorderDistribution = "normal" | "plus-minus" | "uniform";

/** One instance of quenched disorder. */
export interface Disorder {
  /** Whole number; one seed is one instance, whatever the seed of a run. */
  readonly seed: number;
  /** normal: variance 1; plus-minus: +1 or −1; uniform: in [−1, 1). */
  readonly distribution: DisorderDistribution;
}

/**
 * The numbers of one instance of disorder, the same for every host.
 *
 * @param purpose names the stream, so that fields and couplings of one seed are independent
 * @returns `count` independent numbers; a longer list begins with a shorter one
 */
export function drawDisorder(
  purpose: string,
  { seed, distribution }: Disorder,
  count: number,
): readonly number[] {
  const random = new RandomStream("disorder", purpose, seed);
  const draw = {
    normal: () => random.normal(),
    "plus-minus": () => (random.uniform() < 0.5 ? -1 : 1),
    uniform: () => random.uniform(-1, 1),
  }[distribution];
  return Array.from({ length: count }, draw);
}

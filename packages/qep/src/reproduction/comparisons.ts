import type { Comparison, Verdict, Workbench } from "./reproduction.ts";

/** What stands in place of published numbers where there are none. */
export const NO_DATA = "not in the data given";

/** The evidence where there is nothing to compare with. */
export const NOTHING = "nothing to compare with";

/** Two lists of numbers, one published or independent, and how close they must be. */
export interface Closeness {
  readonly quantity: string;
  /** Undefined where there is no published data. */
  readonly published: ArrayLike<number> | undefined;
  readonly ours: ArrayLike<number>;
  /** Largest deviation that counts as agreement, set beforehand. */
  readonly bound: number;
  /** What stands for the numbers in the report, default their count. */
  readonly shown?: { readonly published: string; readonly ours: string };
}

/** Compares number by number; the largest deviation decides. Lists of different lengths differ. */
export function compareNumbers({ quantity, published, ours, bound, shown }: Closeness): Comparison {
  const texts = shown ?? {
    published: published ? `${published.length} numbers` : NO_DATA,
    ours: `${ours.length} numbers`,
  };
  if (!published) return { quantity, ...texts, evidence: NOTHING, verdict: "not compared" };
  if (published.length !== ours.length) {
    const evidence = `${ours.length} numbers against ${published.length}`;
    return { quantity, ...texts, evidence, verdict: "differs" };
  }
  const deviation = largestDeviation(ours, published);
  const evidence = `largest deviation ${deviation.toExponential(1)}, asked ${bound.toExponential(0)}`;
  return { quantity, ...texts, evidence, verdict: agreement(deviation <= bound) };
}

/** max |a_k − b_k|, NaN where a number is NaN. */
export function largestDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    largest = Math.max(largest, Math.abs((a[k] as number) - (b[k] as number)));
  }
  return largest;
}

export function agreement(holds: boolean): Verdict {
  return holds ? "agrees" : "differs";
}

/** A comparison that the short form does not make, with the reason. */
export function onlyInFull(quantity: string, { isQuick }: Workbench, published = "–"): Comparison {
  const evidence = isQuick ? "needs the full form (without --quick)" : NOTHING;
  return { quantity, published, ours: "–", evidence, verdict: "not compared" };
}

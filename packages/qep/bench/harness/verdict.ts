/** A measured figure and what was asked for. */
export interface Verdict {
  readonly work: string;
  readonly measured: number;
  /** For instance "x faster", "GFLOP/s", "s". */
  readonly unit: string;
  readonly bound: "at least" | "at most";
  readonly target: number;
  readonly isMet: boolean;
}

/** The figure must reach the target. */
export function atLeast(target: number, unit: string, work: string, measured: number): Verdict {
  return { work, measured, unit, bound: "at least", target, isMet: measured >= target };
}

/** The figure must not exceed the target. */
export function atMost(target: number, unit: string, work: string, measured: number): Verdict {
  return { work, measured, unit, bound: "at most", target, isMet: measured <= target };
}

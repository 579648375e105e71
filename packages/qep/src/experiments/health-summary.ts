import { type HistoryRecord, isStep } from "./run-record.ts";

/** The health of a whole run in a few numbers; null where no step knew. */
export interface HealthSummary {
  readonly steps: number;
  /** Smallest raw gap that any step saw, in the unit of energy. */
  readonly smallestGap: number | null;
  /** Median over steps of the batch's largest β·range(B)/gap. */
  readonly medianNudgeToGap: number | null;
  /** Part of the steps in which some sample had β·range(B) above its gap. */
  readonly strongNudges: number | null;
  /** Median over steps of the batch's largest non-linearity |A₊ + A₋ − 2A₀| / |A₊ − A₋|. */
  readonly medianNonlinearity: number | null;
  readonly preparations: number;
  readonly shots: number;
}

/** Sums up the health records of a training history. */
export function summarizeHealth(history: readonly HistoryRecord[]): HealthSummary {
  const steps = history.filter(isStep);
  const known = (key: "gap" | "nudgeToGap" | "nonlinearity") =>
    steps.flatMap(({ health }) => (health[key] === null ? [] : [health[key]]));
  const [gaps, ratios] = [known("gap"), known("nudgeToGap")];
  return {
    steps: steps.length,
    smallestGap: gaps.length === 0 ? null : gaps.reduce((least, gap) => Math.min(least, gap)),
    medianNudgeToGap: median(ratios),
    strongNudges: ratios.length === 0 ? null : ratios.filter((ratio) => ratio > 1).length / ratios.length,
    medianNonlinearity: median(known("nonlinearity")),
    preparations: steps.reduce((sum, step) => sum + step.preparations, 0),
    shots: steps.reduce((sum, step) => sum + step.shots, 0),
  };
}

/** Above this the response to the nudge is far from linear, and the gradient far from its limit of small β. */
const STRONGLY_BENT = 0.5;

/** One line for people. */
export function describeHealth(summary: HealthSummary): string {
  const { smallestGap, medianNudgeToGap, medianNonlinearity } = summary;
  const parts = [
    smallestGap === null ? "" : `smallest gap ${smallestGap.toPrecision(2)}`,
    medianNudgeToGap === null ? "" : `β·range(B)/gap ${medianNudgeToGap.toPrecision(2)}`,
    medianNonlinearity === null ? "" : `non-linearity ${medianNonlinearity.toPrecision(2)}`,
  ].filter((part) => part !== "");
  if (parts.length === 0) return "no step knew its health";
  return `${parts.join(", ")} (medians of the worst in a batch)`;
}

/**
 * What to do where the health is alarming, undefined where it is not. A small raw gap alone says little, because the
 * partner state may not respond to the nudge; a bent response does.
 */
export function healthAdvice({ strongNudges, medianNonlinearity }: HealthSummary): string | undefined {
  if ((medianNonlinearity ?? 0) < STRONGLY_BENT || (strongNudges ?? 0) < 0.5) return undefined;
  return "the response to the nudge is not linear: a smaller gradient.beta would be less biased";
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

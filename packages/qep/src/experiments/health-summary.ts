import { median } from "../base/median.ts";
import { brief, countText } from "../base/number-text.ts";
import { extreme, type StepHealth } from "../training/step-health.ts";
import { HEALTH_LIMITS, HEALTH_QUANTITIES, type HealthKey, PURE_NOISE } from "./health-quantities.ts";
import { type HistoryRecord, isStep } from "./run-record.ts";

/** A health quantity over the steps that knew it. */
export interface HealthCourse {
  readonly median: number;
  readonly worst: number;
  /** Steps that knew it. */
  readonly steps: number;
}

/** The health of a whole run in a few numbers; null where no step knew. */
export interface HealthSummary {
  readonly steps: number;
  readonly preparations: number;
  readonly shots: number;
  readonly courses: Readonly<Record<HealthKey, HealthCourse | null>>;
  /** How the smallest raw gap is known. */
  readonly gapSource: StepHealth["gapSource"];
  /** Part of the steps in which some sample had β·range(B) above its gap. */
  readonly strongNudges: number | null;
  /**
   * The mean signal-to-noise ratio of all steps, or of their first half, quarter or eighth, whichever stands out most: where
   * training has converged there is no signal left. Null where too few steps have noise.
   */
  readonly signal: MeanRatio | null;
  /** The mean drift χ² per degree of freedom; null where too few steps were compared. */
  readonly drift: MeanRatio | null;
}

/** The mean of a ratio that is 1 on average where there is nothing but noise. */
export interface MeanRatio {
  /** Steps it is taken over, from the first. */
  readonly steps: number;
  readonly mean: number;
  readonly standardError: number;
}

/** Sums up the health records of a training history. */
export function summarizeHealth(history: readonly HistoryRecord[]): HealthSummary {
  const steps = history.filter(isStep);
  const known = (key: HealthKey) => steps.flatMap(({ health }) => health[key] ?? []);
  const courses = Object.fromEntries(
    HEALTH_QUANTITIES.map(({ key, worst }) => {
      const values = known(key);
      return [key, courseOf(values, extreme(values, worst))];
    }),
  ) as Record<HealthKey, HealthCourse | null>;
  const ratios = known("nudgeToGap");
  const strong = ratios.filter((ratio) => ratio > HEALTH_LIMITS.nudgeToGap);
  return {
    steps: steps.length,
    preparations: steps.reduce((sum, step) => sum + step.preparations, 0),
    shots: steps.reduce((sum, step) => sum + step.shots, 0),
    courses,
    gapSource: steps.find(({ health }) => health.gap === courses.gap?.worst)?.health.gapSource ?? "unknown",
    strongNudges: ratios.length === 0 ? null : strong.length / ratios.length,
    signal: strongestSignal(known("signalToNoise")),
    drift: meanRatio(known("drift")),
  };
}

/**
 * One line for people, for instance
 * `smallest gap 0.033 (ritz), nudge/gap median 4.8, worst 31, …; 1.3e6 shots in 12 000 preparations`.
 */
export function describeHealth({ courses, gapSource, shots, preparations }: HealthSummary): string {
  const parts = HEALTH_QUANTITIES.flatMap(({ key, name }) => {
    const course = courses[key];
    if (!course) return [];
    const { median, worst } = course;
    if (key === "gap") return [`smallest gap ${brief(worst)} (${gapSource})`];
    return [`${name} median ${brief(median)}, worst ${brief(worst)}`];
  });
  const known = parts.length === 0 ? "no step knew its health" : parts.join(", ");
  const spent = shots === 0 ? "exact expectation values" : `${countText(shots)} shots`;
  return `${known}; ${spent} in ${countText(preparations)} preparations`;
}

function courseOf(values: readonly number[], worst: number | null): HealthCourse | null {
  return worst === null ? null : { median: median(values), worst, steps: values.length };
}

function strongestSignal(ratios: readonly number[]): MeanRatio | null {
  return [1, 2, 4, 8]
    .flatMap((part) => meanRatio(ratios.slice(0, Math.floor(ratios.length / part))) ?? [])
    .reduce<MeanRatio | null>(
      (best, next) => (best && errorsAboveNoise(best) >= errorsAboveNoise(next) ? best : next),
      null,
    );
}

/** By how many standard errors the mean of a ratio stands out from noise. */
export function errorsAboveNoise({ mean, standardError }: MeanRatio): number {
  const excess = mean - PURE_NOISE;
  return excess === 0 ? 0 : excess / standardError;
}

/**
 * The noise of different steps is independent, so that their scatter tells the error of the mean. A few large values scatter
 * more than noise can: a ratio of noise alone is a weighted mean of squared normal deviates, of variance 2 at most.
 */
function meanRatio(ratios: readonly number[]): MeanRatio | null {
  const { length: steps } = ratios;
  if (steps < HEALTH_LIMITS.judgedSteps) return null;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / steps;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (steps - 1);
  return { steps, mean, standardError: Math.sqrt(Math.min(variance, 2) / steps) };
}

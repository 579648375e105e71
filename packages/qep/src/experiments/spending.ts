import { countText, percent } from "../base/number-text.ts";
import type { SpendingRecord } from "../training/shot-schedule.ts";
import type { TrainingPlan } from "./plan-training.ts";
import { type HistoryRecord, isStep } from "./run-record.ts";

/** How a training with `gradient: { method: auto }` spent its shots. */
export interface SpendingSummary {
  readonly method: string;
  readonly beta: number;
  /** Shots of the first, the cheapest, the dearest and the last step. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
  readonly last: number;
  readonly spent: number;
  /** Of the budget; null where there is none. */
  readonly left: number | null;
  /** Budgets that held until the training was made longer, and the first step that counted with the next one. */
  readonly earlier: readonly { readonly shots: number; readonly until: number }[];
}

/** @returns null where no step says, because all measured alike */
export function summarizeSpending(history: readonly HistoryRecord[]): SpendingSummary | null {
  const steps = history
    .filter(isStep)
    .flatMap(({ step, shots, spending }) => (spending ? [{ step, shots, spending }] : []));
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return null;
  const shots = steps.map((step) => step.shots);
  return {
    method: last.spending.method,
    beta: last.spending.beta,
    first: first.shots,
    least: shots.reduce((least, own) => Math.min(least, own)),
    most: shots.reduce((most, own) => Math.max(most, own)),
    last: last.shots,
    spent: last.spending.spent,
    left: last.spending.left ?? null,
    earlier: steps.flatMap(({ spending: before, step }, index) => {
      const next = steps[index + 1];
      return next && totalOf(next.spending) !== totalOf(before)
        ? [{ shots: totalOf(before), until: step + 1 }]
        : [];
    }),
  };
}

/** The budget that a step counted with. */
function totalOf({ spent, left }: SpendingRecord): number {
  return left === undefined ? Number.POSITIVE_INFINITY : spent + left;
}

/** For instance `symmetric, β = 0.23; 340 shots in the first step, 1 400 in the last; 119 996 spent, 4 left`. */
export function describeSpending(summary: SpendingSummary): string {
  const { method, beta, first, last, spent, left, earlier } = summary;
  const rest = left === null ? "" : `, ${countText(left)} left`;
  const before = earlier.map(
    ({ shots, until }) => `; a budget of ${countText(shots)} in all until step ${until}`,
  );
  return (
    `${method}, β = ${beta}; ${countText(first)} shots in the first step, ${countText(last)} in the last; ` +
    `${countText(spent)} spent${rest}${before.join("")}`
  );
}

/** What is going to be measured, for instance `symmetric, β = 0.23, 18 shots of the free phase and 66 of each sign of the nudge …`. */
export function describePlan({ method, beta, shots, expected }: TrainingPlan): string {
  return (
    `${method}, β = ${beta}, ${countText(shots.free)} shots of the free phase and ${countText(shots.nudged)} of each sign of ` +
    `the nudge in an average step; at the parameters of the pilot its gradient has a bias of ${percent(expected.bias)} and a ` +
    `noise of ${percent(expected.noise)} (cosine ${expected.cosine.toFixed(2)})`
  );
}

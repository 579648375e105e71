import { QepError } from "../base/errors.ts";
import type { WatchSettings } from "./progress-watch.ts";

/** Falls along half a cosine, and stays at its end or starts again. */
export interface CosineSchedule {
  readonly kind: "cosine";
  /** T, steps of the fall, at least 1. */
  readonly period: number;
  /** f in [0, 1), the factor at its end; default 0, where nothing moves any more. */
  readonly floor?: number;
  /** Starts again after each period, which is then so many times as long, a whole number of at least 1; default: no. */
  readonly repeat?: number;
}

/** Falls by the factor `decay` every `every` steps. */
export interface ExponentialSchedule {
  readonly kind: "exponential";
  /** d in (0, 1). */
  readonly decay: number;
  /** k ≥ 1; default 1. More than 1 makes a staircase. */
  readonly every?: number;
}

/** Falls by the factor `decay` whenever the loss has stopped falling. */
export interface PlateauSchedule extends WatchSettings {
  readonly kind: "plateau";
  /** d in (0, 1). */
  readonly decay: number;
  /** f in [0, 1), the least factor; default 0.001. */
  readonly floor?: number;
}

/** How the learning rate changes during training, as in an experiment file. */
export type ScheduleConfig = (
  | { readonly kind: "constant" }
  | CosineSchedule
  | ExponentialSchedule
  | PlateauSchedule
) & {
  /** n ≥ 0 steps in which the rate rises linearly, in the first to 1/n of it, in the last to all of it; default 0. */
  readonly warmup?: number;
};

/**
 * The factor of the learning rate in a step, as far as it depends on the step alone (1 for a plateau).
 *
 * warm-up of n steps: (t + 1)/n; then, with t counted from its end,
 * cosine: f + (1 − f) cos²(πt/2T), from t = T on f or again from t = 0; exponential: d^⌊t/k⌋; else 1
 *
 * Computed with + − × ÷ alone, so that it has the same bits on every host.
 *
 * @param step t, from 0
 * @returns in [0, 1]
 * @see Loshchilov & Hutter, SGDR, ICLR 2017 (arXiv 1608.03983), equation 5
 */
export function scheduledScale(schedule: ScheduleConfig, step: number): number {
  const { warmup = 0 } = schedule;
  if (step < warmup) return (step + 1) / warmup;
  const time = step - warmup;
  switch (schedule.kind) {
    case "cosine": {
      const { floor = 0 } = schedule;
      return floor + (1 - floor) * squaredCosine(partOfPeriod(schedule, time));
    }
    case "exponential":
      return wholePower(schedule.decay, Math.floor(time / (schedule.every ?? 1)));
    default:
      return 1;
  }
}

/** @throws QepError `invalid-argument` where a setting is out of range, naming it */
export function checkSchedule(schedule: ScheduleConfig): void {
  check("warmup", schedule.warmup ?? 0, isWhole(0), "a whole number of at least 0");
  if ("decay" in schedule) {
    check("decay", schedule.decay, (value) => value > 0 && value < 1, "above 0 and below 1");
  }
  if ("floor" in schedule) {
    check("floor", schedule.floor ?? 0, (value) => value >= 0 && value < 1, "at least 0 and below 1");
  }
  for (const name of ["period", "every", "repeat"] as const) {
    const value = (schedule as Partial<Record<typeof name, number>>)[name];
    if (value !== undefined) check(name, value, isWhole(1), "a whole number of at least 1");
  }
}

function check(name: string, value: number, isValid: (value: number) => boolean, expected: string): void {
  if (isValid(value)) return;
  throw new QepError("invalid-argument", `schedule.${name} must be ${expected}; given: ${value}.`, {
    setting: name,
    value,
  });
}

const isWhole = (least: number) => (value: number) => Number.isInteger(value) && value >= least;

/** How much of its period a cosine has behind it at time t, in [0, 1]. */
function partOfPeriod({ period, repeat }: CosineSchedule, time: number): number {
  if (repeat === undefined) return Math.min(time / period, 1);
  let [rest, length] = [time, period];
  while (rest >= length) {
    rest -= length;
    length *= repeat;
  }
  return rest / length;
}

/** cos²(πu/2) for u in [0, 1], with an error below 1e-15; above ½ by way of sin² + cos² = 1. */
function squaredCosine(u: number): number {
  if (u > 0.5) return 1 - squaredCosine(1 - u);
  const x = (Math.PI / 2) * u;
  const square = x * x;
  // Taylor series to x^18/18!; x ≤ π/4.
  let series = 1;
  for (let k = 18; k >= 2; k -= 2) series = 1 - (series * square) / (k * (k - 1));
  return series * series;
}

/** x^n by repeated squaring. */
function wholePower(x: number, n: number): number {
  let [result, power] = [1, x];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= power;
    power *= power;
  }
  return result;
}

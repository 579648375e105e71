import { QepError } from "../base/errors.ts";
import type { PlanBudget } from "../experiments/plan-cost.ts";

/** Seconds in the units of time that a budget may have. */
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  second: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  h: 3600,
  day: 86_400,
  week: 604_800,
};

/** `1e6 shots`, `2 hours` or `90 min`. */
export function parseBudget(text: string): PlanBudget {
  const [, number = "", unit = ""] = /^\s*([\d.eE+]+)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const value = Number(number);
  const name = unit.toLowerCase();
  const singular = name.length > 1 ? name.replace(/s$/, "") : name;
  const seconds = SECONDS[name] ?? SECONDS[singular];
  if (number !== "" && Number.isFinite(value) && value > 0) {
    if (singular === "shot") return { shots: value };
    if (seconds !== undefined) return { seconds: value * seconds };
  }
  throw new QepError(
    "invalid-argument",
    `--budget: expected a number above 0 with its unit, such as "1e6 shots" or "2 hours" (s, minutes, hours, days, weeks), given: ${text}`,
    { budget: text },
  );
}

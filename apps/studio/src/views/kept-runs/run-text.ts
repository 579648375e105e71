import type { Scores } from "qep";

/** @param started ISO 8601 */
export function startText(started: string | null): string {
  if (started === null) return "no date";
  return new Date(started).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** The score that tells most: right answers where there are answers, else the loss. */
export function scoreText(scores: Scores | null): string {
  if (!scores) return "not tested yet";
  const { maxChoice } = scores as { readonly maxChoice?: number };
  return maxChoice === undefined
    ? `loss ${scores.cost.toPrecision(3)}`
    : `${Math.round(100 * maxChoice)} % right`;
}

/** A setting as it would stand in an experiment file. */
export function settingText(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "string"
    ? value
    : JSON.stringify(value).replaceAll('"', "").replaceAll(",", ", ").replaceAll(":", ": ");
}

import { QepError, type TextLocation } from "../base/errors.ts";

/** Steps from the top of an experiment to one of its values: `["training", "optimizer", "kind"]`. */
export type ConfigPath = readonly (string | number)[];

/** One thing that is wrong with an experiment. */
export interface ExperimentIssue {
  readonly path: ConfigPath;
  /** What was expected, what was given, what to do; without the location. */
  readonly message: string;
  readonly location?: TextLocation | undefined;
}

/** A path as people write it: `data.samples[0].inputs.gX`. */
export function pathText(path: ConfigPath): string {
  return path
    .map((step, depth) => (typeof step === "number" ? `[${step}]` : depth === 0 ? step : `.${step}`))
    .join("");
}

/** A location as editors and terminals link it: `file:line:column`. */
export function locationText(location: TextLocation | undefined): string {
  const parts = [location?.file ?? "experiment", location?.line, location?.column];
  return parts.filter((part) => part !== undefined).join(":");
}

/**
 * One error for everything that is wrong, in the order of the file; what has no line (`--set`) comes last.
 *
 * @returns a QepError `invalid-experiment` whose context holds the issues and the location of the first
 */
export function invalidExperiment(issues: readonly ExperimentIssue[], file: string | undefined): QepError {
  const ordered = issues.toSorted((a, b) => order(a.location) - order(b.location));
  const lines = ordered.map(({ location, message }) => `${locationText(location)}: ${message}`);
  const title = `${file ?? "experiment"}: ${lines.length} problems`;
  const message = lines.length === 1 ? lines.join("") : [title, ...lines].join("\n  ");
  return new QepError("invalid-experiment", message, { ...ordered[0]?.location, issues: ordered });
}

/** Sorts by line, then column; no line is wider than this. */
const WIDEST_LINE = 1e6;

function order(location: TextLocation | undefined): number {
  if (location?.line === undefined) return Number.MAX_SAFE_INTEGER;
  return location.line * WIDEST_LINE + (location.column ?? 0);
}

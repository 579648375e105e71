import { QepError } from "../base/errors.ts";
import { nearestName } from "../base/nearest-name.ts";
import { experimentDifferences } from "./experiment-differences.ts";
import { isMapping, valueAt } from "./experiment-source.ts";
import { parsePath, parseValue } from "./overrides.ts";

/** A setting that runs are chosen by: `gradient.beta` is 0.4. */
export interface SettingCondition {
  readonly path: string;
  readonly value: unknown;
}

/** The value of a setting such as `gradient.beta` in a resolved experiment; undefined where there is none. */
export function settingOf(experiment: unknown, path: string): unknown {
  return valueAt(experiment, parsePath(path));
}

/** Whether a resolved experiment has a setting at this value. */
export function meets(experiment: unknown, { path, value }: SettingCondition): boolean {
  return JSON.stringify(settingOf(experiment, path)) === JSON.stringify(value);
}

/** `path=value`, the value in YAML. @param option for messages. @throws QepError invalid-argument where it is not that */
export function parseCondition(text: string, option: string): SettingCondition {
  const equals = text.indexOf("=");
  if (equals < 1) {
    throw new QepError(
      "invalid-argument",
      `${option} ${text}: expected path=value, for example gradient.beta=0.4`,
    );
  }
  const label = `${option} ${text}`;
  return { path: text.slice(0, equals).trim(), value: parseValue(text.slice(equals + 1), label) };
}

/**
 * Refuses a setting that none of the experiments has: it was misspelt.
 *
 * @param option for the message
 * @throws QepError invalid-argument with the nearest setting there is
 */
export function requireSetting(experiments: readonly unknown[], path: string, option: string): void {
  if (experiments.some((experiment) => settingOf(experiment, path) !== undefined)) return;
  const known = [...new Set(experiments.flatMap((experiment) => pathsBelow(experiment, "")))];
  const meant = nearestName(path, known);
  const advice =
    meant === undefined ? "their experiment.json lists what they have" : `did you mean "${meant}"?`;
  throw new QepError("invalid-argument", `${option}: no run has a setting "${path}"; ${advice}`, { path });
}

/** Paths of the settings in which experiments differ; their titles do not count. */
export function differingSettings(experiments: readonly unknown[]): string[] {
  return experimentDifferences(experiments)
    .map(({ path }) => path)
    .filter((path) => path !== "title");
}

function pathsBelow(value: unknown, path: string): string[] {
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const own = path === "" ? key : `${path}.${key}`;
    return [own, ...pathsBelow(item, own)];
  });
}

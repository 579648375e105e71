import type { TextLocation } from "../base/errors.ts";
import { type ConfigPath, invalidExperiment } from "./experiment-issues.ts";

/**
 * Where the text of a config path stands.
 *
 * A path that the text leaves out (a default) gives the nearest enclosing value that is there. With `index`, the
 * location of that character of the text value at the path: so that an error in operator text points at the operator.
 *
 * @param path steps from the top, for instance `["system", "inputs", "gX"]`
 * @param index offset into the text value at the path, from 0; default: the value itself
 * @returns undefined where the experiment did not come from a text
 */
export type Locate = (path: ConfigPath, index?: number) => TextLocation | undefined;

/** An experiment before validation: plain data, and where each piece of it was written. */
export interface ExperimentSource {
  readonly file: string | undefined;
  readonly value: unknown;
  readonly locate: Locate;
  /** Like `locate`, for the key itself instead of its value. */
  readonly locateKey: (path: ConfigPath) => TextLocation | undefined;
}

/** True for what YAML calls a mapping: an object that is neither a list nor an instance of a class. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The value at a path, or undefined where there is none. */
export function valueAt(root: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((value, step) => {
    const holds = Array.isArray(value) || isMapping(value);
    return holds && Object.hasOwn(value, step)
      ? (value as Record<string | number, unknown>)[step]
      : undefined;
  }, root);
}

/** Lists and mappings of an experiment may stand inside each other so many times: whoever reads them calls himself. */
export const MAX_NESTING = 100;

/** What is wrong with an experiment in which they stand deeper. */
export const TOO_DEEP =
  `lists and mappings are nested more than ${MAX_NESTING} deep, which no part of an experiment needs; check its brackets, ` +
  "hyphens and indentation";

/** Whether lists and mappings are nested deeper than {@link MAX_NESTING}, or contain themselves. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  const items = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : undefined;
  if (items === undefined) return false;
  return depth === MAX_NESTING || items.some((item) => isTooDeep(item, depth + 1));
}

/**
 * A source made of plain data: a TypeScript module or the stored configuration of a run.
 *
 * @throws QepError invalid-experiment where it is nested too deep
 */
export function plainSource(value: unknown, file?: string): ExperimentSource {
  const location = file === undefined ? undefined : { file };
  if (isTooDeep(value)) throw invalidExperiment([{ path: [], message: TOO_DEEP, location }], file);
  return { file, value: withoutUndefined(value), locate: () => location, locateKey: () => location };
}

/** A copy in which a key that is undefined is a key left out, as in JSON. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutUndefined(item)]));
}

import type { TextLocation } from "../base/errors.ts";
import type { ConfigPath } from "./experiment-issues.ts";

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

/** A source made of plain data: a TypeScript module or the stored configuration of a run. */
export function plainSource(value: unknown, file?: string): ExperimentSource {
  const location = file === undefined ? undefined : { file };
  return { file, value: withoutUndefined(value), locate: () => location, locateKey: () => location };
}

/** A copy in which a key that is undefined is a key left out, as in JSON. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutUndefined(item)]));
}

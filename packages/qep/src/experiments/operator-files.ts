import { type ExperimentSource, isMapping } from "./experiment-source.ts";

/** Sections in which operators stand. */
const SECTIONS: readonly string[] = ["system", "hidden"];

/**
 * Puts the content of a file in the place of its name wherever an operator is given as `{ format, file }`.
 *
 * @param readText the content of a file named in the experiment
 */
export function withOperatorFiles(
  source: ExperimentSource,
  readText: (file: string) => string,
): ExperimentSource {
  if (!isMapping(source.value)) return source;
  const entries = Object.entries(source.value).map(([key, value]) => [
    key,
    SECTIONS.includes(key) ? inlined(value, readText) : value,
  ]);
  return { ...source, value: Object.fromEntries(entries) };
}

function inlined(value: unknown, readText: (file: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => inlined(item, readText));
  if (!isMapping(value)) return value;
  const { format, file, ...others } = value;
  if (format !== undefined && typeof file === "string") return { format, text: readText(file), ...others };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inlined(item, readText)]));
}

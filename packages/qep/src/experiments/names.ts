import { QepError } from "../base/errors.ts";

/** Index of a named knob or output. @throws QepError invalid-experiment listing the names there are */
export function indexOfName(names: readonly { readonly name: string }[], name: string, what: string): number {
  const index = names.findIndex((candidate) => candidate.name === name);
  if (index >= 0) return index;
  const known = names.map((candidate) => candidate.name).join(", ") || "none";
  throw new QepError("invalid-experiment", `there is no ${what} "${name}"; known: ${known}`, { name });
}

/** Values by name in the order of `names`. @throws QepError invalid-experiment for missing or unknown names */
export function valuesByName(
  names: readonly { readonly name: string }[],
  values: Readonly<Record<string, number>>,
  what: string,
): Float64Array {
  const result = new Float64Array(names.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(values)) result[indexOfName(names, name, what)] = value;
  const missing = result.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new QepError("invalid-experiment", `the ${what} "${names[missing]?.name}" has no value`, {
      name: names[missing]?.name,
    });
  }
  return result;
}

import type { JsonSchema } from "qep";
import {
  alternativesOf,
  chosenAlternative,
  isMapping,
  namesOf,
  namingKey,
  startingValue,
} from "../schema-choice.ts";

/** How a form shows one value of the schema. */
export type FieldKind =
  /** A choice among alternatives, each a mapping with fields of its own. */
  | { readonly kind: "variant"; readonly key: string; readonly variants: readonly Variant[] }
  | { readonly kind: "mapping" }
  | { readonly kind: "choice"; readonly names: readonly unknown[] }
  | { readonly kind: "truth" }
  | { readonly kind: "number"; readonly isWhole: boolean; readonly least: number | undefined }
  | { readonly kind: "text" }
  /** Anything else, on one line of YAML. */
  | { readonly kind: "yaml" };

/** One of several alternatives. */
export interface Variant {
  readonly label: string;
  readonly description: string | undefined;
  readonly schema: JsonSchema;
  /** What the key that names it must say; undefined where that key must not be there. */
  readonly name: unknown;
}

/** What a system without a model is called. */
const UNNAMED = "operators as text";

/** How to show a value. */
export function fieldKind(schema: JsonSchema): FieldKind {
  const options = alternativesOf(schema);
  const key = namingKey(schema);
  if (key !== undefined) return { kind: "variant", key, variants: variantsOf(options, key) };
  const names = options.flatMap(namesOf);
  if (names.length > 1 && options.every((option) => namesOf(option).length > 0))
    return { kind: "choice", names };
  const [only] = options;
  if (!only || options.length > 1) return { kind: "yaml" };
  if (only.properties && Object.keys(only.properties).length > 0) return { kind: "mapping" };
  if (only.type === "boolean") return { kind: "truth" };
  if (only.type === "integer" || only.type === "number") {
    // An excluded least value is left to the library: browsers would allow it.
    const least = only.minimum;
    return { kind: "number", isWhole: only.type === "integer", least };
  }
  return only.type === "string" ? { kind: "text" } : { kind: "yaml" };
}

function variantsOf(options: readonly JsonSchema[], key: string): Variant[] {
  return options.flatMap((schema) => {
    const property = schema.properties?.[key];
    if (typeof property !== "object") return [];
    if (property.not) return [{ label: UNNAMED, description: undefined, schema, name: undefined }];
    return namesOf(property).map(
      (name): Variant => ({ label: String(name), description: property.description, schema, name }),
    );
  });
}

/** The variant that a value is. */
export function variantOf(variants: readonly Variant[], key: string, schema: JsonSchema, value: unknown) {
  const name = isMapping(value) ? value[key] : undefined;
  const chosen = chosenAlternative(schema, value);
  return (
    variants.find((variant) => variant.name === name) ?? variants.find((variant) => variant.schema === chosen)
  );
}

/** Of several keys that a system must have one of, which a schema cannot say: one to start from. */
const ONE_OF_SEVERAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "long-range-ising": { sites: 8 },
  "bose-hubbard": { levels: 3 },
  [UNNAMED]: { fixed: "sum(j=0..3, Z[j] Z[j+1])" },
};

/** Another variant with what must be there, and with those values of the old one that it has room for. */
export function changedVariant(
  { schema, name, label }: Variant,
  key: string,
  old: unknown,
): Record<string, unknown> {
  const start = startingValue(schema) as Record<string, unknown>;
  const kept = Object.entries(isMapping(old) ? old : {}).filter(([field, value]) => {
    const property = schema.properties?.[field];
    return field !== key && typeof property === "object" && chosenAlternative(property, value) !== undefined;
  });
  // The name first: that is how one reads it.
  const named = name === undefined ? {} : { [key]: name };
  return { ...named, ...start, ...named, ...ONE_OF_SEVERAL[label], ...Object.fromEntries(kept) };
}

/** A field of a mapping. */
export interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** Fields that are shown, because they are there or must be; and those that can be added. */
export function fieldsOf(
  { properties = {}, required = [] }: JsonSchema,
  value: unknown,
  namedBy?: string,
): { readonly shown: readonly Field[]; readonly others: readonly Field[] } {
  const fields = Object.entries(properties).flatMap(([name, schema]): Field[] => {
    if (typeof schema === "boolean" || schema.not || name === namedBy) return [];
    return [{ name, schema, isRequired: required.includes(name) }];
  });
  const isShown = ({ name, isRequired }: Field) =>
    isRequired || (isMapping(value) && value[name] !== undefined);
  return { shown: fields.filter(isShown), others: fields.filter((field) => !isShown(field)) };
}
